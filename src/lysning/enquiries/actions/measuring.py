"""The promises, measured and kept month by month."""

from datetime import datetime

from django.db import transaction

from lysning.core.actors import SYSTEM, Actor
from lysning.enquiries.models import PromiseMeasure
from lysning.enquiries.queries.promises import MEASURES, measured, months_until
from lysning.enquiries.rules.calendar import local_day


def measure_promises(*, at: datetime, months: int = 2, by: Actor = SYSTEM) -> list[PromiseMeasure]:  # noqa: ARG001 -- a verb of the house says who
    """Measures every promise for the last `months` months and stores the values; the latest measuring counts.

    Two months by default: this one, and the one before it, whose last deadlines may have passed since.
    """
    rows = []
    for month in months_until(local_day(at), months):
        for promise in MEASURES:
            share = measured(promise, month, at)
            rows.append(
                PromiseMeasure(promise=promise, month_date=month, value=share.value, count=share.whole, measured_at=at)
            )
    with transaction.atomic():
        return PromiseMeasure.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["promise", "month_date"],
            update_fields=["value", "count", "measured_at"],
        )
