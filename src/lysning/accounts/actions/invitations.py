"""Invitations: bound to one address, used once, with an end."""

import hashlib
import secrets
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lysning.accounts import queries, rules
from lysning.accounts.actions.memberships import start_membership
from lysning.accounts.events import InvitationSent
from lysning.accounts.models import Invitation, Membership, User
from lysning.core import audit, events
from lysning.core.actors import Actor
from lysning.core.refusal import STALE, TOO_MANY, Refused, refusal_words
from lysning.directory.models import Organisation, Post

MOST_OPEN = 200
refusal_words(
    role_not_here=_("This organisation has no members of that kind."),
    post_elsewhere=_("The post belongs to another municipality."),
    member_already=_("The person has this role already."),
    invitation_used=_("The invitation has been used."),
    invitation_withdrawn=_("The invitation has been withdrawn."),
    invitation_expired=_("The invitation has expired. Ask for a new one."),
    invitation_for_other=_("The invitation is for another address. Sign in with the address it was sent to."),
)
_ENDED = {"accepted": "invitation_used", "withdrawn": "invitation_withdrawn", "expired": "invitation_expired"}


def hash_of(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def invite(
    *,
    organisation: Organisation,
    role: str,
    email: str,
    post: Post | None = None,
    language: str = "da",
    by: Actor,
    at: datetime,
) -> Invitation:
    """Invites one address to one role for 14 days; an earlier open invitation to the same is withdrawn.

    Raises Refused: "role_not_here", "post_elsewhere", "post_is_held", "member_already", "too_many" (200 open ones).
    """
    email, token = email.strip().lower(), secrets.token_urlsafe(32)
    with transaction.atomic():
        list(Organisation.objects.select_for_update().filter(pk=organisation.pk))
        _check(organisation, role, email, post, at)
        same = Invitation.objects.filter(
            organisation=organisation, role=role, post=post, email=email, accepted_at=None, withdrawn_at=None
        )
        same.update(withdrawn_at=at)
        invitation = Invitation.objects.create(
            organisation=organisation,
            role=role,
            post=post,
            email=email,
            language=language,
            token_hash=hash_of(token),
            invited_by_id=by.user_id,
            created_at=at,
            expires_at=at + rules.INVITATION_LIFE,
        )
        audit.record("accounts.invite", invitation, by=by, at=at, role=role, organisation_id=organisation.pk)
        events.announce(InvitationSent(invitation.pk, token))
    return invitation


def withdraw_invitation(*, invitation: Invitation, by: Actor, at: datetime) -> Invitation:
    """Makes the invitation worthless at once. Raises Refused("stale") when it was used or withdrawn already."""
    with transaction.atomic():
        rows = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, withdrawn_at=None)
        if not rows.update(withdrawn_at=at):
            raise Refused(STALE)
        invitation.refresh_from_db()
        audit.record("accounts.withdraw_invitation", invitation, by=by, at=at)
    return invitation


def accept_invitation(*, invitation: Invitation, user: User, by: Actor, at: datetime) -> Membership:
    """Gives the person the role they were invited to, once.

    Raises Refused: "invitation_for_other" when none of the person's verified addresses is the invited one;
    "invitation_used", "invitation_withdrawn", "invitation_expired"; "post_is_held".
    """
    with transaction.atomic():
        row = Invitation.objects.select_for_update().get(pk=invitation.pk)
        state = rules.invitation_state(
            accepted_at=row.accepted_at, withdrawn_at=row.withdrawn_at, expires_at=row.expires_at, at=at
        )
        if state != "open":
            raise Refused(_ENDED[state])
        if row.email not in queries.verified_addresses(user):
            raise Refused("invitation_for_other")
        row.accepted_at = at
        row.save(update_fields=["accepted_at"])
        audit.record("accounts.accept_invitation", row, by=by, at=at)
        return start_membership(user=user, organisation=row.organisation, role=row.role, post=row.post, by=by, at=at)


def _check(organisation: Organisation, role: str, email: str, post: Post | None, at: datetime) -> None:
    if not rules.is_invitable(organisation.kind, role):
        raise Refused("role_not_here", field="role")
    if post is not None and post.municipality_id != organisation.pk:
        raise Refused("post_elsewhere", field="post")
    members = Membership.objects.in_force().filter(organisation=organisation)
    if members.filter(role=role, post=post, user__email=email).exists():
        raise Refused("member_already", field="email")
    if post is not None and members.filter(post=post).exists():
        raise Refused("post_is_held", field="post")
    if Invitation.objects.open(at).filter(organisation=organisation).count() >= MOST_OPEN:
        raise Refused(TOO_MANY)
