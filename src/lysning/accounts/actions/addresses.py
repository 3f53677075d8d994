"""Addresses that no longer want or take our mails."""

from datetime import datetime

from django.db import transaction

from lysning.accounts.models import Suppression
from lysning.core import audit
from lysning.core.actors import Actor


def suppress_address(*, email: str, reason: str, by: Actor, at: datetime) -> Suppression:
    """Stops our mails to the address for the reason (unsubscribed, bounced, complaint); the first reason stays."""
    with transaction.atomic():
        row, is_new = Suppression.objects.get_or_create(
            email=email.lower(), defaults={"reason": reason, "created_at": at}
        )
        if is_new:
            audit.record("accounts.suppress_address", row, by=by, at=at, reason=reason)
    return row


def resume_address(*, email: str, by: Actor, at: datetime) -> bool:
    """Lets our mails out again to an address whose owner had stopped them; True when there was something to resume."""
    with transaction.atomic():
        row = Suppression.objects.select_for_update().filter(email=email.lower(), reason="unsubscribed").first()
        if row is None:
            return False
        audit.record("accounts.resume_address", row, by=by, at=at)
        row.delete()
    return True
