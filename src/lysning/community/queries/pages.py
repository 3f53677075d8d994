"""What the pages of coalitions show."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce

from lysning.catalogue.models import Solution
from lysning.community.models import (
    Coalition,
    CoalitionQuerySet,
    Decision,
    DecisionChange,
    DecisionQuerySet,
    Document,
    Member,
    Participant,
    ParticipantQuerySet,
    Post,
    Task,
)
from lysning.core.actors import Actor
from lysning.core.lookups import Alphabetical
from lysning.needs.models import Need
from lysning.taxonomy.models import Topic


@dataclass(frozen=True)
class Chosen:
    """What a list of coalitions is narrowed to: a service area, those one may walk into, a municipality, or closed ones."""

    area: str = ""
    is_open: bool = False
    municipality: str = ""
    is_closed: bool = False

    @property
    def is_narrowed(self) -> bool:
        """True when the list is not simply the coalitions at work."""
        return self != Chosen()


def with_subjects() -> CoalitionQuerySet:
    """Every coalition with its area and what it is around."""
    return Coalition.objects.select_related("area", "need__municipality", "topic__current", "solution__current_version")


def listed(chosen: Chosen) -> CoalitionQuerySet:
    """The public coalitions so narrowed, the newest first, with members and their number. Two queries."""
    rows = with_subjects().public().filter(closed_at__isnull=not chosen.is_closed)
    if chosen.area:
        rows = rows.filter(area__key=chosen.area)
    if chosen.is_open:
        rows = rows.filter(joining="open")
    if chosen.municipality:
        members = Member.objects.in_force().filter(
            organisation__kind="municipality", organisation__slug=chosen.municipality
        )
        rows = rows.filter(pk__in=members.values("coalition_id"))
    members = Member.objects.in_force().select_related("organisation").order_by("-is_steward", "joined_at", "pk")
    return rows.prefetch_related(Prefetch("members", members, to_attr="standing_members"))


def reach(chosen: Chosen) -> Counter[int]:
    """How many of the coalitions each municipality (by id) is a member of, whichever one is chosen."""
    rows = Coalition.objects.filter(pk__in=listed(replace(chosen, municipality="")).values("pk"))
    members = Member.objects.in_force().filter(coalition__in=rows, organisation__kind="municipality")
    return Counter(members.values_list("organisation_id", flat=True))


def about(
    *, need: Need | None = None, topic: Topic | None = None, solution: Solution | None = None
) -> CoalitionQuerySet:
    """The public coalitions around this thing, those at work first; a merged topic counts as its current one."""
    rows = Coalition.objects.public().annotate(
        member_count=Count("members", filter=Q(members__joined_at__isnull=False, members__left_at__isnull=True))
    )
    if need is not None:
        rows = rows.filter(need=need)
    elif topic is not None:
        rows = rows.filter(topic__current_id=topic.current_id)
    else:
        rows = rows.filter(solution=solution)
    return rows.order_by(Coalesce("closed_at", "created_at").desc(), "-pk")


def decisions_of(coalition: Coalition, *, is_inside: bool) -> DecisionQuerySet:
    """The coalition's decisions, the newest first: all of them for its members, otherwise the public ones."""
    rows = Decision.objects.filter(coalition=coalition)
    return rows if is_inside else rows.public()


def public_decisions() -> DecisionQuerySet:
    """The public decisions of public coalitions, those written last first."""
    return Decision.objects.public().select_related("coalition__area").order_by("-created_at", "-pk")


def wordings_of(decision: Decision, *, is_inside: bool) -> QuerySet[DecisionChange]:
    """Every wording of a decision, the newest first; who stands outside reads those that were public."""
    rows = decision.changes.order_by("-number")
    return rows if is_inside else rows.filter(is_public=True)


def tasks_of(coalition: Coalition) -> QuerySet[Task]:
    """The coalition's tasks with their owners: the open ones by day, then those that are done."""
    rows = Task.objects.filter(coalition=coalition)
    return rows.select_related("owner__user", "owner__member__organisation").order_by("done_at", "due_on", "pk")


def waiting_of(coalition: Coalition) -> QuerySet[Member]:
    """The requests to join that nobody has answered, the oldest first."""
    rows = Member.objects.waiting().filter(coalition=coalition)
    return rows.select_related("organisation", "asked_by").order_by("asked_at", "pk")


def participants_of(coalition: Coalition) -> ParticipantQuerySet:
    """The people who take part now, with their organisations, by name."""
    rows = Participant.objects.in_force().filter(member__coalition=coalition, user__is_active=True)
    return rows.select_related("user", "member__organisation").order_by(
        Alphabetical("member__organisation__name"), Alphabetical("user__name"), "pk"
    )


def posts_of(coalition: Coalition) -> QuerySet[Post]:
    """The discussion, the newest first, with writers and those who are mentioned. Two queries."""
    rows = Post.objects.filter(coalition=coalition).select_related("by_user", "member__organisation")
    mentioned = Participant.objects.select_related("user")
    return rows.prefetch_related(Prefetch("mentioned", mentioned)).order_by("-created_at", "-pk")


def documents_of(coalition: Coalition) -> QuerySet[Document]:
    """The files that are shared now, the newest first."""
    rows = Document.objects.filter(coalition=coalition, removed_at__isnull=True)
    return rows.select_related("by_user", "member__organisation").order_by("-created_at", "-pk")


def subject_by(*, need: str = "", topic: str = "", solution: str = "") -> Need | Topic | Solution | None:
    """The thing a coalition can be started around, by its part of an address; None when everyone cannot see it."""
    if need:
        return Need.objects.open().select_related("area", "municipality").filter(slug=need).first()
    if topic:
        found = Topic.objects.accepted().select_related("current").filter(key=topic).first()
        return found.current if found else None
    return Solution.objects.public().select_related("current_version").filter(slug=solution).first()


def own_waiting(coalition: Coalition, actor: Actor, roles: tuple[str, ...]) -> list[Member]:
    """The requests of the actor's own organisations that wait here."""
    ids = actor.organisations(roles)
    return list(waiting_of(coalition).filter(organisation_id__in=ids)) if ids else []


def open_rows() -> Iterator[dict[str, Any]]:
    """Every public coalition as plain values for everyone: with its members and its public decisions, the oldest first."""
    members = Member.objects.in_force().select_related("organisation").order_by("joined_at", "pk")
    decisions = Decision.objects.filter(is_public=True).order_by("number")
    rows = with_subjects().public().order_by("pk")
    rows = rows.prefetch_related(Prefetch("members", members), Prefetch("decisions", decisions))
    for row in rows.iterator(chunk_size=500):
        names = ("slug", "title", "purpose", "joining", "next_step", "next_step_on", "created_at", "closed_at")
        yield {
            **{name: getattr(row, name) for name in (*names, "closing_note", "is_example")},
            "area": row.area.key,
            "need": row.need.slug if row.need and row.need.hidden_at is None else None,
            "topic": row.topic.current.key if row.topic else None,
            "solution": row.solution.slug if row.solution and row.solution.hidden_at is None else None,
            "members": [
                {
                    "name": member.organisation.name,
                    "kind": member.organisation.kind,
                    "since": member.joined_at,
                    "is_steward": member.is_steward,
                }
                for member in row.members.all()
            ],
            "decisions": [
                {name: getattr(each, name) for name in ("number", "title", "text", "decided_on", "revision")}
                for each in row.decisions.all()
            ],
        }
