"""Stopping and resuming our mails to an address, by the signed link at the foot of a mail."""

from datetime import datetime

from django.core import signing

from lysning.accounts import actions as accounts
from lysning.core.actors import Actor
from lysning.notifications.actions.write import UNSUBSCRIBE_SALT


def address_of(token: str) -> str | None:
    """The address that the link was written to; None when the token is not ours."""
    try:
        return str(signing.loads(token, salt=UNSUBSCRIBE_SALT))
    except signing.BadSignature:
        return None


def unsubscribe(*, email: str, by: Actor, at: datetime) -> None:
    """Stops our mails to the address, except those its owner asks for; a second time changes nothing."""
    accounts.suppress_address(email=email, reason="unsubscribed", by=by, at=at)


def resubscribe(*, email: str, by: Actor, at: datetime) -> None:
    """Lets our mails to the address go out again, if it was its owner who had stopped them."""
    accounts.resume_address(email=email, by=by, at=at)
