"""News of findings, for whoever follows one, its area, topic, solution or a municipality that took part. Good and bad alike."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse

from lysning.evidence.models import Adoption, Finding
from lysning.notifications.queries.trials import Target, around, seats_of
from lysning.notifications.rules import News

FINDING_PAGE = "evidence:finding"


def findings_between(since: datetime, until: datetime) -> Iterator[tuple[News, list[Target]]]:
    """Each finding that was published, corrected or adopted after `since` and not after `until`, and whom it concerns.

    At most three queries.
    """
    within = {"renewed_at__gt": since, "renewed_at__lte": until}
    rows = list(_told(Finding.objects.public().filter(**within)))
    adopted = Adoption.objects.standing().filter(adopted_at__gt=since, adopted_at__lte=until)
    homes = list(adopted.values_list("finding_id", "municipality_id", "adopted_at"))
    others = list(_told(Finding.objects.public().filter(pk__in={key for key, _home, _at in homes}))) if homes else []
    seats = seats_of({row.trial_id for row in (*rows, *others) if row.trial_id})
    for row in rows:
        is_new = row.published_at is not None and row.published_at > since
        yield _news(row, "finding" if is_new else "corrected", row.renewed_at or until), _targets(row, seats)
    counts = Counter(key for key, _home, _at in homes)
    for row in others:
        at = max(moment for key, _home, moment in homes if key == row.pk)
        mine: list[Target] = [("municipality", home) for key, home, _at in homes if key == row.pk]
        yield _news(row, "adopted", at, counts[row.pk]), [*_targets(row, seats), *mine]


def _told(rows: QuerySet[Finding]) -> QuerySet[Finding]:
    return rows.select_related("current_version", "author", "topic", "trial").order_by("pk")


def _targets(row: Finding, seats: dict[int, list[Target]]) -> list[Target]:
    found: list[Target] = [("finding", row.pk), ("area", row.area_id)]
    if row.topic is not None:
        found.append(("topic", row.topic.current_id))
    if row.solution_id is not None:
        found.append(("solution", row.solution_id))
    if row.trial is not None:
        found += [("trial", row.trial.pk), *around(row.trial)]
    return [*found, *seats.get(row.trial_id or 0, [])]


def _news(row: Finding, event: str, at: datetime, number: int = 0) -> News:
    version = row.current_version
    return News(
        thing=f"finding:{row.pk}",
        event=event,  # type: ignore[arg-type]
        at=at,
        title=version.title if version else row.title,
        whose=row.author.name,
        path=reverse(FINDING_PAGE, args=[row.slug]),
        is_example=row.is_example,
        number=number,
    )
