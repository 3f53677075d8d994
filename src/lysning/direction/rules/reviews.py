"""When somebody is reminded to look at what they have decided."""

from datetime import date, timedelta

NOTICE = timedelta(days=14)
"""How long before the day the owner hears of it."""


def reminder_day(review_by: date, today: date) -> date | None:
    """The day whose reminder is the newest due: the review's own day, or two weeks before, or None before that."""
    if today >= review_by:
        return review_by
    return review_by - NOTICE if today >= review_by - NOTICE else None


def is_reminder_due(review_by: date, reminded_on: date | None, today: date) -> bool:
    """True when a reminder is due that has not been sent; each of the two is sent once, and a moved day brings new ones."""
    due = reminder_day(review_by, today)
    return due is not None and (reminded_on is None or reminded_on < due)
