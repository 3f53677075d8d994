"""Who is in a coalition, and for whom an actor speaks in it."""

from collections.abc import Iterable

from django.db.models import Q

from lysning.accounts.models import MUNICIPAL_ROLES, PARTNER_ROLES
from lysning.community.models import Coalition, Member, MemberQuerySet, Task
from lysning.community.rules import STEWARDS, Leaving
from lysning.core.actors import Actor
from lysning.core.lookups import Alphabetical
from lysning.directory.models import Organisation


def acting_organisations(actor: Actor) -> list[Organisation]:
    """The municipalities and partners the actor may act for in coalitions, by name."""
    ids = actor.organisations((*MUNICIPAL_ROLES, *PARTNER_ROLES))
    return (
        list(Organisation.objects.filter(pk__in=ids, closed_at__isnull=True).order_by(Alphabetical("name")))
        if ids
        else []
    )


def members_acted_for(coalition: Coalition, actor: Actor) -> list[Member]:
    """The memberships in force for which the actor speaks in this coalition; most people have one or none. One query."""
    ids = actor.organisations((*MUNICIPAL_ROLES, *PARTNER_ROLES))
    if not ids:
        return []
    return list(in_force_of(coalition).filter(organisation_id__in=ids))


def is_member(coalition: Coalition, actor: Actor) -> bool:
    """True when the actor acts for an organisation that is a member now; what the room `trials` asks."""
    return bool(members_acted_for(coalition, actor))


def coalitions_of(organisation_ids: Iterable[int]) -> MemberQuerySet:
    """The memberships in force of these organisations in coalitions at work, with coalition and organisation."""
    rows = Member.objects.in_force().filter(organisation_id__in=list(organisation_ids))
    rows = rows.filter(coalition__closed_at__isnull=True, coalition__hidden_at__isnull=True)
    return rows.select_related("coalition__area", "organisation").order_by("-joined_at", "-pk")


def stewarded(actor: Actor) -> list[int]:
    """The coalitions (by id) that the actor's organisations look after, closed and hidden ones among them."""
    ids = actor.organisations(MUNICIPAL_ROLES)
    if not ids:
        return []
    rows = Member.objects.in_force().filter(organisation_id__in=ids, is_steward=True)
    return list(rows.values_list("coalition_id", flat=True))


def gone_from(coalition: Coalition) -> MemberQuerySet:
    """Who has left, or was taken out, and has not come back, with its last word to the others; the newest first. One query."""
    rows = Member.objects.filter(coalition=coalition, left_at__isnull=False)
    rows = rows.exclude(organisation__in=Member.objects.in_force().filter(coalition=coalition).values("organisation"))
    return rows.select_related("organisation").order_by("-left_at", "-pk")


def in_force_of(coalition: Coalition) -> MemberQuerySet:
    """The coalition's members now, stewards first, then in the order they came."""
    rows = Member.objects.in_force().filter(coalition=coalition, organisation__closed_at__isnull=True)
    return rows.select_related("organisation").order_by("-is_steward", "joined_at", "pk")


def leaving_of(member: Member) -> Leaving:
    """What leaving would do now."""
    others = in_force_of(member.coalition).exclude(pk=member.pk)
    kinds = list(others.values_list("organisation__kind", "is_steward"))
    return Leaving(
        tasks=Task.objects.filter(Q(owner__member=member), done_at__isnull=True).count(),
        is_steward=member.is_steward,
        other_stewards=sum(is_steward for _kind, is_steward in kinds),
        others=len(kinds),
        others_who_may=sum(kind in STEWARDS for kind, _is_steward in kinds),
    )
