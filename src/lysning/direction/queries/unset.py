"""Whose direction is still to be set."""

from dataclasses import dataclass

from lysning.core.actors import Actor
from lysning.direction.models import Direction
from lysning.directory.models import Post


@dataclass(frozen=True)
class Unset:
    """A municipality and service area (names, and their parts of an address) without a direction, or with a draft of one."""

    municipality: str
    slug: str
    area: str
    area_key: str
    is_draft: bool


def unset_directions(actor: Actor) -> tuple[Unset, ...]:
    """The areas the actor leads in a municipality that has published no direction in them. Two queries, none without a post.

    Who leads one institution is not asked: the direction is the whole municipality's.
    """
    if not actor.posts:
        return ()
    posts = Post.objects.active().filter(pk__in=actor.posts, institution="").select_related("municipality", "area")
    fields = {(post.municipality_id, post.area_id): post for post in posts}
    begun = Direction.objects.filter(municipality__in=[home for home, _area in fields]).order_by()
    is_out = {
        (home, area): day is not None
        for home, area, day in begun.values_list("municipality_id", "area_id", "published_at")
    }
    return tuple(
        Unset(post.municipality.name, post.municipality.slug, post.area.name, post.area.key, is_draft=field in is_out)
        for field, post in fields.items()
        if not is_out.get(field, False)
    )
