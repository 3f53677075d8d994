"""What other rooms ask about people: who is behind a request, who looks after what, where a post is reached."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from allauth.account.models import EmailAddress
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Min, QuerySet

from lysning.accounts import rules
from lysning.accounts.models import PARTNER_ROLES, SUPPLIER_ROLES, Claim, Invitation, Membership, Suppression, User
from lysning.accounts.words import ROLE_WORDS
from lysning.core.actors import VISITOR, Actor, Grant
from lysning.core.lookups import Alphabetical
from lysning.core.models import AuditEntry
from lysning.directory.models import Organisation, Post

PERSONAL = ("email", "name", "language", "purpose", "date_joined", "seen_at", "visited_at")
Via = Literal["post", "holder", "coordinator"]


@dataclass(frozen=True)
class Contact:
    """Where the mails to a post go: its own address, its holder's, or a coordinator's of its municipality."""

    email: str
    via: Via
    user_id: int | None
    language: str

    @property
    def is_stand_in(self) -> bool:
        """True when the coordinator gets it in the post's place."""
        return self.via == "coordinator"


_OWN_DATA: dict[str, Callable[[User], object]] = {}


def actor_for(user: AbstractBaseUser | AnonymousUser) -> Actor:
    """The actor behind a user, with the memberships in force now; a visitor for nobody or an inactive user. One query."""
    if not user.is_authenticated or user.pk is None or not user.is_active:
        return VISITOR
    rows = Membership.objects.in_force().filter(user_id=user.pk).exclude(organisation__closed_at__isnull=False)
    grants = frozenset(Grant(*row) for row in rows.values_list("role", "organisation_id", "post_id"))
    return Actor(user.pk, grants, getattr(user, "is_example", False))


def contacts(post_ids: Iterable[int]) -> dict[int, Contact]:
    """Where each post is reached; a post missing from the answer cannot be reached at all.

    First the post's own address, then its holder, then the municipality's longest serving coordinator. Addresses that
    no longer take our mails are passed over. Four queries, however many posts.
    """
    ids = list(post_ids)
    posts = list(Post.objects.filter(pk__in=ids).values_list("pk", "email", "language", "municipality_id"))
    holders = {row.post_id: row.user for row in _active(post_id__in=ids)}
    coordinating: dict[int | None, list[User]] = {}
    for row in _active(role="coordinator", organisation_id__in={post[3] for post in posts}):
        coordinating.setdefault(row.organisation_id, []).append(row.user)
    people = [*holders.values(), *(user for users in coordinating.values() for user in users)]
    closed = suppressed([*(post[1] for post in posts), *(user.email for user in people)])
    found: dict[int, Contact] = {}
    for post_id, email, language, municipality_id in posts:
        ways = [Contact(email, "post", None, language)] if email else []
        ways += [Contact(user.email, "holder", user.pk, user.language) for user in (holders.get(post_id),) if user]
        ways += [
            Contact(user.email, "coordinator", user.pk, user.language) for user in coordinating.get(municipality_id, ())
        ]
        way = next((way for way in ways if way.email.lower() not in closed), None)
        if way is not None:
            found[post_id] = way
    return found


def coordinators(municipality_id: int) -> QuerySet[User]:
    """The people who coordinate the municipality now, the longest serving first."""
    return _people(memberships__role="coordinator", memberships__organisation_id=municipality_id)


def acting_for(municipality_id: int, *, user_ids: Iterable[int | None]) -> list[User]:
    """Who hears what concerns a municipality: its coordinators, and those of these people who have a role in it now."""
    others = _people(memberships__organisation_id=municipality_id, pk__in=[pk for pk in user_ids if pk is not None])
    return list({person.pk: person for person in (*coordinators(municipality_id), *others)}.values())


def supplier_people(supplier_id: int) -> QuerySet[User]:
    """The people who act for the supplier now, the longest serving first; each once."""
    return _people(memberships__role__in=SUPPLIER_ROLES, memberships__organisation_id=supplier_id)


def partner_people(partner_id: int) -> QuerySet[User]:
    """The people who act for the partner now, the longest serving first; each once."""
    return _people(memberships__role__in=PARTNER_ROLES, memberships__organisation_id=partner_id)


def platform_people(role: str) -> QuerySet[User]:
    """The people who have the platform role (moderator, operator) now, the longest serving first."""
    return _people(memberships__role=role, memberships__organisation_id__isnull=True)


def suppressed(emails: Iterable[str]) -> set[str]:
    """Which of the addresses, in lower case, no longer want or take our mails."""
    wanted = {email.lower() for email in emails if email}
    return set(Suppression.objects.filter(email__in=wanted).values_list("email", flat=True))


def suppression_of(email: str) -> str:
    """Why the address takes none of our mails (unsubscribed, bounced, complaint); empty when it takes them."""
    return Suppression.objects.filter(email=email.lower()).values_list("reason", flat=True).first() or ""


def verified_addresses(user: User) -> list[str]:
    """The addresses, in lower case, that the person has shown to be theirs; the main one first."""
    rows = EmailAddress.objects.filter(user_id=user.pk, verified=True).order_by("-primary", "email")
    return [email.lower() for email in rows.values_list("email", flat=True)]


def members_of(organisation: Organisation) -> QuerySet[Membership]:
    """The organisation's roles in force with person and post, leading roles first. One query for any number of rows."""
    rows = Membership.objects.in_force().filter(organisation=organisation)
    rows = rows.select_related("user", "post__role", "post__area", "post__municipality", "organisation")
    return rows.order_by("-role" if organisation.kind == "supplier" else "role", Alphabetical("user__name"), "pk")


def ended_members_of(organisation: Organisation) -> QuerySet[Membership]:
    """The organisation's roles that have ended, the latest first."""
    rows = Membership.objects.filter(organisation=organisation, ended_at__isnull=False)
    return rows.select_related("user", "post__role").order_by("-ended_at", "-pk")


def open_invitations(organisation: Organisation, *, at: datetime) -> QuerySet[Invitation]:
    """The invitations that still let somebody in, the newest first."""
    rows = Invitation.objects.open(at).filter(organisation=organisation)
    return rows.select_related("post__role", "post__municipality", "invited_by").order_by("-created_at", "-pk")


def invitation_by_hash(token_hash: str) -> Invitation | None:
    """The invitation whose token has this hash, whatever became of it: the token is the right to see it."""
    rows = Invitation.objects.select_related("organisation", "post__role", "post__municipality", "invited_by")
    return rows.filter(token_hash=token_hash).first()


def memberships_of(user: User) -> QuerySet[Membership]:
    """The person's roles in force with organisation and post."""
    rows = user.memberships.in_force().select_related("organisation", "post__role", "post__area", "post__municipality")
    return rows.order_by("started_at", "pk")


def platform_memberships() -> QuerySet[Membership]:
    """The moderators and operators now."""
    rows = Membership.objects.in_force().filter(organisation__isnull=True).select_related("user")
    return rows.order_by("role", "started_at", "pk")


@dataclass(frozen=True)
class WaitingClaim:
    """A claim before the operator, with what to look at first and the domains that would have proved it."""

    claim: Claim
    cautions: tuple[str, ...]
    domains: tuple[str, ...]


def waiting_claims() -> list[WaitingClaim]:
    """The claims before the operator, the oldest first. Two queries."""
    rows = Claim.objects.waiting().select_related("user", "municipality").prefetch_related("municipality__domains")
    found = []
    for claim in rows:
        domains = tuple(sorted(domain.domain for domain in claim.municipality.domains.all()))
        found.append(WaitingClaim(claim, rules.cautions(claim.email, domains), domains))
    return found


def latest_claim(user: User) -> Claim | None:
    """The person's last claim, decided or not."""
    return Claim.objects.filter(user=user).select_related("municipality").order_by("-claimed_at").first()


def example_people() -> QuerySet[Membership]:
    """The roles of the example data's people, in force: whom one can enter as."""
    rows = Membership.objects.in_force().filter(user__is_example=True, user__is_active=True)
    return rows.select_related("user", "organisation", "post__role").order_by("started_at", "pk")


def add_own_data(name: str, read: Callable[[User], object]) -> None:
    """Has a room above add what it keeps about a person to the person's own data, under this name."""
    _OWN_DATA[name] = read


def own_data(user: User) -> dict[str, Any]:
    """Everything the rooms and the log of acts keep about the person, as plain values; nothing about anybody else."""
    roles = Membership.objects.filter(user=user).select_related("organisation", "post__role").order_by("started_at")
    acts = AuditEntry.objects.filter(actor_id=user.pk).order_by("at", "pk")
    return {
        "person": {name: getattr(user, name) for name in PERSONAL},
        "addresses": list(EmailAddress.objects.filter(user=user).order_by("pk").values("email", "verified", "primary")),
        "roles": [
            {
                "role": row.role,
                "organisation": row.organisation.name if row.organisation else None,
                "post": row.post.name if row.post else None,
                "started_at": row.started_at,
                "ended_at": row.ended_at,
            }
            for row in roles
        ],
        "invitations": list(
            Invitation.objects.filter(email__in=[user.email])
            .order_by("pk")
            .values("organisation__name", "role", "created_at", "expires_at", "accepted_at", "withdrawn_at")
        ),
        "claims": list(
            Claim.objects.filter(user=user)
            .order_by("pk")
            .values("municipality__name", "email", "claimed_at", "granted_at", "refused_at", "reason")
        ),
        "mail_stopped": list(Suppression.objects.filter(email=user.email).values("reason", "created_at")),
        **{name: read(user) for name, read in _OWN_DATA.items()},
        "acts": list(acts.values("at", "verb", "subject_kind", "subject_id")),
    }


def role_name(role: str) -> str:
    """What the role is called in the middle of a sentence, in the reader's language."""
    return str(ROLE_WORDS[role]).lower()


def _active(**lookup: object) -> QuerySet[Membership]:
    rows = Membership.objects.in_force().filter(user__is_active=True, **lookup)
    return rows.select_related("user").order_by("started_at", "pk")


def _people(**lookup: object) -> QuerySet[User]:
    rows = User.objects.filter(is_active=True, memberships__ended_at__isnull=True, **lookup)
    return rows.annotate(since=Min("memberships__started_at")).order_by("since", "pk")
