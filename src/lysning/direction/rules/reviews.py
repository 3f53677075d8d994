"""When somebody is reminded to look at what they have decided."""

from dataclasses import replace
from datetime import date, timedelta

from lysning.direction.rules.faults import review_day
from lysning.direction.rules.states import PlacementFacts

NOTICE = timedelta(days=14)
"""How long before the day the owner hears of it."""


def holds(before: PlacementFacts, after: PlacementFacts) -> bool:
    """True when nothing is said otherwise, and it is looked at again on a later day."""
    return after.review_by > before.review_by and replace(after, review_by=before.review_by) == before


def decided_anew(before: PlacementFacts, after: PlacementFacts, today: date) -> PlacementFacts:
    """A move into another ring is decided today, and what was soon to be looked at is so half a year later.

    Where `after` names another day than `before`, that one counts.
    """
    if after.ring == before.ring:
        return after
    decided_on = today if after.decided_on == before.decided_on else after.decided_on
    is_due = after.review_by == before.review_by and is_near(after.review_by, today)
    return replace(after, decided_on=decided_on, review_by=review_day(today) if is_due else after.review_by)


def is_near(review_by: date, today: date) -> bool:
    """True from two weeks before the day on: it is asked whether what was decided still holds."""
    return review_by <= today + NOTICE


def reminder_day(review_by: date, today: date) -> date | None:
    """The day whose reminder is the newest due: the review's own day, or two weeks before, or None before that."""
    if today >= review_by:
        return review_by
    return review_by - NOTICE if today >= review_by - NOTICE else None


def is_reminder_due(review_by: date, reminded_on: date | None, today: date) -> bool:
    """True when a reminder is due that has not been sent; each of the two is sent once, and a moved day brings new ones."""
    due = reminder_day(review_by, today)
    return due is not None and (reminded_on is None or reminded_on < due)
