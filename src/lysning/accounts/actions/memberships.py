"""Roles that begin and end."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lysning.accounts import rules
from lysning.accounts.events import MembershipEnded, MembershipStarted
from lysning.accounts.models import PLATFORM_ROLES, Invitation, Membership, User
from lysning.core import audit, events
from lysning.core.actors import Actor
from lysning.core.refusal import STALE, Refused, refusal_words
from lysning.directory.models import Organisation, Post

refusal_words(
    last_owner=_(
        "%(organisation)s has nobody else who can invite people. Invite another owner first, then this role can end."
    ),
    last_operator=_("This is the last operator. Name another one first."),
    post_is_held=_("The post is held by somebody else. End that role first."),
    unknown_role=_("There is no such role."),
)


def start_membership(
    *, user: User, organisation: Organisation | None, role: str, post: Post | None = None, by: Actor, at: datetime
) -> Membership:
    """Gives the person the role; one they have already is returned unchanged.

    An owner stops being an editor of the same supplier. Raises Refused("post_is_held") when somebody else holds the post.
    """
    with transaction.atomic():
        _lock(organisation)
        if post is not None:
            held = Membership.objects.in_force().filter(post=post).exclude(user=user)
            if held.exists():
                raise Refused("post_is_held", field="post")
        row, is_new = Membership.objects.get_or_create(
            user=user, organisation=organisation, role=role, post=post, ended_at=None, defaults={"started_at": at}
        )
        if is_new:
            audit.record("accounts.start_membership", row, by=by, at=at, role=role, user_id=user.pk)
            events.announce(MembershipStarted(row.pk))
        if role == "supplier_owner":
            editor = Membership.objects.in_force().filter(user=user, organisation=organisation, role="supplier_editor")
            editor.update(ended_at=at)
    return row


def end_membership(*, membership: Membership, by: Actor, at: datetime) -> Membership:
    """Ends one role at once: the person's next request is judged without it.

    Also ends what the person left open there: their unanswered invitations are withdrawn when it was a leading role.
    Raises Refused("last_owner") for the last owner of a supplier, Refused("last_operator") for the last operator,
    Refused("stale") when it has ended already.
    """
    with transaction.atomic():
        _lock(membership.organisation)
        _refuse_last(membership)
        if not Membership.objects.in_force().filter(pk=membership.pk).update(ended_at=at):
            raise Refused(STALE)
        membership.refresh_from_db()
        _withdraw_left_open(membership, at=at)
        audit.record(
            "accounts.end_membership", membership, by=by, at=at, role=membership.role, user_id=membership.user_id
        )
        events.announce(MembershipEnded(membership.pk, by.user_id))
    return membership


def grant_platform_role(*, user: User, role: str, by: Actor, at: datetime) -> Membership:
    """Makes the person moderator or operator of the whole platform. Raises Refused("unknown_role") for any other role."""
    if role not in PLATFORM_ROLES:
        raise Refused("unknown_role", field="role")
    return start_membership(user=user, organisation=None, role=role, by=by, at=at)


def is_last(membership: Membership) -> bool:
    """True when nobody else has this leading role: the organisation, or the platform, would be without a way in."""
    if membership.role not in {"supplier_owner", "operator"}:
        return False
    rows = Membership.objects.in_force().filter(
        role=membership.role, organisation=membership.organisation, user__is_active=True
    )
    return not rows.exclude(user_id=membership.user_id).exists()


def _refuse_last(membership: Membership) -> None:
    if is_last(membership):
        organisation = membership.organisation
        raise Refused("last_owner", organisation=organisation.name) if organisation else Refused("last_operator")


def _withdraw_left_open(membership: Membership, *, at: datetime) -> None:
    if membership.organisation is None or membership.role != rules.LEADING_ROLE.get(membership.organisation.kind):
        return
    rows = Invitation.objects.open(at).filter(organisation=membership.organisation, invited_by_id=membership.user_id)
    rows.update(withdrawn_at=at)


def _lock(organisation: Organisation | None) -> None:
    """Two who leave at the same moment are judged one after the other."""
    if organisation is None:
        list(Membership.objects.select_for_update().in_force().filter(organisation__isnull=True).order_by("pk"))
    else:
        list(Organisation.objects.select_for_update().filter(pk=organisation.pk))
