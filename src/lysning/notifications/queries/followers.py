"""Followers by address, a block at a time, so that ten thousand cost no more memory than a few hundred."""

from collections.abc import Collection, Mapping, Sequence

from django.db.models import Case, F, Q, TextField, When
from django.db.models.functions import Cast, Collate, Lower

from lysning.notifications.models import Subscription, SubscriptionQuerySet
from lysning.notifications.queries.following import with_targets

ADDRESS = Collate(Cast(Case(When(user__isnull=False, then=Lower("user__email")), default=F("email")), TextField()), "C")
"""Where a subscription's mails go. In the order of its letters' codes, which is Python's too."""


def addresses_after(last: str, *, among: Collection[str], most: int) -> list[str]:
    """The next addresses after `last`, in order, at most so many: of those who follow something, and those in `among`."""
    rows = _counting().annotate(address=ADDRESS).filter(address__gt=last).order_by("address")
    following = list(rows.values_list("address", flat=True).distinct()[:most])
    others = sorted(address for address in among if address > last)
    return sorted({*following, *others[:most]})[:most]


def subscriptions_of(addresses: Sequence[str]) -> Mapping[str, Sequence[Subscription]]:
    """What each of the addresses follows, the oldest first; those that follow nothing are left out. One query."""
    found: dict[str, list[Subscription]] = {}
    rows = _counting().annotate(address=ADDRESS).filter(address__in=addresses)
    for row in with_targets(rows).order_by("created_at", "pk"):
        found.setdefault(row.user.email.lower() if row.user else row.email, []).append(row)
    return found


def _counting() -> SubscriptionQuerySet:
    active = Q(user__isnull=True) | Q(user__is_active=True)
    return Subscription.objects.confirmed().filter(active)
