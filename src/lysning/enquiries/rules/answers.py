"""What an answer to an enquiry must say: five kinds, and what each has to bring along."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from lysning.enquiries.rules.promises import LATER_YEARS


class AnswerKind(StrEnum):
    """The five answers a leader can give in one click."""

    INTERESTED = "interested"
    TOGETHER = "together"
    LATER = "later"
    HAS_IT = "has_it"
    NOT_RELEVANT = "not_relevant"


MAY_WRITE = frozenset({AnswerKind.INTERESTED, AnswerKind.TOGETHER})
"""The answers that give the supplier the post's address: the leader was told so before answering."""


class Reason(StrEnum):
    """Why a solution is not relevant; promise 4: a no has a reason."""

    OTHER_FIELD = "other_field"
    TOO_SMALL = "too_small"
    TOO_EXPENSIVE = "too_expensive"
    HAVE_NO_NEED = "have_no_need"
    NOT_MATURE = "not_mature"
    TIED_BY_CONTRACT = "tied_by_contract"
    OTHER = "other"


class AnswerFault(StrEnum):
    """What an answer lacks."""

    LATER_NEEDS_DATE = "later_needs_date"
    LATER_NOT_AHEAD = "later_not_ahead"
    LATER_TOO_FAR = "later_too_far"
    HAS_IT_NEEDS_WHAT = "has_it_needs_what"
    NO_NEEDS_REASON = "no_needs_reason"
    OTHER_NEEDS_TEXT = "other_needs_text"


FIELD_OF_FAULT = {
    AnswerFault.LATER_NEEDS_DATE: "later_date",
    AnswerFault.LATER_NOT_AHEAD: "later_date",
    AnswerFault.LATER_TOO_FAR: "later_date",
    AnswerFault.HAS_IT_NEEDS_WHAT: "what",
    AnswerFault.NO_NEEDS_REASON: "reason",
    AnswerFault.OTHER_NEEDS_TEXT: "text",
}
"""The form field each fault belongs to."""


@dataclass(frozen=True)
class Answer:
    """What a leader said. `text` is free and open to every kind; the other three belong to one kind each."""

    kind: AnswerKind
    later_date: date | None = None
    what: str = ""
    reason: Reason | None = None
    text: str = ""


def tidy(answer: Answer) -> Answer:
    """The answer without surrounding blanks and without what belongs to a kind that was not chosen.

    A form without JavaScript sends every field; only those of the chosen kind were meant.
    """
    kind = answer.kind
    return Answer(
        kind=kind,
        later_date=answer.later_date if kind == AnswerKind.LATER else None,
        what=answer.what.strip() if kind == AnswerKind.HAS_IT else "",
        reason=answer.reason if kind == AnswerKind.NOT_RELEVANT else None,
        text=answer.text.strip(),
    )


def latest_later_date(today: date) -> date:
    """The last day "later" may name: the same day three years on, 28 February for a 29 February."""
    year = today.year + LATER_YEARS
    try:
        return today.replace(year=year)
    except ValueError:
        return today.replace(year=year, day=28)


def fault_in(answer: Answer, today: date) -> AnswerFault | None:
    """What the answer lacks, given the local day it is given on; None when it is whole.

    "Later" names a date after today and within three years, "has it" says what, a no has a reason, and the reason
    "other" is put into words.
    """
    said = tidy(answer)
    if said.kind == AnswerKind.LATER:
        return _fault_in_later(said.later_date, today)
    if said.kind == AnswerKind.HAS_IT and not said.what:
        return AnswerFault.HAS_IT_NEEDS_WHAT
    if said.kind == AnswerKind.NOT_RELEVANT and said.reason is None:
        return AnswerFault.NO_NEEDS_REASON
    if said.reason == Reason.OTHER and not said.text:
        return AnswerFault.OTHER_NEEDS_TEXT
    return None


def _fault_in_later(later_date: date | None, today: date) -> AnswerFault | None:
    if later_date is None:
        return AnswerFault.LATER_NEEDS_DATE
    if later_date <= today:
        return AnswerFault.LATER_NOT_AHEAD
    return AnswerFault.LATER_TOO_FAR if later_date > latest_later_date(today) else None
