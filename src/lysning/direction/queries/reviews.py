"""What leaders have promised to look at again."""

from dataclasses import dataclass
from datetime import date

from lysning.core.actors import Actor
from lysning.direction.models import Direction, DirectionQuerySet, Placement, PlacementQuerySet
from lysning.direction.queries.names import Names
from lysning.direction.rules.reviews import NOTICE


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

    At most five queries, none for who holds no post.
    """
    if not actor.posts:
        return ()
    near = {"owner_post__in": actor.posts, "review_by__lte": today + NOTICE, "published_at__isnull": False}
    return review_lines(Placement.objects.standing().filter(**near), Direction.objects.filter(**near), today=today)


def review_lines(
    placements: PlacementQuerySet, directions: DirectionQuerySet, *, today: date
) -> tuple[ReviewLine, ...]:
    """These placements and directions as lines, the most urgent first. At most five queries."""
    placed = list(placements.select_related("direction__municipality", "direction__area", "ring"))
    directed = list(directions.select_related("municipality", "area"))
    names = Names(row.state for row in placed)
    lines = [_line(row.direction, row, names.subject(row.subject).name, today) for row in placed]
    lines += [_line(row, None, row.area.name, today) for row in directed]
    return tuple(sorted(lines, key=lambda line: (line.review_by, bool(line.slug), line.name)))


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
