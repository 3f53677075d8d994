"""Which periods a trial measures in, and which arms a site reports in each of them."""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from lysning.trials.rules.protocols import Comparison, Protocol, Rhythm
from lysning.trials.rules.values import ARMS, Arm, Phase

MOST_PERIODS = 60
_MONTHS: dict[Rhythm, int] = {"month": 1, "quarter": 3}
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """Some days, both ends counted, before or after what is new begins; `number` counts from 1 in its phase."""

    phase: Phase
    number: int
    start: date
    end: date


def periods_of(protocol: Protocol) -> tuple[Period, ...]:
    """The periods of the baseline and then of the follow-up; none for a phase whose days are not said or run backwards.

    A phase is cut by the rhythm from its first day on; the last period ends with the phase. At most MOST_PERIODS each.
    """
    return (
        *_cut("baseline", protocol.baseline_from, protocol.baseline_to, protocol.rhythm),
        *_cut("follow-up", protocol.follow_from, protocol.follow_to, protocol.rhythm),
    )


def arms_of(comparison: Comparison, period: Period, *, arm: str = "", begins_on: date | None = None) -> tuple[Arm, ...]:
    """The arms a site reports in the period.

    before_after: the site is compared with itself, so always "intervention". parallel: the arm the site is in, or both.
    stepped: "comparison" until the period in which the site goes over (`begins_on`), "intervention" from then on.
    """
    if comparison == "before_after":
        return ("intervention",)
    if comparison == "parallel":
        return tuple(each for each in ARMS if arm in {"", each})
    has_begun = period.phase == "follow-up" and begins_on is not None and begins_on <= period.start
    return ("intervention",) if has_begun else ("comparison",)


def last_ended(periods: tuple[Period, ...], today: date) -> Period | None:
    """The period that ended last before today, or None while none has."""
    ended = [period for period in periods if period.end < today]
    return max(ended, key=lambda period: period.end, default=None)


def _cut(phase: Phase, first: date | None, last: date | None, rhythm: Rhythm) -> Iterator[Period]:
    if first is None or last is None:
        return
    for number in range(1, MOST_PERIODS + 1):
        start = _after(first, number - 1, rhythm)
        if start > last:
            return
        yield Period(phase, number, start, min(_after(first, number, rhythm) - ONE_DAY, last))


def _after(first: date, steps: int, rhythm: Rhythm) -> date:
    """The day so many steps later; the last day of a shorter month when the day does not exist there."""
    if rhythm == "week":
        return first + timedelta(weeks=steps)
    months = first.month - 1 + steps * _MONTHS[rhythm]
    year, month = first.year + months // 12, months % 12 + 1
    return date(year, month, min(first.day, calendar.monthrange(year, month)[1]))
