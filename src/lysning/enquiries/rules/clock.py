"""Where an enquiry stands and when its answer is owed: derived from time stamps, never stored as a word.

**The clock.** A leader has ten working days. A working day is spent when it has ended in Copenhagen, the day of the
offer not counted, so an enquiry offered late on a Monday evening and one offered that morning fall due together: at the
end of the tenth working day, which is the next local midnight.

**The pause.** A working day does not count if, for any moment of it, the supplier owed an answer to a question. What
was left when the question was asked is left when it is answered. Overlapping questions pause once (the union of
their days); a question not yet answered pauses until it is, so meanwhile there is no deadline. A deadline that has
passed stays passed: a later question does not revive it.

**The states.** Each row of `TRANSITIONS` says where an event may lead from a state::

    no_contact -offer-> offered -see-> seen
    offered, seen -ask-> question -reply-> seen | question (another is open) | offered (never opened)
    offered, seen, question -escalate-> escalated        (after the deadline; never while the clock is paused)
    offered, seen, question, escalated -answer-> answered
    offered, seen, question, escalated -hand_over-> handed_over   (the new post gets its own enquiry, its own clock)
    every open state -withdraw-> withdrawn
    answered, handed_over, withdrawn: the end

A leader may answer while the own question is open. After an escalation the coordinator may ask, answer and hand over
as the leader could; the enquiry stays escalated until then.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import islice

from lysning.enquiries.rules.answers import AnswerKind
from lysning.enquiries.rules.calendar import (
    CLOSING_DAYS,
    ONE_DAY,
    ClosingDays,
    add_working_days,
    end_of_day,
    is_working_day,
    local_day,
    working_days_between,
)
from lysning.enquiries.rules.promises import ANSWER_WORKING_DAYS, REMINDER_WORKING_DAYS


class State(StrEnum):
    """Where an enquiry stands."""

    NO_CONTACT = "no_contact"
    OFFERED = "offered"
    SEEN = "seen"
    QUESTION = "question"
    ANSWERED = "answered"
    HANDED_OVER = "handed_over"
    ESCALATED = "escalated"
    WITHDRAWN = "withdrawn"


class Event(StrEnum):
    """What can happen to an enquiry."""

    OFFER = "offer"
    SEE = "see"
    ASK = "ask"
    REPLY = "reply"
    ANSWER = "answer"
    HAND_OVER = "hand_over"
    ESCALATE = "escalate"
    WITHDRAW = "withdraw"


class Refusal(StrEnum):
    """Why an event may not happen now."""

    NOT_OFFERED = "enquiry_not_offered"
    ALREADY_OFFERED = "enquiry_already_offered"
    ALREADY_ANSWERED = "enquiry_already_answered"
    ALREADY_HANDED_OVER = "enquiry_already_handed_over"
    ALREADY_ESCALATED = "enquiry_already_escalated"
    ALREADY_WITHDRAWN = "enquiry_already_withdrawn"
    NO_SUCH_QUESTION = "enquiry_question_unknown"
    QUESTION_ALREADY_ANSWERED = "enquiry_question_already_answered"
    CLOCK_PAUSED = "enquiry_clock_paused"
    DEADLINE_NOT_PASSED = "enquiry_deadline_not_passed"


@dataclass(frozen=True)
class EnquiryFacts:
    """The time stamps of one enquiry (aware moments); `questions` are pairs of asked and, if so, answered."""

    created_at: datetime
    offered_at: datetime | None = None
    seen_at: datetime | None = None
    questions: tuple[tuple[datetime, datetime | None], ...] = ()
    answered_at: datetime | None = None
    answer_kind: AnswerKind | None = None
    handed_over_at: datetime | None = None
    escalated_at: datetime | None = None
    withdrawn_at: datetime | None = None


OPEN_STATES = frozenset({State.NO_CONTACT, State.OFFERED, State.SEEN, State.QUESTION, State.ESCALATED})
"""States that are not the end."""

AWAITING_LEADER = frozenset({State.OFFERED, State.SEEN, State.QUESTION})
"""States in which the post itself owes the answer; in `question` with the clock paused."""

_ANSWERABLE = AWAITING_LEADER | {State.ESCALATED}

TRANSITIONS: dict[tuple[State, Event], frozenset[State]] = {
    (State.NO_CONTACT, Event.OFFER): frozenset({State.OFFERED}),
    **{(state, Event.SEE): frozenset({state}) for state in _ANSWERABLE - {State.OFFERED}},
    (State.OFFERED, Event.SEE): frozenset({State.SEEN}),
    **{(state, Event.ASK): frozenset({State.QUESTION}) for state in AWAITING_LEADER},
    (State.ESCALATED, Event.ASK): frozenset({State.ESCALATED}),
    (State.QUESTION, Event.REPLY): frozenset({State.OFFERED, State.SEEN, State.QUESTION}),
    (State.ESCALATED, Event.REPLY): frozenset({State.ESCALATED}),
    **{(state, Event.ANSWER): frozenset({State.ANSWERED}) for state in _ANSWERABLE},
    **{(state, Event.HAND_OVER): frozenset({State.HANDED_OVER}) for state in _ANSWERABLE},
    **{(state, Event.ESCALATE): frozenset({State.ESCALATED}) for state in AWAITING_LEADER},
    **{(state, Event.WITHDRAW): frozenset({State.WITHDRAWN}) for state in OPEN_STATES},
}
"""(state, event) → the states it may lead to; a pair that is missing may not happen."""

_WHY_NOT = {
    State.NO_CONTACT: Refusal.NOT_OFFERED,
    State.ANSWERED: Refusal.ALREADY_ANSWERED,
    State.HANDED_OVER: Refusal.ALREADY_HANDED_OVER,
    State.WITHDRAWN: Refusal.ALREADY_WITHDRAWN,
    State.ESCALATED: Refusal.ALREADY_ESCALATED,
}


def state(facts: EnquiryFacts) -> State:
    """The one state the time stamps amount to.

    The ends come first (withdrawn, answered, handed over), then escalated, an open question, seen, offered.
    """
    stamped = (
        (facts.withdrawn_at, State.WITHDRAWN),
        (facts.answered_at, State.ANSWERED),
        (facts.handed_over_at, State.HANDED_OVER),
        (facts.escalated_at, State.ESCALATED),
        (has_open_question(facts) or None, State.QUESTION),
        (facts.seen_at, State.SEEN),
        (facts.offered_at, State.OFFERED),
    )
    return next((found for stamp, found in stamped if stamp is not None), State.NO_CONTACT)


def has_open_question(facts: EnquiryFacts) -> bool:
    """True while the supplier owes an answer to at least one question."""
    return any(answered_at is None for _, answered_at in facts.questions)


# --- the clock ------------------------------------------------------------------------------------------------------


def deadline(
    facts: EnquiryFacts, closing: ClosingDays = CLOSING_DAYS, limit_days: int = ANSWER_WORKING_DAYS
) -> datetime | None:
    """The moment (UTC) from which the answer is late: the midnight that ends the last working day.

    None while nothing is owed by a date: not offered yet, or a question is open that was asked in time. The end of an
    enquiry does not change its deadline.
    """
    if facts.offered_at is None:
        return None
    last = next(islice(_counted_days(facts, closing), limit_days - 1, None), None)
    return None if last is None else end_of_day(last)


def _counted_days(facts: EnquiryFacts, closing: ClosingDays) -> Iterator[date]:
    """The working days after the offer on which the supplier owed nothing; ends where an open question begins."""
    assert facts.offered_at is not None
    pauses = [(local_day(asked), replied and local_day(replied)) for asked, replied in facts.questions]
    day = local_day(facts.offered_at)
    while True:
        day = add_working_days(day, 1, closing)
        if any(end is None and begin <= day for begin, end in pauses):
            return
        if not any(end is not None and begin <= day <= end for begin, end in pauses):
            yield day


def working_days_spent(facts: EnquiryFacts, at: datetime, closing: ClosingDays = CLOSING_DAYS) -> int:
    """How many working days of the leader's time had ended by `at`, paused days left out; 0 before the offer."""
    if facts.offered_at is None:
        return 0
    begin, today = local_day(facts.offered_at), local_day(at)
    if not facts.questions:
        return max(0, working_days_between(begin, today - ONE_DAY, closing))
    spent = 0
    for day in _counted_days(facts, closing):
        if day >= today:
            break
        spent += 1
    return spent


def days_left(
    facts: EnquiryFacts, at: datetime, closing: ClosingDays = CLOSING_DAYS, limit_days: int = ANSWER_WORKING_DAYS
) -> int | None:
    """Working days the leader has left, today included: 10 on the day of the offer, 1 on the last day, 0 when late.

    Stands still while a question is open. None when the post owes nothing: not offered, or at an end.
    """
    if state(facts) not in _ANSWERABLE:
        return None
    return max(0, limit_days - working_days_spent(facts, at, closing))


def is_paused(facts: EnquiryFacts, closing: ClosingDays = CLOSING_DAYS, limit_days: int = ANSWER_WORKING_DAYS) -> bool:
    """True while the clock stands still: the post owes the answer, but a question asked in time is open."""
    return state(facts) == State.QUESTION and deadline(facts, closing, limit_days) is None


def is_due_for_escalation(
    facts: EnquiryFacts, at: datetime, closing: ClosingDays = CLOSING_DAYS, limit_days: int = ANSWER_WORKING_DAYS
) -> bool:
    """True from the deadline on, as long as the post owes the answer; never for an ended or paused enquiry."""
    if state(facts) not in AWAITING_LEADER:
        return False
    due = deadline(facts, closing, limit_days)
    return due is not None and at >= due


def reminder_due(
    facts: EnquiryFacts,
    at: datetime,
    closing: ClosingDays = CLOSING_DAYS,
    limit_days: int = ANSWER_WORKING_DAYS,
    last_sent: int = 0,
) -> int | None:
    """The reminder (5 or 8, in working days spent) the leader should get now; None when there is none.

    `last_sent` is the highest already sent. Only the highest reached is due, so a worker that was down never sends
    two at once. Reminders go out on working days only, and not while the clock is paused or after the deadline.
    """
    if state(facts) not in {State.OFFERED, State.SEEN} or not is_working_day(local_day(at), closing):
        return None
    spent = working_days_spent(facts, at, closing)
    reached = max((days for days in REMINDER_WORKING_DAYS if days <= spent < limit_days), default=0)
    return reached if reached > last_sent else None


# --- what may happen ------------------------------------------------------------------------------------------------


def may(event: Event, facts: EnquiryFacts) -> Refusal | None:
    """None when the event may happen in the enquiry's state, otherwise why not. Knows the table, not the clock."""
    now = state(facts)
    if (now, event) in TRANSITIONS:
        return None
    if event == Event.REPLY and now in AWAITING_LEADER:
        return Refusal.NO_SUCH_QUESTION
    return _WHY_NOT.get(now, Refusal.ALREADY_OFFERED)


def may_offer(facts: EnquiryFacts) -> Refusal | None:
    """May the post be offered the enquiry? Only one that waits for a contact."""
    refusal = may(Event.OFFER, facts)
    return Refusal.ALREADY_OFFERED if refusal == Refusal.ALREADY_ESCALATED else refusal


def may_answer(facts: EnquiryFacts) -> Refusal | None:
    """May an answer be given? Yes from the offer to the end, also with an open question, late or escalated."""
    return may(Event.ANSWER, facts)


def may_ask(facts: EnquiryFacts) -> Refusal | None:
    """May the supplier be asked a question? Yes from the offer to the end; several may be open at once."""
    return may(Event.ASK, facts)


def may_reply(facts: EnquiryFacts, number: int) -> Refusal | None:
    """May the supplier answer question `number` (from 0)? Only an open one, and not after the end."""
    if not 0 <= number < len(facts.questions):
        return may(Event.ASK, facts) or Refusal.NO_SUCH_QUESTION
    if facts.questions[number][1] is not None:
        return may(Event.ASK, facts) or Refusal.QUESTION_ALREADY_ANSWERED
    return may(Event.REPLY, facts)


def may_hand_over(facts: EnquiryFacts) -> Refusal | None:
    """May the enquiry be handed to another post? Yes from the offer to the end, also by the coordinator."""
    return may(Event.HAND_OVER, facts)


def may_withdraw(facts: EnquiryFacts) -> Refusal | None:
    """May the supplier withdraw it? Yes until there is an answer or it is handed over, also before any contact."""
    return may(Event.WITHDRAW, facts)


def may_escalate(
    facts: EnquiryFacts, at: datetime, closing: ClosingDays = CLOSING_DAYS, limit_days: int = ANSWER_WORKING_DAYS
) -> Refusal | None:
    """May it go to the coordinator? From the deadline on, once; never while paused or at an end."""
    if refusal := may(Event.ESCALATE, facts):
        return refusal
    if is_paused(facts, closing, limit_days):
        return Refusal.CLOCK_PAUSED
    return None if is_due_for_escalation(facts, at, closing, limit_days) else Refusal.DEADLINE_NOT_PASSED
