"""Reads of needs."""

from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse

from lysning.core.actors import Actor
from lysning.core.feeds import Entry
from lysning.directory.models import Municipality, Post
from lysning.needs.models import Need, NeedQuerySet


def with_places() -> NeedQuerySet:
    """Every need with its municipality and service area loaded."""
    return Need.objects.select_related("municipality", "area")


def listed(actor: Actor, *, area_key: str = "", municipality_slug: str = "", text: str = "") -> NeedQuerySet:
    """The open needs the actor may see, newest first, with municipality and area.

    Narrowed to an area, to a municipality, and to those with every word of the text in title or description.
    """
    rows = with_places().open().visible_to(actor)
    if area_key:
        rows = rows.filter(area__key=area_key)
    if municipality_slug:
        rows = rows.filter(municipality__slug=municipality_slug)
    for word in text.split():
        rows = rows.filter(Q(title__icontains=word) | Q(description__icontains=word))
    return rows.order_by("-created_at", "-pk")


def need_entry(need: Need) -> Entry:
    """The need as an entry of a feed; municipality and area are loaded."""
    return Entry(
        key=f"behov:{need.slug}",
        title=need.title,
        address=reverse("needs:need", args=[need.slug]),
        text=need.description,
        published=need.created_at,
        updated=need.closed_at or need.created_at,
        author=need.municipality.official_name,
        categories=(need.area.name,),
    )


@dataclass(frozen=True)
class Declarer:
    """In whose name a person may declare needs: a post one leads, or a municipality one coordinates (`post` None)."""

    municipality: Municipality
    post: Post | None = None

    @property
    def key(self) -> str:
        """The declarer as a form sends it."""
        return f"post-{self.post.pk}" if self.post else f"kommune-{self.municipality.pk}"

    def __str__(self) -> str:
        return f"{self.post.name}, {self.municipality.name}" if self.post else self.municipality.name


def declarers(actor: Actor) -> tuple[Declarer, ...]:
    """The posts the actor leads, then the municipalities the actor coordinates. Two queries; none where none can be."""
    posts = Post.objects.active().filter(pk__in=actor.posts).select_related("role", "area", "municipality")
    coordinated = Municipality.objects.filter(pk__in=actor.organisations(["coordinator"]), closed_at__isnull=True)
    return (
        *(Declarer(post.municipality, post) for post in posts.order_by("pk")),
        *(Declarer(municipality) for municipality in coordinated.order_by("name")),
    )
