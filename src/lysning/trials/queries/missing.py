"""What is awaited: every site, measure, arm and period that is over, and which of them nobody has reported."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from lysning.core.clock import day_of
from lysning.core.lookups import Alphabetical
from lysning.trials.models import Measurement, Site, Trial
from lysning.trials.queries.planning import Plan
from lysning.trials.rules import Arm, Period, arms_of

CELL = ("site_id", "measure_id", "arm", "period_from")
"""The columns of a measurement that say which awaited report it is."""


@dataclass(frozen=True)
class Awaited:
    """One report that should be there: of a site (and its seat), of one measure, in one arm and period."""

    seat_id: int
    site_id: int
    measure_id: int
    arm: Arm
    period: Period


def sites_of(trial: Trial) -> list[Site]:
    """The sites of the municipalities that have a seat, with municipality, in the order of names. One query."""
    rows = Site.objects.filter(seat__trial=trial, seat__state="seated").select_related("seat__municipality")
    return list(rows.order_by(Alphabetical("seat__municipality__name"), Alphabetical("name"), "pk"))


def awaited(plan: Plan, sites: Iterable[Site], *, today: date) -> Iterator[Awaited]:
    """Every report that should be there on the day. Periods that ended before a municipality came in are not awaited of it,
    but for the baseline of those who came in time.
    """
    over = [period for period in plan.periods if period.end < today]
    for site in sites:
        came = day_of(site.seat.seated_at) if site.seat.seated_at and site.seat.is_late else None
        for period in over:
            if came is not None and period.end < came:
                continue
            for arm in arms_of(plan.protocol.comparison, period, arm=site.arm, begins_on=site.begins_on):
                for measure in plan.measures.values():
                    yield Awaited(site.seat_id, site.pk, measure.pk, arm, period)


def missing_of(trial: Trial, plan: Plan, *, today: date) -> list[Awaited]:
    """What is awaited and not there. Two queries."""
    return owed_by(plan, sites_of(trial), today=today)


def owed_by(plan: Plan, sites: Collection[Site], *, today: date) -> list[Awaited]:
    """What is awaited of these sites and not there. One query, none where nothing is awaited."""
    cells = list(awaited(plan, sites, today=today))
    if not cells:
        return []
    return not_there(cells, set(Measurement.objects.filter(site__in=sites).order_by().values_list(*CELL)))


def not_there(cells: Iterable[Awaited], there: Collection[tuple[Any, ...]]) -> list[Awaited]:
    """The awaited reports that are not among those that are there, given by the columns CELL."""
    return [cell for cell in cells if (cell.site_id, cell.measure_id, cell.arm, cell.period.start) not in there]
