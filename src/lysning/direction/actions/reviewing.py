"""Reminding those who have promised to look at something again, and their answer that it still holds."""

from collections import defaultdict
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from lysning.core import audit, events
from lysning.core.actors import SYSTEM, Actor
from lysning.core.clock import day_of
from lysning.direction.actions.directions import edit_direction
from lysning.direction.actions.placements import edit_placement
from lysning.direction.events import ReviewDue
from lysning.direction.models import Direction, DirectionQuerySet, Placement, PlacementQuerySet
from lysning.direction.rules import review_day
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


def keep_placement(*, placement: Placement, revision: int, by: Actor, at: datetime) -> Placement:
    """Says that a placement still holds: it stays as it is, and is looked at again in half a year.

    A second time changes nothing. Announces PlacementChanged. Raises Refused as `edit_placement`.
    """
    day = review_day(day_of(at))
    if placement.review_by >= day:
        return placement
    facts = replace(placement.state.facts, review_by=day)
    return edit_placement(placement=placement, revision=revision, facts=facts, by=by, at=at)


def keep_direction(*, direction: Direction, revision: int, by: Actor, at: datetime) -> Direction:
    """Says that a direction's own words still hold, as `keep_placement`. Raises Refused as `edit_direction`."""
    day = review_day(day_of(at))
    if direction.review_by >= day:
        return direction
    facts = replace(direction.state.facts, review_by=day)
    return edit_direction(direction=direction, revision=revision, facts=facts, by=by, at=at)


def _due(rows: PlacementQuerySet | DirectionQuerySet, at: datetime) -> list[Placement | Direction]:
    """Those whose reminder is due and that no other run has taken."""
    today = day_of(at)
    return [
        row
        for row in rows.order_by("pk")
        if is_reminder_due(row.review_by, row.reminded_on, today)
        and rows.filter(pk=row.pk, reminded_on=row.reminded_on).update(reminded_on=today)
    ]
