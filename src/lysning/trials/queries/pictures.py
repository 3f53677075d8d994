"""What was measured, added up over the sites: one series for each measure and arm, with what of it may be shown to whom."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.aggregates import BoolOr
from django.db.models import Count, F, FloatField, Max, Q, Sum
from django.db.models.functions import Cast

from lysning.trials.models import Measurement, OutcomeMeasure, Site, Trial
from lysning.trials.queries.missing import awaited
from lysning.trials.queries.planning import Plan
from lysning.trials.rules import ARMS, ENDED, LEAST, Arm, Openness, Period, Tally, openness

REST = F("total") - F("events")
_SMALL = Q(events__lt=LEAST) | Q(n__lt=LEAST) | Q(total__lt=F("events") + LEAST)


@dataclass(frozen=True)
class Point:
    """One measure, arm and period over all sites: the value in the measure's unit, how many sites have reported of how many.

    `value` is None when nothing is reported, or when the reader may not see it: then `is_hidden`.
    """

    period: Period
    value: float | None
    reported: int
    expected: int
    is_hidden: bool = False
    shows_sites: bool = False


@dataclass(frozen=True)
class Series:
    """One arm's points, one for each period in the plan's order."""

    arm: Arm
    points: tuple[Point, ...]


@dataclass(frozen=True)
class MeasurePicture:
    """A measure and its arms; arms in which nothing is planned are left out."""

    measure: OutcomeMeasure
    is_primary: bool
    series: tuple[Series, ...]


def pictures_of(
    trial: Trial, plan: Plan, sites: list[Site], *, sees_all: bool, today: date
) -> tuple[MeasurePicture, ...]:
    """Every measure of the plan over all sites. One query, two where a count is small, however much there is.

    Who does not see all sees what is open: a period that everybody has reported, and no count below five in it or between.
    """
    tallies = _tallies(trial)
    expected = _expected(plan, sites, today)
    is_over = trial.state in ENDED
    return tuple(
        MeasurePicture(
            measure,
            plan.protocol.primary == key,
            tuple(
                Series(
                    arm,
                    tuple(
                        _point(
                            measure,
                            period,
                            tallies.get((measure.pk, arm, period.start)),
                            expected.get((arm, period.start), 0),
                            sees_all=sees_all,
                            is_over=is_over,
                        )
                        for period in plan.periods
                    ),
                )
                for arm in ARMS
                if any(key[0] == arm for key in expected)
                or any(key[:2] == (measure.pk, arm) for key in tallies)
                or (arm == "intervention" and not expected)
            ),
        )
        for key, measure in plan.measures.items()
    )


def opennesses(trial: Trial, plan: Plan, sites: list[Site], *, today: date) -> dict[tuple[int, Arm, date], Openness]:
    """What everyone may see of each measure (id), arm and period (first day). One query, two where a count is small."""
    expected, is_over = _expected(plan, sites, today), trial.state in ENDED
    return {key: _open(row, expected.get(key[1:], 0), is_over=is_over) for key, row in _tallies(trial).items()}


def value_of(kind: str, scale: int, row: Mapping[str, Any]) -> float:
    """The value in the measure's unit: a share of one, a rate per `scale`, or a mean."""
    if kind == "binary":
        return float(row["events"] / row["total"])
    if kind == "rate":
        return float(scale * row["events"] / float(row["time"]))
    return float(row["weighted"] / row["n"])


def _tallies(trial: Trial) -> dict[tuple[int, Arm, date], dict[str, Any]]:
    rows = Measurement.objects.filter(site__seat__trial=trial).order_by().values("measure_id", "arm", "period_from")
    found: Any = rows.annotate(
        count=Count("pk"),
        seated=Count("pk", filter=Q(site__seat__state="seated")),
        small=BoolOr(_SMALL, default=False),
        sum_events=Sum("events"),
        sum_total=Sum("total"),
        sum_time=Sum("time"),
        sum_n=Sum("n"),
        weighted=Sum(Cast("n", FloatField()) * F("mean")),
        most_events=Max("events"),
        most_rest=Max(REST),
        most_n=Max("n"),
    )
    tallies = {(row["measure_id"], row["arm"], row["period_from"]): row for row in found}
    _tell_municipalities(trial, {key: row for key, row in tallies.items() if row["small"]})
    return tallies


def _tell_municipalities(trial: Trial, small: Mapping[tuple[int, Arm, date], dict[str, Any]]) -> None:
    """Raises the largest counts of the small tallies from the sites' to the municipalities': each knows all its own."""
    if not small:
        return
    measures, _arms, periods = (set(each) for each in zip(*small, strict=True))
    rows = Measurement.objects.filter(site__seat__trial=trial, measure__in=measures, period_from__in=periods)
    by = ("measure_id", "arm", "period_from", "site__seat__municipality")
    sums = rows.order_by().values(*by).annotate(sum_events=Sum("events"), sum_rest=Sum(REST), sum_n=Sum("n"))
    parts: dict[tuple[int, Arm, date], list[tuple[int | None, ...]]] = defaultdict(list)
    for measure, arm, period, _home, *counts in sums.values_list(*by, "sum_events", "sum_rest", "sum_n"):
        parts[measure, arm, period].append(tuple(counts))
    for key, row in small.items():
        if len(parts[key]) > 1:
            for name, counts in zip(("events", "rest", "n"), zip(*parts[key], strict=True), strict=True):
                row[f"most_{name}"] = max((count for count in counts if count is not None), default=None)


def _expected(plan: Plan, sites: list[Site], today: date) -> dict[tuple[Arm, date], int]:
    """How many sites should have reported, for each arm and period."""
    counts: dict[tuple[Arm, date], int] = {}
    one = Plan(plan.trial_id, plan.state, plan.number, plan.protocol, dict(list(plan.measures.items())[:1]))
    for cell in awaited(one, sites, today=today):
        key = (cell.arm, cell.period.start)
        counts[key] = counts.get(key, 0) + 1
    return counts


def _point(
    measure: OutcomeMeasure,
    period: Period,
    row: dict[str, Any] | None,
    expected: int,
    *,
    sees_all: bool,
    is_over: bool,
) -> Point:
    if row is None:
        return Point(period, None, 0, expected)
    shown = _open(row, expected, is_over=is_over)
    facts = {name: row[f"sum_{name}"] for name in ("events", "total", "time", "n")} | {"weighted": row["weighted"]}
    value = value_of(measure.kind, measure.scale, facts) if sees_all or shown.sum else None
    return Point(period, value, row["seated"], expected, is_hidden=value is None, shows_sites=shown.sites)


def _open(row: dict[str, Any], expected: int, *, is_over: bool) -> Openness:
    sums: tuple[int, ...]
    largest: tuple[int, ...]
    if row["sum_n"] is not None:
        sums, largest = (row["sum_n"],), (row["most_n"],)
    elif row["sum_total"] is not None:
        sums = (row["sum_events"], row["sum_total"] - row["sum_events"])
        largest = (row["most_events"], row["most_rest"])
    else:
        sums, largest = (row["sum_events"],), (row["most_events"],)
    tally = Tally(row["count"], row["small"], sums, largest)
    return openness(tally, is_complete=is_over or row["seated"] >= expected)
