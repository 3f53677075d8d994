"""One measure site by site: the small multiples, and the table that says the same."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from lysning.trials.models import Measurement, OutcomeMeasure, Site, Trial
from lysning.trials.queries.pictures import opennesses, value_of
from lysning.trials.queries.planning import Plan
from lysning.trials.rules import Arm, Period


@dataclass(frozen=True)
class SiteCell:
    """What a site reported in an arm and period; `value` None and `is_hidden` where the reader may not see it."""

    id: int
    arm: Arm
    period: Period
    value: float | None
    is_hidden: bool
    revision: int


@dataclass(frozen=True)
class SiteRow:
    """A site with its cells by arm and first day of the period."""

    site: Site
    cells: dict[tuple[Arm, date], SiteCell]


def site_rows(
    trial: Trial, plan: Plan, measure: OutcomeMeasure, sites: list[Site], *, own: frozenset[int] | None, today: date
) -> list[SiteRow]:
    """The sites in their order with what they reported of the measure. Two queries.

    `own` are the municipalities whose numbers the reader sees whatever they are, None for all. Others' are shown where
    everyone may see each site.
    """
    shown = opennesses(trial, plan, sites, today=today)
    periods = {period.start: period for period in plan.periods}
    rows = {site.pk: SiteRow(site, {}) for site in sites}
    columns = ("pk", "site_id", "arm", "period_from", "events", "total", "time", "mean", "n", "revision")
    found: Any = Measurement.objects.filter(site__in=list(rows), measure=measure).order_by().values(*columns)
    for each in found:
        period = periods.get(each["period_from"])
        if period is None:
            continue
        row = rows[each["site_id"]]
        key = (measure.pk, each["arm"], period.start)
        may_see = own is None or row.site.seat.municipality_id in own or (key in shown and shown[key].sites)
        facts = each | {"weighted": (each["mean"] or 0) * (each["n"] or 0)}
        value = value_of(measure.kind, measure.scale, facts) if may_see else None
        row.cells[each["arm"], period.start] = SiteCell(
            each["pk"], each["arm"], period, value, not may_see, each["revision"]
        )
    return list(rows.values())
