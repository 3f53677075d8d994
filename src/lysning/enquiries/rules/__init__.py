"""The pure rules of the enquiries room: no Django, no clock; `today` and `at` are passed in.

promises    the public numbers: REACH_MUNICIPALITIES 8, REACH_DAYS 14, WEEKLY_ROOM 3, ANSWER_WORKING_DAYS 10,
            REMINDER_WORKING_DAYS (5, 8), NEW_PLACES_PER_RUN 20
calendar    Danish working days: is_working_day(day), add_working_days(day, count), working_days_between(after, until),
            local_day(at), start_of_day(day), end_of_day(day), COPENHAGEN, CLOSING_DAYS, read_closing_days(text)
answers     AnswerKind, Reason, Answer; tidy(answer), fault_in(answer, today) -> AnswerFault | None, FIELD_OF_FAULT
clock       EnquiryFacts, State, Event, TRANSITIONS, Refusal; state(facts), deadline(facts), days_left(facts, at),
            is_paused(facts), is_due_for_escalation(facts, at), reminder_due(facts, at, last_sent=),
            working_days_spent(facts, at); may_offer, may_answer, may_ask, may_hand_over, may_withdraw(facts),
            may_reply(facts, number), may_escalate(facts, at) -> Refusal | None; may(event, facts)
problem     an allocation run's input: RunTerms; SolutionRow, PostRow, CandidateRow for problem_from_rows(...) or
            Columns for problem_from_columns(columns, terms) -> Problem; input_hash(problem)
allocation  allocate(problem) -> Allocation(offers, explanations, objective, input_hash); Offer, Explanation, Why
solver      the minimum-cost flow beneath; SolverError
baseline    top_by_score(problem): plain top-k, for comparison only
measures    the promises as measured: reach, gini, answer_rate, median_working_days_to_answer, offers_per_week

Import from the module, not from here: `from lysning.enquiries.rules.allocation import allocate`.
"""
