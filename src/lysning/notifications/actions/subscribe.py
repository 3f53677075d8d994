"""Stopping and resuming our mails to an address, by the signed link at the foot of a mail."""

from dataclasses import dataclass
from datetime import datetime

from django.core import signing
from django.db import transaction

from lysning.accounts import actions as accounts
from lysning.core.actors import Actor
from lysning.notifications.actions.following import end_all
from lysning.notifications.actions.write import UNSUBSCRIBE_SALT, WEEKLY
from lysning.notifications.models import Subscription


@dataclass(frozen=True)
class Link:
    """The link at the foot of a mail: whom it was written to, and whether the mail was the weekly one."""

    email: str
    is_weekly: bool


def link_of(token: str) -> Link | None:
    """What the link says; None when the token is not ours."""
    try:
        said = signing.loads(token, salt=UNSUBSCRIBE_SALT)
    except signing.BadSignature:
        return None
    return Link(said, is_weekly=False) if isinstance(said, str) else Link(said[0], is_weekly=said[1] == WEEKLY)


@transaction.atomic
def unsubscribe(*, link: Link, by: Actor, at: datetime) -> None:
    """Stops our mails to the address, except those its owner asks for; a second time changes nothing.

    From the weekly mail it also ends what the address follows: that is in the same mail.
    """
    accounts.suppress_address(email=link.email, reason="unsubscribed", by=by, at=at)
    if link.is_weekly:
        end_all(rows=Subscription.objects.of_address(link.email), by=by, at=at)


def resubscribe(*, email: str, by: Actor, at: datetime) -> None:
    """Lets our mails to the address go out again, if it was its owner who had stopped them."""
    accounts.resume_address(email=email, by=by, at=at)
