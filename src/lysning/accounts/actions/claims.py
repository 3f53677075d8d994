"""Claims to coordinate a municipality."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lysning.accounts import queries, rules
from lysning.accounts.actions.memberships import start_membership
from lysning.accounts.events import ClaimDecided, MunicipalityClaimed
from lysning.accounts.models import Claim, User
from lysning.core import audit, events
from lysning.core.actors import Actor
from lysning.core.refusal import STALE, TOO_MANY, Refused, refusal_words
from lysning.directory.models import Municipality

MOST_WAITING = 3
refusal_words(
    coordinator_already=_("You are a coordinator of %(municipality)s already."),
    claim_waits=_("You have asked already. We look at it and write to you."),
    refusal_needs_reason=_("Write why, so that the person knows what to do."),
)


def claim_municipality(*, municipality: Municipality, user: User, by: Actor, at: datetime) -> Claim:
    """Asks to coordinate the municipality; granted at once with a verified address at a registered domain.

    Otherwise it waits for the operator, and so it does when the person was a coordinator there before: somebody has ended
    that. Raises Refused: "coordinator_already", "claim_waits", "too_many" (three waiting).
    """
    addresses = queries.verified_addresses(user)
    domains = municipality.domains.values_list("domain", flat=True)
    proof = rules.proving_address(addresses, domains)
    with transaction.atomic():
        list(User.objects.select_for_update().filter(pk=user.pk))
        roles = user.memberships.filter(organisation_id=municipality.pk, role="coordinator")
        if roles.in_force().exists():
            raise Refused("coordinator_already", field="municipality", municipality=municipality.name)
        waiting = Claim.objects.waiting().filter(user=user)
        if waiting.filter(municipality=municipality).exists():
            raise Refused("claim_waits", field="municipality")
        if waiting.count() >= MOST_WAITING:
            raise Refused(TOO_MANY)
        is_granted = proof is not None and not roles.exists()
        claim = Claim.objects.create(
            municipality=municipality,
            user=user,
            email=proof or (addresses[0] if addresses else user.email),
            claimed_at=at,
            granted_at=at if is_granted else None,
        )
        audit.record("accounts.claim_municipality", claim, by=by, at=at, is_granted=is_granted)
        if is_granted:
            start_membership(user=user, organisation=municipality, role="coordinator", by=by, at=at)
        events.announce(MunicipalityClaimed(claim.pk))
    return claim


def decide_claim(*, claim: Claim, is_granted: bool, reason: str = "", by: Actor, at: datetime) -> Claim:
    """The operator grants the claim, which makes the person coordinator, or refuses it with a reason.

    Raises Refused("refusal_needs_reason") and Refused("stale") when it was decided already.
    """
    if not is_granted and not reason:
        raise Refused("refusal_needs_reason", field="reason")
    with transaction.atomic():
        moment = {"granted_at": at} if is_granted else {"refused_at": at}
        if not Claim.objects.waiting().filter(pk=claim.pk).update(reason=reason, **moment):
            raise Refused(STALE)
        claim.refresh_from_db()
        audit.record("accounts.decide_claim", claim, by=by, at=at, is_granted=is_granted)
        if is_granted:
            start_membership(user=claim.user, organisation=claim.municipality, role="coordinator", by=by, at=at)
        events.announce(ClaimDecided(claim.pk))
    return claim
