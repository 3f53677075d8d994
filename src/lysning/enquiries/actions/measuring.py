"""The promises, measured and kept month by month."""

from datetime import datetime

from django.db import transaction

from lysning.core.actors import SYSTEM, Actor
from lysning.enquiries.models import PromiseMeasure
from lysning.enquiries.queries.promises import MEASURED_ABOVE, MEASURES, measured, months_until
from lysning.enquiries.rules.calendar import local_day
from lysning.enquiries.rules.measures import Share


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


@transaction.atomic
def add_to_measure(*, promise: str, share: Share, at: datetime, by: Actor = SYSTEM) -> PromiseMeasure:  # noqa: ARG001 -- a verb of the house says who
    """Adds a day's observations of a promise that a higher room measures to its month; a day counts once, the first time.

    Raises KeyError for a promise that is not measured in a higher room.
    """
    if promise not in MEASURED_ABOVE:
        raise KeyError(promise)
    day = local_day(at)
    fresh = {"value": share.value, "count": share.whole, "measured_at": at}
    rows = PromiseMeasure.objects.select_for_update()
    row, is_new = rows.get_or_create(promise=promise, month_date=day.replace(day=1), defaults=fresh)
    if is_new or local_day(row.measured_at) >= day:
        return row
    count = row.count + share.whole
    row.value = ((row.value or 0.0) * row.count + share.part) / count if count else None
    row.count, row.measured_at = count, at
    row.save(update_fields=["value", "count", "measured_at"])
    return row
