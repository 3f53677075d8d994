"""Mails about people and their roles."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from lysning.accounts import queries as accounts
from lysning.accounts.models import Claim, Invitation, Membership
from lysning.notifications.actions.write import write_each, write_mail


def write_invitation(*, invitation_id: int, token: str, at: datetime) -> None:
    """The mail with the only copy of the invitation's token."""
    row = Invitation.objects.select_related("organisation", "invited_by", "post__role").get(pk=invitation_id)
    with translation.override(row.language):
        role = accounts.role_name(row.role)
        context = {
            "inviter": row.invited_by.name if row.invited_by else "",
            "place": row.organisation.name if row.organisation else "",
            "role": f"{role}, {row.post.name}" if row.post else role,
            "url": _address("accounts:invitation", token),
            "expires_at": row.expires_at,
        }
    write_mail(
        cause=f"invitation:{row.pk}",
        kind="invitation",
        to=row.email,
        language=row.language,
        context=context,
        at=at,
        is_example=bool(row.organisation and row.organisation.is_example),
    )


def write_claim(*, claim_id: int, at: datetime) -> None:
    """To the operators when the claim waits; to the municipality's other coordinators when it was granted at once."""
    claim = _claim(claim_id)
    if claim.granted_at is not None:
        _tell_coordinators(claim, at=at)
        return
    context = {**_about(claim), "url": _address("accounts:decide_claim", claim.pk)}
    write_each(
        accounts.platform_people("operator"),
        cause=f"claim:{claim.pk}:waiting",
        kind="claim_waiting",
        say=lambda: context,
        at=at,
        is_example=claim.user.is_example,
    )


def write_claim_decision(*, claim_id: int, at: datetime) -> None:
    """To the person, and to the municipality's other coordinators when it was a yes."""
    claim = _claim(claim_id)
    is_granted = claim.granted_at is not None
    write_mail(
        cause=f"claim:{claim.pk}:decided",
        kind="claim_decided",
        to=claim.email,
        language=claim.user.language,
        context={
            **_about(claim),
            "is_granted": is_granted,
            "reason": claim.reason,
            "url": _members(claim) if is_granted else _address("accounts:claim"),
        },
        at=at,
        is_example=claim.user.is_example,
    )
    if is_granted:
        _tell_coordinators(claim, at=at)


def write_ended_membership(*, membership_id: int, by_user_id: int | None, at: datetime) -> None:
    """To the person whose role was ended by somebody else; nothing when it was the person's own doing."""
    row = Membership.objects.select_related("user", "organisation").get(pk=membership_id)
    if row.user_id == by_user_id:
        return
    with translation.override(row.user.language):
        context = {
            "role": accounts.role_name(row.role),
            "place": row.organisation.name if row.organisation else "Lysning",
        }
    write_mail(
        cause=f"membership:{row.pk}:ended",
        kind="membership_ended",
        to=row.user.email,
        language=row.user.language,
        context=context,
        at=at,
        is_example=row.user.is_example,
    )


def _tell_coordinators(claim: Claim, *, at: datetime) -> None:
    context = {**_about(claim), "url": _members(claim)}
    write_each(
        accounts.coordinators(claim.municipality_id).exclude(pk=claim.user_id),
        cause=f"claim:{claim.pk}:granted",
        kind="coordinator_added",
        say=lambda: context,
        at=at,
        is_example=claim.user.is_example,
    )


def _claim(claim_id: int) -> Claim:
    return Claim.objects.select_related("user", "municipality").get(pk=claim_id)


def _about(claim: Claim) -> dict[str, str]:
    return {
        "person": claim.user.name,
        "email": claim.email,
        "municipality": claim.municipality.name,
    }


def _members(claim: Claim) -> str:
    return settings.BASE_URL + reverse(
        "accounts:members", kwargs={"kind": "municipality", "slug": claim.municipality.slug}
    )


def _address(name: str, *args: object) -> str:
    return settings.BASE_URL + reverse(name, args=args)
