"""When a reminder is due: two weeks before and on the day, each once."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lysning.direction.rules.reviews import is_reminder_due

DUE = date(2027, 5, 20)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("days_before", "reminded_before", "is_due"),
    [
        (15, None, False),
        (14, None, True),
        (13, 14, False),
        (1, 14, False),
        (0, 14, True),
        (0, None, True),
        (-1, 0, False),
        (-400, None, True),
        (-400, -1, False),
    ],
)
def test_due_days(days_before, reminded_before, is_due):
    reminded_on = None if reminded_before is None else DUE - reminded_before * DAY
    assert is_reminder_due(DUE, reminded_on, DUE - days_before * DAY) is is_due


def test_a_day_moved_ahead_brings_new_reminders():
    later = DUE + 200 * DAY
    assert not is_reminder_due(later, DUE, DUE + DAY)
    assert is_reminder_due(later, DUE, later - 14 * DAY)


@given(st.dates(date(2026, 1, 1), date(2028, 1, 1)), st.lists(st.integers(0, 40), min_size=1, max_size=60))
def test_there_are_never_more_than_two_reminders_of_one_day(review_by, gaps):
    today, reminded_on, sent = review_by - 60 * DAY, None, 0
    for gap in gaps:
        today += gap * DAY
        if is_reminder_due(review_by, reminded_on, today):
            reminded_on, sent = today, sent + 1
    assert sent <= 2
    assert sent >= 1 or today < review_by - 14 * DAY
