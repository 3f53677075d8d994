"""Reminding a municipality of a period that is over and not yet reported: once for each period."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from lysning.core import audit, events
from lysning.core.actors import SYSTEM
from lysning.core.clock import day_of
from lysning.trials.events import MeasurementDue
from lysning.trials.models import Seat, Trial
from lysning.trials.queries.missing import missing_of
from lysning.trials.queries.planning import plan_of
from lysning.trials.rules import last_ended


@transaction.atomic
def remind_of_measurements(*, at: datetime) -> int:
    """Announces MeasurementDue for each seat that has not reported the period that ended last; returns how many.

    Each period once, also when two runs meet: the day is written by a conditional update. A period that ended before the
    municipality came in is not asked for.
    """
    today, told = day_of(at), 0
    for trial in Trial.objects.filter(state__in=("registered", "running"), hidden_at__isnull=True).order_by("pk"):
        plan = plan_of(trial)
        period = last_ended(plan.periods, today)
        if period is None:
            continue
        late = {cell.seat_id for cell in missing_of(trial, plan, today=today) if cell.period == period}
        fresh = Q(reminded_of__isnull=True) | Q(reminded_of__lt=period.end)
        for seat in Seat.objects.filter(pk__in=late).order_by("pk"):
            if Seat.objects.filter(fresh, pk=seat.pk).update(reminded_of=period.end):
                events.announce(MeasurementDue(seat.pk, period.end))
                told += 1
    if told:
        audit.record("trials.remind_of_measurements", None, by=SYSTEM, at=at, seats=told)
    return told
