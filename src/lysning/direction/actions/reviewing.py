"""Reminding those who have promised to look at something again."""

from collections import defaultdict
from datetime import datetime

from django.db import transaction

from lysning.core import audit, events
from lysning.core.actors import SYSTEM
from lysning.core.clock import day_of
from lysning.direction.events import ReviewDue
from lysning.direction.models import Direction, DirectionQuerySet, Placement, PlacementQuerySet
from lysning.direction.rules.reviews import NOTICE, is_reminder_due


@transaction.atomic
def remind_of_reviews(*, at: datetime) -> int:
    """Announces ReviewDue for each post whose placements or direction are due in two weeks or today; returns how many posts.

    What has been reminded of is not again, also when two runs meet: the day is written by a conditional update.
    """
    today = day_of(at)
    placements = Placement.objects.standing().filter(published_at__isnull=False, direction__published_at__isnull=False)
    directions = Direction.objects.filter(published_at__isnull=False)
    due: dict[int, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for row in _due(placements.filter(review_by__lte=today + NOTICE), at):
        due[row.owner_post_id][0].append(row.pk)
    for row in _due(directions.filter(review_by__lte=today + NOTICE), at):
        due[row.owner_post_id][1].append(row.pk)
    for post_id, (placed, directed) in sorted(due.items()):
        events.announce(ReviewDue(post_id, tuple(placed), tuple(directed)))
    if due:
        audit.record("direction.remind_of_reviews", None, by=SYSTEM, at=at, posts=len(due))
    return len(due)


def _due(rows: PlacementQuerySet | DirectionQuerySet, at: datetime) -> list[Placement | Direction]:
    """Those whose reminder is due and that no other run has taken."""
    today = day_of(at)
    return [
        row
        for row in rows.order_by("pk")
        if is_reminder_due(row.review_by, row.reminded_on, today)
        and rows.filter(pk=row.pk, reminded_on=row.reminded_on).update(reminded_on=today)
    ]
