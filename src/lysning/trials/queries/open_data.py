"""Registered trials and outcome measures as open data."""

from collections.abc import Iterator
from datetime import date

from lysning.core.actors import Actor
from lysning.trials.models import OutcomeMeasure, Trial
from lysning.trials.queries.missing import sites_of
from lysning.trials.queries.pictures import pictures_of
from lysning.trials.queries.planning import Plan, plan_of

MEASURE_FIELDS = (
    *("key", "kind", "better", "scale", "name_da", "name_en", "definition_da", "definition_en"),
    *("minimum", "minimum_source_da", "minimum_source_en", "source", "status"),
)


def open_trials(actor: Actor, *, today: date) -> Iterator[dict[str, object]]:
    """Every trial the actor may see, with the protocol in force and what everyone may see of what was measured.

    Some queries for each trial: it is streamed, and read by programs.
    """
    rows = Trial.objects.visible_to(actor).select_related("lead", "area", "evaluator", "solution_version__solution")
    for trial in rows.order_by("pk").iterator(200):
        plan = plan_of(trial)
        version = trial.solution_version
        yield {
            "slug": trial.slug,
            "state": trial.state,
            "state_reason": trial.state_reason,
            "lead_code": trial.lead.code,
            "area_key": trial.area.key,
            "evaluator": trial.evaluator.name if trial.evaluator else "",
            "solution_slug": version.solution.slug if version else "",
            "solution_version": version.number if version else None,
            "registered_at": trial.registered_at,
            "seats": trial.seats,
            "seats_taken": trial.seats_taken,
            "protocol_version": plan.number,
            "protocol": plan.protocol.written(),
            "measured": _measured(trial, plan, today),
            "is_example": trial.is_example,
        }


def open_measures() -> Iterator[dict[str, object]]:
    """Every outcome measure in its order, with the keys of its service areas. Two queries."""
    for row in OutcomeMeasure.objects.prefetch_related("areas"):
        areas = sorted(area.key for area in row.areas.all())
        yield {name: getattr(row, name) for name in MEASURE_FIELDS} | {"areas": areas}


def _measured(trial: Trial, plan: Plan, today: date) -> list[dict[str, object]]:
    pictures = pictures_of(trial, plan, sites_of(trial), sees_all=False, today=today)
    return [
        {
            "measure": each.measure.key,
            "arm": series.arm,
            "phase": point.period.phase,
            "from": point.period.start,
            "to": point.period.end,
            "value": point.value,
            "sites_reported": point.reported,
            "sites_expected": point.expected,
        }
        for each in pictures
        for series in each.series
        for point in series.points
        if point.reported
    ]
