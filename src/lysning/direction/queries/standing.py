"""On whose radar something stands: what municipalities have published to everyone about a topic or a solution."""

from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from lysning.core.actors import Actor
from lysning.core.written import WrittenOnce
from lysning.direction.models import Direction, Placement, PlacementQuerySet
from lysning.direction.queries.editing import editable
from lysning.taxonomy.models import Topic


class Stand(NamedTuple):
    """One municipality's placement of the thing asked about: where it is, in which ring (key), and on which page."""

    municipality_id: int
    municipality_slug: str
    area_key: str
    slug: str
    ring: str


def stands_of_topic(topic: Topic) -> list[Stand]:
    """Where the topic, or one that has been merged into it, stands in public; the latest decision last. One query."""
    return [Stand(*row) for row in _stands(Placement.objects.filter(topic__current_id=topic.current_id))]


def stands_of_solution(solution_id: int) -> list[Stand]:
    """Where the solution stands in public; the latest decision last. One query."""
    return [Stand(*row) for row in _stands_of_solutions([solution_id])]


@WrittenOnce
def _stands_of_solutions(ids: frozenset[int]) -> QuerySet[Any, Any]:
    return _stands(Placement.objects.filter(solution__among=ids))


def own_radars(actor: Actor, *, topic: Topic | None = None, solution_id: int | None = None) -> list[Direction]:
    """The radars the actor may edit on which the thing does not stand yet, by area. One query, none for who could have none."""
    thing = Q(topic__current_id=topic.current_id) if topic else Q(solution_id=solution_id)
    placed = Placement.objects.standing().filter(thing).values("direction_id")
    return list(editable(actor).exclude(pk__in=placed).order_by("area__position", "pk"))


def _stands(placements: PlacementQuerySet) -> QuerySet[Any, Any]:
    columns = (
        "direction__municipality_id",
        "direction__municipality__slug",
        "direction__area__key",
        "slug",
        "ring__key",
    )
    return placements.public().order_by("decided_on", "pk").values_list(*columns)
