"""Where an organisation stands with a coalition, and what it takes to leave."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

MANDATE_YEARS = 10
COUNCIL_YEARS = 4
"""The term of a municipal council (kommunal- og regionalvalgloven § 6)."""
MOST_ASKED = 3
ASKED_WITHIN = timedelta(days=7)
"""So often an organisation may ask one coalition within so long: each time its stewards get a mail."""
TASK_NOTICE = timedelta(days=2)
"""So long before its day a task is reminded of: over a weekend that is still a working day."""
TASK_FORGOTTEN = timedelta(days=14)
"""What was to be done longer ago is seen on the coalition's page, and no mail mends it."""
JOINING = ("open", "request")
Standing = Literal["asked", "joined", "declined", "withdrawn", "left"]
STEWARDS = ("municipality",)
"""The kinds of organisation that may look after a coalition."""
TAKES_PART = ("municipality", "partner")
"""The kinds of organisation that may be members: a supplier whose solution is tried is never judge in its own case."""


def standing_of(
    joined_at: datetime | None, declined_at: datetime | None, withdrawn_at: datetime | None, left_at: datetime | None
) -> Standing:
    """Where a membership with these moments stands; the last thing that happened counts."""
    if left_at is not None:
        return "left"
    if joined_at is not None:
        return "joined"
    if declined_at is not None:
        return "declined"
    return "withdrawn" if withdrawn_at is not None else "asked"


@dataclass(frozen=True)
class Leaving:
    """What leaving would do, shown before: tasks that lose their owner, and who looks after the coalition then."""

    tasks: int
    is_steward: bool
    other_stewards: int
    others: int
    """How many other members there are."""
    others_who_may: int
    """How many of them may look after the coalition."""

    @property
    def is_last_steward(self) -> bool:
        """True when nobody would look after the coalition any more."""
        return self.is_steward and self.other_stewards == 0

    @property
    def needs_successor(self) -> bool:
        """True when one of the others must take over first."""
        return self.is_last_steward and self.others_who_may > 0

    @property
    def must_close(self) -> bool:
        """True when there is nobody to take over: the coalition is closed instead of left."""
        return self.is_last_steward and self.others_who_may == 0


@dataclass(frozen=True)
class Mandate:
    """With what right an organisation comes: the body that decided, in its own words, and the day it did."""

    body: str
    day: date


def is_task_due(due_on: date, reminded_of: date | None, today: date) -> bool:
    """True when a person is to hear that the day of a task comes: once for each day it is given, and not long after it."""
    return due_on != reminded_of and TASK_NOTICE >= due_on - today >= -TASK_FORGOTTEN


def is_worn(day: date, today: date) -> bool:
    """True when a mandate is older than the term of a council, so that the one that gave it may sit no more."""
    return (today.year - day.year, today.month, today.day) > (COUNCIL_YEARS, day.month, day.day)


def mandate_fault(day: date, today: date) -> str | None:
    """The refusal code for the day of a mandate, or None: a decision to come is none, and one of ten years ago no longer."""
    if day > today:
        return "community_mandate_to_come"
    return "community_mandate_old" if day.year < today.year - MANDATE_YEARS else None
