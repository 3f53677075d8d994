from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lysning.enquiries.rules.answers import (
    FIELD_OF_FAULT,
    Answer,
    AnswerFault,
    AnswerKind,
    Reason,
    fault_in,
    latest_later_date,
    tidy,
)

TODAY = date(2026, 11, 23)
KINDS = AnswerKind


def later(day: date | None) -> Answer:
    return Answer(KINDS.LATER, later_date=day)


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (Answer(KINDS.INTERESTED), None),
        (Answer(KINDS.TOGETHER), None),
        (later(None), AnswerFault.LATER_NEEDS_DATE),
        (later(TODAY - timedelta(days=1)), AnswerFault.LATER_NOT_AHEAD),
        (later(TODAY), AnswerFault.LATER_NOT_AHEAD),
        (later(TODAY + timedelta(days=1)), None),
        (later(date(2029, 11, 23)), None),
        (later(date(2029, 11, 24)), AnswerFault.LATER_TOO_FAR),
        (Answer(KINDS.HAS_IT), AnswerFault.HAS_IT_NEEDS_WHAT),
        (Answer(KINDS.HAS_IT, what="  \n"), AnswerFault.HAS_IT_NEEDS_WHAT),
        (Answer(KINDS.HAS_IT, what="Faldalarm fra 2024"), None),
        (Answer(KINDS.NOT_RELEVANT), AnswerFault.NO_NEEDS_REASON),
        (Answer(KINDS.NOT_RELEVANT, text="nej"), AnswerFault.NO_NEEDS_REASON),
        (Answer(KINDS.NOT_RELEVANT, reason=Reason.TIED_BY_CONTRACT), None),
        (Answer(KINDS.NOT_RELEVANT, reason=Reason.OTHER), AnswerFault.OTHER_NEEDS_TEXT),
        (Answer(KINDS.NOT_RELEVANT, reason=Reason.OTHER, text=" "), AnswerFault.OTHER_NEEDS_TEXT),
        (Answer(KINDS.NOT_RELEVANT, reason=Reason.OTHER, text="Vi lukker stedet"), None),
        (Answer(KINDS.INTERESTED, reason=Reason.OTHER), None),  # left over from another choice in the form
    ],
)
def test_what_an_answer_must_say(answer: Answer, fault: AnswerFault | None) -> None:
    assert fault_in(answer, TODAY) == fault


def test_three_years_from_a_leap_day_end_on_28_february() -> None:
    assert latest_later_date(date(2028, 2, 29)) == date(2031, 2, 28)


def test_tidying_keeps_what_the_chosen_kind_owns() -> None:
    full = {"later_date": TODAY, "what": " et ", "reason": Reason.TOO_SMALL, "text": " to "}
    assert [tidy(Answer(kind, **full)) for kind in KINDS] == [
        Answer(KINDS.INTERESTED, text="to"),
        Answer(KINDS.TOGETHER, text="to"),
        Answer(KINDS.LATER, later_date=TODAY, text="to"),
        Answer(KINDS.HAS_IT, what="et", text="to"),
        Answer(KINDS.NOT_RELEVANT, reason=Reason.TOO_SMALL, text="to"),
    ]


def test_every_fault_belongs_to_a_field() -> None:
    assert set(FIELD_OF_FAULT) == set(AnswerFault)


ANSWERS = st.builds(
    Answer,
    kind=st.sampled_from(AnswerKind),
    later_date=st.none() | st.dates(date(2026, 1, 1), date(2031, 1, 1)),
    what=st.sampled_from(["", " ", "system"]),
    reason=st.none() | st.sampled_from(Reason),
    text=st.sampled_from(["", " ", "fordi"]),
)


@given(ANSWERS)
def test_tidying_changes_no_judgement_and_settles_at_once(answer: Answer) -> None:
    assert tidy(tidy(answer)) == tidy(answer)
    assert fault_in(tidy(answer), TODAY) == fault_in(answer, TODAY)


@given(ANSWERS)
def test_a_whole_no_always_has_a_reason(answer: Answer) -> None:
    if answer.kind == AnswerKind.NOT_RELEVANT and fault_in(answer, TODAY) is None:
        assert answer.reason is not None
