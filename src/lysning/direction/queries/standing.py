"""On whose radar something stands: what municipalities have published to everyone about a topic or a solution."""

from typing import NamedTuple

from django.db.models import Q

from lysning.core.actors import Actor
from lysning.direction.models import Direction, Placement
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
    return _stands(Q(topic__current_id=topic.current_id))


def stands_of_solution(solution_id: int) -> list[Stand]:
    """Where the solution stands in public; the latest decision last. One query."""
    return _stands(Q(solution_id=solution_id))


def own_radars(actor: Actor, *, topic: Topic | None = None, solution_id: int | None = None) -> list[Direction]:
    """The radars the actor may edit on which the thing does not stand yet, by area. One query, none for who could have none."""
    thing = Q(topic__current_id=topic.current_id) if topic else Q(solution_id=solution_id)
    placed = Placement.objects.standing().filter(thing).values("direction_id")
    return list(editable(actor).exclude(pk__in=placed).order_by("area__position", "pk"))


def _stands(thing: Q) -> list[Stand]:
    rows = Placement.objects.public().filter(thing).order_by("decided_on", "pk")
    columns = (
        "direction__municipality_id",
        "direction__municipality__slug",
        "direction__area__key",
        "slug",
        "ring__key",
    )
    return [Stand(*row) for row in rows.values_list(*columns)]
