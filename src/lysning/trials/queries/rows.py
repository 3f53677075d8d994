"""Measurements as a list that can be taken along, and brought again."""

from collections.abc import Collection, Iterator
from datetime import date

from lysning.core.lookups import Alphabetical
from lysning.taxonomy.rules import neutral
from lysning.trials.models import Measurement, OutcomeMeasure, Site, Trial
from lysning.trials.queries.missing import missing_of
from lysning.trials.queries.pictures import opennesses
from lysning.trials.queries.planning import Plan
from lysning.trials.rules.sheets import COLUMNS

ARM_WORDS = {"intervention": "ny", "comparison": "vanlig"}
HEADINGS = {column.name: column.headings[0] for column in COLUMNS}
MOST_CORRECTED = 100
NUMBERS = ("events", "total", "time", "mean", "sd", "n")
NAMED = (Alphabetical("site__seat__municipality__name"), Alphabetical("site__name"))


def corrected(trial: Trial, measure: OutcomeMeasure, *, own: Collection[int] | None) -> list[Measurement]:
    """The corrected measurements of a measure, those of some municipalities (ids) or of all, the newest first. One query."""
    rows = Measurement.objects.filter(site__seat__trial=trial, measure=measure, revision__gt=1)
    if own is not None:
        rows = rows.filter(site__seat__municipality__in=own)
    return list(rows.select_related("site__seat__municipality").order_by("-entered_at", "-pk")[:MOST_CORRECTED])


def measurement_rows(
    trial: Trial, plan: Plan, sites: list[Site], *, own: frozenset[int] | None, today: date
) -> Iterator[dict[str, object]]:
    """Every measurement the reader may see by itself, as an import takes them; numbers with a decimal comma. Two queries.

    What people have named stands without the signs of a formula.
    """
    shown = opennesses(trial, plan, sites, today=today)
    rows = Measurement.objects.filter(site__seat__trial=trial).select_related("measure", "site__seat__municipality")
    for row in rows.order_by(*NAMED, "measure__position", "period_from", "arm"):
        key = (row.measure_id, row.arm, row.period_from)
        if own is None or row.site.seat.municipality_id in own or (key in shown and shown[key].sites):
            numbers = {HEADINGS[name]: _written(getattr(row, name)) for name in NUMBERS}
            yield _place(row.site, row.measure.key, row.arm, row.period_from) | numbers


def template_rows(
    trial: Trial, plan: Plan, sites: list[Site], *, own: frozenset[int] | None, today: date
) -> Iterator[dict[str, object]]:
    """A row without numbers for each missing report of the municipalities (ids; None for all), ready to be filled in."""
    known = {site.pk: site for site in sites if own is None or site.seat.municipality_id in own}
    keys = {measure.pk: key for key, measure in plan.measures.items()}
    for cell in missing_of(trial, plan, today=today):
        if cell.site_id in known:
            place = _place(known[cell.site_id], keys[cell.measure_id], cell.arm, cell.period.start)
            yield place | {HEADINGS[name]: "" for name in NUMBERS}


def _place(site: Site, measure: str, arm: str, start: date) -> dict[str, object]:
    return {
        HEADINGS["municipality"]: neutral(site.seat.municipality.name),
        HEADINGS["site"]: neutral(site.name),
        HEADINGS["measure"]: measure,
        HEADINGS["arm"]: ARM_WORDS[arm],
        HEADINGS["period"]: f"{start:%Y-%m-%d}",
    }


def _written(number: object) -> str:
    if number is None:
        return ""
    text = f"{number:.10g}" if isinstance(number, float) else f"{number}"
    return text.replace(".", ",")
