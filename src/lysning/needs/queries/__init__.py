"""Reads of needs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from lysning.accounts.models import User
from lysning.core.actors import VISITOR, Actor
from lysning.core.answering import answering
from lysning.core.feeds import Entry
from lysning.core.lookups import Alphabetical, PlaceIn
from lysning.directory.models import Municipality, Post
from lysning.needs.models import CoSignature, Joining, Need, NeedQuerySet, OfficialAnswer, Support
from lysning.needs.rules import shown_count, shown_sum


def with_places() -> NeedQuerySet:
    """Every need with its municipality and service area loaded."""
    return Need.objects.select_related("municipality", "area")


def listed(actor: Actor, *, area_key: str = "", municipality_slug: str = "", text: str = "") -> NeedQuerySet:
    """The open needs the actor may see, newest first, with municipality and area; those joined into another are left out.

    Narrowed to an area, to a municipality, and to those that answer the text; these stand best first.
    """
    rows = with_places().open().visible_to(actor).standing_alone()
    if area_key:
        rows = rows.filter(area__key=area_key)
    if municipality_slug:
        rows = rows.filter(municipality__slug=municipality_slug)
    if text.strip():
        found = answering("need", text, actor=actor)
        return rows.filter(pk__among=found).order_by(PlaceIn(found))
    return rows.order_by("-created_at", "-pk")


def with_sharers(rows: NeedQuerySet) -> NeedQuerySet:
    """The same needs, each with `shared_by`: how many other municipalities co-sign it."""
    signed = CoSignature.objects.standing().filter(need=OuterRef("pk")).order_by().values("need")
    counted = signed.annotate(number=Count("municipality", distinct=True)).values("number")
    return rows.annotate(shared_by=Coalesce(Subquery(counted), 0))


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
        *(Declarer(municipality) for municipality in coordinated.order_by(Alphabetical("name"))),
    )


def waiting_needs(user: User) -> NeedQuerySet:
    """The person's needs that wait for a moderator."""
    return Need.objects.filter(created_by=user, is_citizens=True, waiting_since__isnull=False, hidden_at__isnull=True)


def written_by(user: User) -> NeedQuerySet:
    """The needs the person has written as a citizen, the newest first."""
    return with_places().filter(created_by=user, is_citizens=True).order_by("-created_at", "-pk")


@dataclass(frozen=True)
class Backing:
    """Who stands behind a need: municipalities with their words, needs joined into it, people as far as they may be counted.

    `support` and `support_joined` are None while they are too small to be shown; they are never added up, because one
    person may stand in both. `joinings` are all there were, with those that were taken apart.
    """

    need: Need
    cosignatures: Sequence[CoSignature]
    joinings: Sequence[Joining]
    joined: Sequence[Need]
    into: Need | None
    joining: Joining | None
    support: int | None
    support_joined: int | None
    support_into: int | None

    @property
    def people_concerned(self) -> int:
        """The numbers of the co-signing municipalities together."""
        return sum(row.people_concerned or 0 for row in self.cosignatures)

    @property
    def municipalities(self) -> set[int]:
        """Those that have the need: its own, those that co-signed, those that joined theirs into it."""
        signed = {row.municipality_id for row in self.cosignatures}
        return {self.need.municipality_id, *signed, *(each.municipality_id for each in self.joined)}


def backing(need: Need) -> Backing:
    """Who stands behind the need now. Four queries, however many they are; three where nothing was ever joined."""
    rows = _joinings(need)
    standing = [row for row in rows if row.separated_at is None]
    joining = next((row for row in standing if row.need_id == need.pk), None)
    joined = [row.need for row in standing if row.into_id == need.pk]
    keys = [need.pk, *([joining.into_id] if joining else []), *(each.pk for each in joined)]
    counts = dict(Support.objects.filter(need__in=keys).order_by().values_list("need").annotate(Count("pk")))
    return Backing(
        need=need,
        cosignatures=list(cosignatures(need)),
        joinings=rows,
        joined=joined,
        into=joining.into if joining else None,
        joining=joining,
        support=shown_count(counts.get(need.pk, 0)),
        support_joined=shown_sum(counts.get(each.pk, 0) for each in joined),
        support_into=shown_count(counts.get(joining.into_id, 0)) if joining else None,
    )


def _joinings(need: Need) -> list[Joining]:
    """All joinings of the need with others that everyone may see, the oldest first; both ends are loaded."""
    rows = list(Joining.objects.filter(Q(need=need) | Q(into=need)))
    ends = {pk for row in rows for pk in (row.need_id, row.into_id)} - {need.pk}
    others = Need.objects.public().select_related("municipality").in_bulk(ends) if ends else {}
    known = others | {need.pk: need}
    seen = [row for row in rows if row.need_id in known and row.into_id in known]
    for row in seen:
        row.need, row.into = known[row.need_id], known[row.into_id]
    return seen


def cosignatures(need: Need) -> QuerySet[CoSignature]:
    """The co-signatures that count, the oldest first, with municipality and post."""
    rows = CoSignature.objects.standing().filter(need=need)
    return rows.select_related("municipality", "post__role")


def official_answers(need: Need) -> list[OfficialAnswer]:
    """All versions of the municipality's answer, the newest first. One query."""
    rows = OfficialAnswer.objects.filter(need=need).select_related("post__role")
    return list(rows.order_by("-number"))


def joinable(need: Need, *, text: str = "") -> NeedQuerySet:
    """The open needs that this one may be joined into, in the order of `listed`."""
    return listed(VISITOR, text=text).exclude(pk=need.pk)


def said_before(need: Need, municipality: Municipality) -> dict[str, object]:
    """What the municipality has said of the same need where it was joined from: offered to be said here too, never moved."""
    there = Joining.objects.standing().filter(into=need).values("need")
    row = CoSignature.objects.standing().filter(need__in=there, municipality=municipality).first()
    return {"words": row.words, "people_concerned": row.people_concerned} if row else {}


def answering_post(need: Need, actor: Actor) -> Post | None:
    """The post in whose name the actor answers: a post of the need's municipality in its area; None for a coordinator."""
    posts = Post.objects.active().filter(pk__in=actor.posts, municipality_id=need.municipality_id)
    return posts.filter(area_id=need.area_id).order_by("pk").first()


def need_facts(fields: Sequence[str]) -> Iterator[dict[str, Any]]:
    """The fields of every public need as open data, with who co-signs (codes), what it is joined into and its supporters.

    Their number is None while it is too small to be shown. One query.
    """
    standing = Q(cosignatures__isnull=False, cosignatures__withdrawn_at__isnull=True)
    into = Joining.objects.standing().filter(need=OuterRef("pk"), into__in=Need.objects.public()).values("into__slug")
    support = Support.objects.filter(need=OuterRef("pk")).order_by().values("need").annotate(n=Count("pk")).values("n")
    rows = Need.objects.public().annotate(
        cosigned_by=ArrayAgg("cosignatures__municipality__code", filter=standing, distinct=True, default=[]),
        joined_into=Subquery(into[:1]),
        supporters=Coalesce(Subquery(support), 0),
    )
    for row in rows.order_by("pk").values(*fields, "cosigned_by", "joined_into", "supporters").iterator(500):
        yield {**row, "supporters": shown_count(row["supporters"])}
