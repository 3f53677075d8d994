from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lysning.enquiries.rules.answers import AnswerKind
from lysning.enquiries.rules.calendar import COPENHAGEN, end_of_day
from lysning.enquiries.rules.clock import (
    OPEN_STATES,
    TRANSITIONS,
    EnquiryFacts,
    Event,
    Refusal,
    State,
    days_left,
    deadline,
    is_due_for_escalation,
    is_paused,
    may,
    may_answer,
    may_ask,
    may_escalate,
    may_hand_over,
    may_offer,
    may_reply,
    may_withdraw,
    reminder_due,
    state,
    working_days_spent,
)

SECOND = timedelta(seconds=1)


def local(day: str, clock: str = "12:00") -> datetime:
    return datetime.combine(date.fromisoformat(day), time.fromisoformat(clock), tzinfo=COPENHAGEN).astimezone(UTC)


def offered(at: datetime, **stamps: object) -> EnquiryFacts:
    return replace(EnquiryFacts(created_at=at, offered_at=at), **stamps)


MONDAY = local("2026-11-23")
"""Ten working days on: Monday 7 December 2026, with no holiday between."""


# --- the deadline ---------------------------------------------------------------------------------------------------


def test_ten_working_days_end_at_midnight_two_weeks_later() -> None:
    assert deadline(offered(MONDAY)) == end_of_day(date(2026, 12, 7)) == datetime(2026, 12, 7, 23, tzinfo=UTC)


@pytest.mark.parametrize("clock", ["00:00:00", "12:00", "23:59:59.999999"])
def test_the_hour_of_the_offer_does_not_matter(clock: str) -> None:
    assert deadline(offered(local("2026-11-23", clock))) == end_of_day(date(2026, 12, 7))


@pytest.mark.parametrize(
    ("offer", "last"),
    [
        (local("2026-11-21"), "2026-12-04"),  # a Saturday: Monday is the first working day
        (local("2026-11-22", "23:30"), "2026-12-04"),  # late on Sunday, in UTC still Sunday
        (local("2026-07-05", "23:30"), "2026-07-17"),  # late on Sunday in summer
        (datetime(2026, 7, 5, 22, 30, tzinfo=UTC), "2026-07-20"),  # Sunday in UTC, already Monday in Copenhagen
        (local("2027-03-22"), "2027-04-08"),  # over Easter: 25, 26 and 29 March closed
        (local("2027-05-04"), "2027-05-20"),  # over Ascension Day and Whit Monday
        (local("2026-05-28"), "2026-06-12"),  # over Grundlovsdag, a Friday
        (local("2026-12-22"), "2027-01-11"),  # over Christmas and New Year
        (local("2026-10-16"), "2026-10-30"),  # over the night with 25 hours
        (local("2026-03-16"), "2026-03-30"),  # over the night with 23 hours
        (local("2028-02-18"), "2028-03-03"),  # over a leap day
    ],
)
def test_the_last_day(offer: datetime, last: str) -> None:
    assert deadline(offered(offer)) == end_of_day(date.fromisoformat(last))


def test_a_limit_of_one_day_ends_on_the_next_working_day() -> None:
    assert deadline(offered(local("2026-11-27")), limit_days=1) == end_of_day(date(2026, 11, 30))


def test_nothing_is_owed_before_the_offer() -> None:
    waiting = EnquiryFacts(created_at=MONDAY)
    assert (deadline(waiting), days_left(waiting, MONDAY), working_days_spent(waiting, MONDAY)) == (None, None, 0)


def test_the_end_of_an_enquiry_keeps_its_deadline() -> None:
    answered = offered(MONDAY, answered_at=local("2026-11-25"), answer_kind=AnswerKind.TOGETHER)
    assert (deadline(answered), days_left(answered, local("2026-11-25"))) == (end_of_day(date(2026, 12, 7)), None)


@pytest.mark.parametrize(
    ("at", "left"),
    [
        (MONDAY, 10),
        (local("2026-11-24", "00:00"), 10),
        (local("2026-11-24", "23:59:59"), 10),
        (local("2026-11-25", "00:00"), 9),
        (local("2026-11-28"), 6),
        (local("2026-11-30"), 6),
        (local("2026-12-07", "23:59:59"), 1),
        (local("2026-12-08", "00:00"), 0),
        (local("2027-12-08"), 0),
    ],
)
def test_days_left_count_today(at: datetime, left: int) -> None:
    assert days_left(offered(MONDAY), at) == left


# --- the pause ------------------------------------------------------------------------------------------------------


def test_an_open_question_stops_the_clock() -> None:
    asked = offered(MONDAY, questions=((local("2026-11-27", "10:00"), None),))
    assert (deadline(asked), is_paused(asked)) == (None, True)
    assert [days_left(asked, local(day)) for day in ("2026-11-27", "2026-12-24", "2028-01-01")] == [7, 7, 7]
    assert not is_due_for_escalation(asked, local("2030-01-01"))


def test_what_was_left_at_the_question_is_left_at_the_reply() -> None:
    """Asked on the fourth working day (three spent), answered a week later: seven whole days follow."""
    answered = offered(MONDAY, questions=((local("2026-11-27"), local("2026-12-04")),))
    assert deadline(answered) == end_of_day(date(2026, 12, 15))
    assert [days_left(answered, local(day)) for day in ("2026-12-04", "2026-12-07", "2026-12-15", "2026-12-16")] == [
        7, 7, 1, 0,
    ]  # fmt: skip


def test_a_question_answered_the_same_day_gives_that_day_back() -> None:
    quick = offered(MONDAY, questions=((local("2026-11-27", "09:00"), local("2026-11-27", "09:05")),))
    assert deadline(quick) == end_of_day(date(2026, 12, 8))


def test_a_question_asked_and_answered_at_the_weekend_gives_nothing() -> None:
    weekend = offered(MONDAY, questions=((local("2026-11-28"), local("2026-11-29")),))
    assert deadline(weekend) == deadline(offered(MONDAY))


def test_a_question_on_the_day_of_the_offer_gives_nothing() -> None:
    assert deadline(offered(MONDAY, questions=((MONDAY, MONDAY + SECOND),))) == deadline(offered(MONDAY))


def test_overlapping_questions_pause_once() -> None:
    overlapping = offered(
        MONDAY,
        questions=((local("2026-11-25"), local("2026-11-27")), (local("2026-11-26"), local("2026-11-30"))),
    )
    one = offered(MONDAY, questions=((local("2026-11-25"), local("2026-11-30")),))
    assert deadline(overlapping) == deadline(one) == end_of_day(date(2026, 12, 11))


def test_the_clock_stays_paused_until_the_last_question_is_answered() -> None:
    two = offered(MONDAY, questions=((local("2026-11-25"), local("2026-11-26")), (local("2026-11-26"), None)))
    assert (state(two), is_paused(two), deadline(two)) == (State.QUESTION, True, None)


def test_a_question_in_the_last_second_is_in_time() -> None:
    asked = offered(MONDAY, questions=((local("2026-12-07", "23:59:59"), None),))
    assert (is_paused(asked), days_left(asked, local("2026-12-20"))) == (True, 1)


def test_a_question_after_the_deadline_does_not_revive_it() -> None:
    late = offered(MONDAY, questions=((local("2026-12-08", "00:00"), None),))
    assert (deadline(late), is_paused(late)) == (end_of_day(date(2026, 12, 7)), False)
    assert is_due_for_escalation(late, local("2026-12-08", "08:00"))


# --- escalation and reminders ---------------------------------------------------------------------------------------


def test_escalation_is_due_from_the_deadline_and_not_a_moment_before() -> None:
    due = end_of_day(date(2026, 12, 7))
    assert [is_due_for_escalation(offered(MONDAY), at) for at in (due - timedelta(microseconds=1), due)] == [
        False, True,
    ]  # fmt: skip


def test_escalation_says_why_not() -> None:
    before, after = local("2026-12-07"), local("2026-12-08")
    refusals = [
        may_escalate(EnquiryFacts(created_at=MONDAY), after),
        may_escalate(offered(MONDAY), before),
        may_escalate(offered(MONDAY), after),
        may_escalate(offered(MONDAY, questions=((MONDAY, None),)), after),
        may_escalate(offered(MONDAY, escalated_at=after), after),
        may_escalate(offered(MONDAY, answered_at=before), after),
    ]
    assert refusals == [
        Refusal.NOT_OFFERED,
        Refusal.DEADLINE_NOT_PASSED,
        None,
        Refusal.CLOCK_PAUSED,
        Refusal.ALREADY_ESCALATED,
        Refusal.ALREADY_ANSWERED,
    ]


@pytest.mark.parametrize(
    ("at", "last_sent", "reminder"),
    [
        ("2026-11-30", 0, None),  # the fifth working day itself
        ("2026-12-01", 0, 5),
        ("2026-12-01", 5, None),
        ("2026-12-03", 5, None),  # the eighth working day itself
        ("2026-12-04", 5, 8),
        ("2026-12-04", 0, 8),  # the worker was down: one reminder, not two
        ("2026-12-04", 8, None),
        ("2026-12-05", 5, None),  # a Saturday
        ("2026-12-08", 0, None),  # the deadline has passed: escalation takes over
    ],
)
def test_reminders_after_five_and_eight_working_days(at: str, last_sent: int, reminder: int | None) -> None:
    assert reminder_due(offered(MONDAY), local(at), last_sent=last_sent) == reminder


def test_no_reminder_while_the_supplier_owes_an_answer_or_when_it_is_over() -> None:
    at = local("2026-12-02")
    asked = offered(MONDAY, questions=((local("2026-12-02", "08:00"), None),))
    answered = offered(MONDAY, answered_at=local("2026-11-25"))
    assert [reminder_due(facts, at) for facts in (asked, answered, EnquiryFacts(created_at=MONDAY))] == [None] * 3


def test_paused_days_put_the_reminder_off() -> None:
    paused = offered(MONDAY, questions=((local("2026-11-25"), local("2026-11-26")),))
    assert [reminder_due(paused, local(day)) for day in ("2026-12-02", "2026-12-03")] == [None, 5]


# --- states and what may happen -------------------------------------------------------------------------------------

STAMPED = {
    State.NO_CONTACT: EnquiryFacts(created_at=MONDAY),
    State.OFFERED: offered(MONDAY),
    State.SEEN: offered(MONDAY, seen_at=MONDAY),
    State.QUESTION: offered(MONDAY, questions=((MONDAY, MONDAY), (MONDAY, None))),
    State.ANSWERED: offered(MONDAY, answered_at=MONDAY, questions=((MONDAY, None),)),
    State.HANDED_OVER: offered(MONDAY, handed_over_at=MONDAY, seen_at=MONDAY),
    State.ESCALATED: offered(MONDAY, escalated_at=local("2026-12-08"), questions=((local("2026-12-09"), None),)),
    State.WITHDRAWN: offered(MONDAY, withdrawn_at=MONDAY, seen_at=MONDAY),
}


def test_every_state_has_its_stamps() -> None:
    assert {expected: state(facts) for expected, facts in STAMPED.items()} == {each: each for each in State}


def test_the_first_of_the_ends_wins_and_each_end_beats_what_is_open() -> None:
    """Two ends at once cannot happen legally; should a race write both, the supplier's withdrawal stands."""
    stamps = ("withdrawn_at", "answered_at", "handed_over_at", "escalated_at", "seen_at")
    facts, found = offered(MONDAY, questions=((MONDAY, MONDAY),), **dict.fromkeys(stamps, MONDAY)), []
    for stamp in stamps:
        found.append(state(facts))
        facts = replace(facts, **{stamp: None})
    assert found == [State.WITHDRAWN, State.ANSWERED, State.HANDED_OVER, State.ESCALATED, State.SEEN]
    assert state(facts) == State.OFFERED


def test_who_may_do_what_in_which_state() -> None:
    rules = (may_offer, may_answer, may_ask, may_hand_over, may_withdraw)
    allowed = {
        each: "".join("-x"[rule(facts) is None] for rule in rules) for each, facts in STAMPED.items()
    }  # offer answer ask hand_over withdraw
    assert allowed == {
        State.NO_CONTACT: "x---x",
        State.OFFERED: "-xxxx",
        State.SEEN: "-xxxx",
        State.QUESTION: "-xxxx",
        State.ANSWERED: "-----",
        State.HANDED_OVER: "-----",
        State.ESCALATED: "-xxxx",
        State.WITHDRAWN: "-----",
    }


@pytest.mark.parametrize(
    ("stand", "refusal"),
    [
        (State.NO_CONTACT, Refusal.NOT_OFFERED),
        (State.ANSWERED, Refusal.ALREADY_ANSWERED),
        (State.HANDED_OVER, Refusal.ALREADY_HANDED_OVER),
        (State.WITHDRAWN, Refusal.ALREADY_WITHDRAWN),
    ],
)
def test_a_refusal_names_the_state_that_stands_in_the_way(stand: State, refusal: Refusal) -> None:
    assert {rule(STAMPED[stand]) for rule in (may_answer, may_ask, may_hand_over)} == {refusal}


def test_an_enquiry_is_offered_once() -> None:
    assert [may_offer(STAMPED[stand]) for stand in (State.OFFERED, State.QUESTION, State.ESCALATED)] == [
        Refusal.ALREADY_OFFERED
    ] * 3


def test_the_supplier_replies_to_an_open_question_only() -> None:
    assert [may_reply(STAMPED[State.QUESTION], number) for number in (0, 1, 2, -1)] == [
        Refusal.QUESTION_ALREADY_ANSWERED, None, Refusal.NO_SUCH_QUESTION, Refusal.NO_SUCH_QUESTION,
    ]  # fmt: skip
    assert may_reply(STAMPED[State.ANSWERED], 0) == Refusal.ALREADY_ANSWERED
    assert may_reply(STAMPED[State.ESCALATED], 0) is None


def test_replying_without_a_question_is_refused_by_the_table_too() -> None:
    assert may(Event.REPLY, STAMPED[State.SEEN]) == Refusal.NO_SUCH_QUESTION


def test_nothing_follows_the_end() -> None:
    assert {before for before, _ in TRANSITIONS} == OPEN_STATES


# --- properties -----------------------------------------------------------------------------------------------------

STEPS = st.lists(st.tuples(st.sampled_from(Event), st.integers(1, 30 * 24 * 60)), max_size=14)


def happen(event: Event, facts: EnquiryFacts, at: datetime) -> EnquiryFacts | None:
    """The facts after the event; None when the rules refuse it."""
    unanswered = [number for number, (_, replied_at) in enumerate(facts.questions) if replied_at is None]
    if event == Event.REPLY:
        number = unanswered[0] if unanswered else 0
        if may_reply(facts, number):
            return None
        questions = list(facts.questions)
        questions[number] = (questions[number][0], at)
        return replace(facts, questions=tuple(questions))
    refusal = may_escalate(facts, at) if event == Event.ESCALATE else may(event, facts)
    if refusal:
        return None
    if event == Event.ASK:
        return replace(facts, questions=(*facts.questions, (at, None)))
    stamp = {
        Event.OFFER: "offered_at",
        Event.SEE: "seen_at",
        Event.ANSWER: "answered_at",
        Event.HAND_OVER: "handed_over_at",
        Event.ESCALATE: "escalated_at",
        Event.WITHDRAW: "withdrawn_at",
    }[event]
    return replace(facts, **{stamp: getattr(facts, stamp) or at})


@given(st.integers(0, 365 * 24 * 60), STEPS)
def test_any_legal_history_follows_the_table(start: int, steps: list[tuple[Event, int]]) -> None:
    at = MONDAY + timedelta(minutes=start)
    facts, withdrawn = EnquiryFacts(created_at=at), False
    for event, minutes in steps:
        at += timedelta(minutes=minutes)
        before, after = state(facts), happen(event, facts, at)
        if after is None:
            continue
        assert state(after) in TRANSITIONS[before, event]
        assert state(after) in OPEN_STATES or all(may(each, after) for each in Event)
        withdrawn = withdrawn or event == Event.WITHDRAW
        assert not (withdrawn and is_due_for_escalation(after, at + timedelta(days=4000)))
        facts = after


@given(st.integers(0, 365 * 24 * 60), STEPS, st.integers(0, 60 * 24 * 60))
def test_days_left_deadline_and_escalation_tell_one_story(start: int, steps: list[tuple[Event, int]], ask: int) -> None:
    at = MONDAY + timedelta(minutes=start)
    facts = EnquiryFacts(created_at=at)
    for event, minutes in steps:
        at += timedelta(minutes=minutes)
        facts = happen(event, facts, at) or facts
    at += timedelta(minutes=ask)
    left, due = days_left(facts, at), deadline(facts)
    if state(facts) == State.ESCALATED:
        assert left == 0
    elif left is not None:
        assert is_paused(facts) == (due is None)
        assert is_due_for_escalation(facts, at) == (left == 0) == (due is not None and at >= due)


PAUSES = st.lists(st.tuples(st.integers(0, 20 * 24 * 60), st.integers(0, 20 * 24 * 60)), max_size=4)


def with_pauses(start: datetime, pauses: list[tuple[int, int]]) -> EnquiryFacts:
    moments = [
        (start + timedelta(minutes=after), start + timedelta(minutes=after + length)) for after, length in pauses
    ]
    return offered(start, questions=tuple(moments))


@given(st.integers(0, 365 * 24 * 60), PAUSES, st.tuples(st.integers(0, 20 * 24 * 60), st.integers(0, 20 * 24 * 60)))
def test_a_pause_never_shortens_a_deadline(start: int, pauses: list[tuple[int, int]], one: tuple[int, int]) -> None:
    at = MONDAY + timedelta(minutes=start)
    fewer, more = deadline(with_pauses(at, pauses)), deadline(with_pauses(at, [*pauses, one]))
    assert fewer is not None
    assert more is not None
    assert deadline(offered(at)) <= fewer <= more


@given(st.integers(0, 365 * 24 * 60), PAUSES)
def test_the_order_of_the_questions_does_not_matter(start: int, pauses: list[tuple[int, int]]) -> None:
    at = MONDAY + timedelta(minutes=start)
    assert deadline(with_pauses(at, pauses)) == deadline(with_pauses(at, pauses[::-1]))


@given(st.integers(0, 365 * 24 * 60), PAUSES, st.integers(0, 60 * 24 * 60), st.integers(0, 60 * 24 * 60))
def test_days_left_never_grow(start: int, pauses: list[tuple[int, int]], one: int, two: int) -> None:
    at = MONDAY + timedelta(minutes=start)
    facts = with_pauses(at, pauses)
    early, late = sorted((one, two))
    assert days_left(facts, at + timedelta(minutes=early)) >= days_left(facts, at + timedelta(minutes=late))


@given(st.integers(0, 365 * 24 * 60), st.integers(0, 90 * 24 * 60))
def test_counting_without_questions_agrees_with_counting_day_by_day(start: int, minutes: int) -> None:
    at = MONDAY + timedelta(minutes=start)
    later = at + timedelta(minutes=minutes)
    assert working_days_spent(offered(at), later) == working_days_spent(offered(at, questions=((at, at),)), later)
