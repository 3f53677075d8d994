"""What leaders have promised to look at again."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from lysning.core.actors import Actor
from lysning.core.formats import alphabetical
from lysning.core.written import WrittenOnce
from lysning.direction.models import Direction, DirectionQuerySet, Placement, PlacementQuerySet
from lysning.direction.queries.names import Names
from lysning.direction.rules.reviews import NOTICE, is_near


@dataclass(frozen=True)
class ReviewLine:
    """A placement, or a whole direction (`slug` empty), that is due: where its page is, and by when."""

    name: str
    municipality: str
    area: str
    area_name: str
    slug: str
    review_by: date
    is_late: bool


def due_reviews(actor: Actor, *, today: date) -> tuple[ReviewLine, ...]:
    """What the posts the actor holds have to look at within two weeks, the most urgent first.

    At most six queries, one where nothing is due, none for who holds no post.
    """
    if not any(is_near(day, today) for (day,) in _review_days(actor.posts)):
        return ()
    near = {"owner_post__in": actor.posts, "review_by__lte": today + NOTICE, "published_at__isnull": False}
    return review_lines(Placement.objects.standing().filter(**near), Direction.objects.filter(**near), today=today)


@WrittenOnce
def _review_days(posts: frozenset[int]) -> QuerySet[Any, Any]:
    """When these posts have to look at what they own: most owe nothing now, and then no more is read."""
    own: dict[str, Any] = {"owner_post__among": posts, "published_at__isnull": False, "review_by__isnull": False}
    placed = Placement.objects.standing().filter(**own).order_by().values_list("review_by")
    return placed.union(Direction.objects.filter(**own).order_by().values_list("review_by"))


def review_lines(
    placements: PlacementQuerySet, directions: DirectionQuerySet, *, today: date
) -> tuple[ReviewLine, ...]:
    """These placements and directions as lines, the most urgent first. At most five queries."""
    placed = list(placements.select_related("direction__municipality", "direction__area", "ring"))
    directed = list(directions.select_related("municipality", "area"))
    names = Names(row.state for row in placed)
    lines = [_line(row.direction, row, names.subject(row.subject).name, today) for row in placed]
    lines += [_line(row, None, row.area.name, today) for row in directed]
    return tuple(sorted(lines, key=lambda line: (line.review_by, bool(line.slug), alphabetical(line.name))))


def _line(direction: Direction, placement: Placement | None, name: str, today: date) -> ReviewLine:
    review_by = (placement or direction).review_by
    return ReviewLine(
        name=name,
        municipality=direction.municipality.slug,
        area=direction.area.key,
        area_name=direction.area.name,
        slug=placement.slug if placement else "",
        review_by=review_by,
        is_late=review_by < today,
    )
