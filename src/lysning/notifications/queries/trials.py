"""News of trials, for whoever follows one, or what it is about, or a municipality that takes part."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q
from django.urls import reverse

from lysning.notifications.rules import Event, News
from lysning.trials.models import ProtocolVersion, Seat, Trial
from lysning.trials.rules import ENDED

Target = tuple[str, int]
TRIAL_PAGE = "trials:trial"


def trials_between(since: datetime, until: datetime) -> Iterator[tuple[News, list[Target]]]:
    """Each trial that was registered, begun or over, or whose protocol was changed, after `since` and not after `until`.

    A registration is told to all who follow what it is about; what comes later to those who follow the trial, its coalition or
    need, its solution, or a municipality with a seat. At most three queries.
    """
    happened = [
        Q(registered_at__gt=since, registered_at__lte=until),
        Q(started_at__gt=since, started_at__lte=until),
        Q(state__in=ENDED, state_at__gt=since, state_at__lte=until),
    ]
    new, begun, over = happened
    rows = list(Trial.objects.public().filter(new | begun | over).select_related("lead").order_by("pk"))
    changed = ProtocolVersion.objects.filter(number__gt=1, created_at__gt=since, created_at__lte=until)
    versions = {row.trial_id: row.created_at for row in changed.order_by("number")}
    others = list(Trial.objects.public().filter(pk__in=versions).select_related("lead")) if versions else []
    seats = seats_of({row.pk for row in (*rows, *others)})
    for row in rows:
        own: list[Target] = [("trial", row.pk), *around(row), ("municipality", row.lead_id), *seats.get(row.pk, [])]
        for event, at in _events(row):
            if at is not None and since < at <= until:
                yield _news(row, event, at), [*own, ("area", row.area_id)] if event == "trial" else own
    for row in others:
        yield _news(row, "protocol", versions[row.pk]), [("trial", row.pk)]


def around(trial: Trial) -> list[Target]:
    """What a trial has grown from, and what it tries."""
    found = (("need", trial.need_id), ("coalition", trial.coalition_id), ("solution", trial.solution_id))
    return [(kind, key) for kind, key in found if key is not None]


def _events(row: Trial) -> tuple[tuple[Event, datetime | None], ...]:
    over = row.state_at if row.state in ENDED else None
    return ("trial", row.registered_at), ("trial_begun", row.started_at), ("trial_over", over)


def seats_of(trial_ids: set[int]) -> dict[int, list[Target]]:
    """The municipalities with a seat in each of these trials (ids). One query, none without ids."""
    found: dict[int, list[Target]] = {}
    taken = Seat.objects.filter(state="seated", trial__in=trial_ids) if trial_ids else Seat.objects.none()
    for trial_id, home in taken.values_list("trial_id", "municipality_id"):
        found.setdefault(trial_id, []).append(("municipality", home))
    return found


def _news(row: Trial, event: Event, at: datetime) -> News:
    return News(
        thing=f"trial:{row.pk}",
        event=event,
        at=at,
        title=row.title,
        whose=row.lead.official_name,
        path=reverse(TRIAL_PAGE, args=[row.slug]),
        is_example=row.is_example,
    )
