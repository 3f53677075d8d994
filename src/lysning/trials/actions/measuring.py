"""Reporting what was measured, one site and period at a time; a correction keeps what stood before."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from lysning.core import audit, events
from lysning.core.actors import Actor
from lysning.core.clock import day_of
from lysning.core.plaintext import clean
from lysning.core.refusal import STALE, Refused
from lysning.trials.actions.words import refuse_first
from lysning.trials.events import Measured
from lysning.trials.models import Measurement, MeasurementChange, OutcomeMeasure, Site, Trial
from lysning.trials.queries.planning import Plan, plan_of
from lysning.trials.rules import Arm, Fault, Period, Value, arms_of, text_faults, value_faults


@transaction.atomic
def report(
    *,
    trial: Trial,
    site: Site,
    period_from: date,
    arm: Arm,
    values: Mapping[str, Value],
    seen: Mapping[str, int],
    note: str = "",
    by: Actor,
    at: datetime,
) -> list[Measurement]:
    """Writes what a site measured in one arm and period: a value by the key of each measure; all of them, or none.

    `seen` is the revision by key of what stood in the form: 0, or nothing, where nothing was reported. What is the same is not
    written, so a form sent twice is written once. A change needs a note. Announces Measured. Raises Refused with the field
    "KEY.NAME" for a value, or: "stale", "measured_closed", "measured_not_here", "measured_no_seat", "measured_no_period",
    "measured_too_early", "measured_no_arm", "measured_no_measure", "measured_nothing", and at "note".
    """
    locked = Trial.objects.select_for_update().get(pk=trial.pk)
    plan = plan_of(locked)
    period = check_place(plan, site, period_from, arm, at)
    if not values:
        raise Refused("measured_nothing")
    for key, value in values.items():
        check_value(plan, key, value, field=f"{key}.")
    words = clean(note)
    refuse_first(Fault("note", each.code, each.facts) for each in text_faults("correction", words))
    sheet = _Sheet(site, arm, period, words, by, at)
    stored = {row.measure_id: row for row in Measurement.objects.filter(**sheet.place)}
    written = [
        _write(sheet, plan.measures[key], stored.get(plan.measures[key].pk), value, seen.get(key, 0))
        for key, value in values.items()
    ]
    if changed := [row for row, is_new in written if is_new]:
        facts = {"site": site.pk, "period": f"{period.start}", "arm": arm, "measures": len(changed)}
        audit.record("trials.report", locked, by=by, at=at, **facts)
        events.announce(Measured(locked.pk))
    return [row for row, _is_new in written]


def check_place(plan: Plan, site: Site, period_from: date, arm: Arm, at: datetime) -> Period:
    """The period a site may report in an arm now. Raises Refused as `report`."""
    if not plan.takes_measurements:
        raise Refused("measured_closed")
    if site.seat.trial_id != plan.trial_id:
        raise Refused("measured_not_here")
    if site.seat.state != "seated":
        raise Refused("measured_no_seat")
    period = plan.period_at(period_from)
    if period is None:
        raise Refused("measured_no_period", field="period", value=f"{period_from:%d.%m.%Y}")
    if period.end >= day_of(at):
        raise Refused("measured_too_early", field="period", day=f"{plan.day_after(period):%d.%m.%Y}")
    if arm not in arms_of(plan.protocol.comparison, period, arm=site.arm, begins_on=site.begins_on):
        raise Refused("measured_no_arm", field="arm")
    return period


def check_value(plan: Plan, key: str, value: Value, *, field: str = "") -> None:
    """Raises Refused, with the value's own field after `field`, unless the measure is the trial's and the value can be."""
    measure = plan.measures.get(key)
    if measure is None:
        raise Refused("measured_no_measure", value=key)
    for name, code in value_faults(measure.kind, value):  # type: ignore[arg-type]  # a check constraint holds the kind
        raise Refused(code, field=f"{field}{name}")


def written_value(value: Value) -> dict[str, Any]:
    """The value as JSON holds it: what is said, a time as text so that it stays exact."""
    said = {name: number for name, number in asdict(value).items() if number is not None}
    return {name: str(number) if isinstance(number, Decimal) else number for name, number in said.items()}


def is_same(row: Measurement, value: Value) -> bool:
    """True when the row says the value already, a time to two decimals."""
    return row.value == stored_value(value)


def stored_value(value: Value) -> Value:
    """The value as the database holds it: a time to two decimals."""
    if value.time is None:
        return value
    return Value(**{**asdict(value), "time": value.time.quantize(Decimal("0.01"))})


@dataclass(frozen=True)
class _Sheet:
    """What is the same for every measure of one report."""

    site: Site
    arm: Arm
    period: Period
    note: str
    by: Actor
    at: datetime

    @property
    def place(self) -> dict[str, Any]:
        return {"site": self.site, "arm": self.arm, "phase": self.period.phase, "period_from": self.period.start}


def _write(
    sheet: _Sheet, measure: OutcomeMeasure, row: Measurement | None, value: Value, seen: int
) -> tuple[Measurement, bool]:
    """The measurement as it stands then, and whether anything was written."""
    if row is not None and is_same(row, value):
        return row, False
    if (row.revision if row else 0) != seen:
        raise Refused(STALE)
    if row is not None and not sheet.note:
        raise Refused("measured_needs_note", field="note")
    columns = {**asdict(stored_value(value)), "entered_at": sheet.at, "revision": seen + 1}
    is_example = sheet.site.is_example
    if row is None:
        row = Measurement.objects.create(
            **sheet.place, measure=measure, period_to=sheet.period.end, is_example=is_example, **columns
        )
    else:
        Measurement.objects.filter(pk=row.pk).update(**columns)
        row.refresh_from_db()
    MeasurementChange.objects.create(
        measurement=row,
        number=row.revision,
        value=written_value(value),
        note=sheet.note if seen else "",
        by_user_id=sheet.by.user_id,
        at=sheet.at,
        is_example=is_example,
    )
    return row, True
