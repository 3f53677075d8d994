"""Support by people: one each, by the person's own hand, and never moved."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from lysning.accounts.models import User
from lysning.accounts.queries import verified_addresses
from lysning.core import audit, events
from lysning.core.actors import VISITOR
from lysning.core.clock import day_of
from lysning.core.locks import lock
from lysning.core.refusal import Refused, refusal_words
from lysning.needs.events import SupportAsked, SupportBurst, SupportConfirmed
from lysning.needs.models import Need, Support, SupportPace, SupportRequest
from lysning.needs.queries.addresses import person_keys, throwaway_domains
from lysning.needs.queries.own import own_support
from lysning.needs.rules import KEPT_FOR, LINK_LIFE, hour_of, is_burst, is_throwaway

refusal_words(
    support_link_ended=_(
        "The link is older than seven days, or there is a newer one. Ask for a new mail from the need."
    ),
    support_address_throwaway=_("Mail addresses of this kind last for minutes. Use one that you keep."),
    support_address_unverified=_("Confirm your e-mail first. Then your support counts."),
    support_need_closed=_("The need is closed, so it takes no more support."),
)


@dataclass(frozen=True)
class Asked:
    """What a link from a mail is about: the request, and whether its person supports the need already."""

    request: SupportRequest
    counts: bool


@transaction.atomic
def ask_to_support(*, need: Need, email: str, language: str, at: datetime) -> None:
    """Sends the address a link with which its owner can support the need; nothing counts before that.

    The same is done whether the address supports the need already or not. Raises Refused at "email", or "support_need_closed".
    """
    _check_open(need)
    if is_throwaway(email, throwaway_domains()):
        raise Refused("support_address_throwaway", field="email")
    token = secrets.token_urlsafe(24)
    fresh = {"token_hash": _hash(token), "language": language, "created_at": at}
    row, is_new = SupportRequest.objects.update_or_create(need=need, email=email.strip().lower(), defaults=fresh)
    if is_new:
        _count(need, at, asked=1)
    events.announce(SupportAsked(row.pk, token))


def asked_by(token: str, at: datetime) -> Asked | None:
    """What the link is about; None when it is not ours, too old, or the need is not public any more."""
    rows = SupportRequest.objects.select_related("need__municipality", "need__area")
    row = rows.filter(token_hash=_hash(token), created_at__gt=at - LINK_LIFE, need__in=Need.objects.public()).first()
    if row is None:
        return None
    return Asked(row, _found(row.need_id, _keys_of(row)) is not None)


@transaction.atomic
def confirm_support(*, token: str, wants_news: bool, at: datetime) -> Need:
    """The owner of the address supports the need from now on; a second time changes nothing. The address is forgotten.

    With `wants_news` SupportConfirmed tells the address to whoever keeps what people follow. Raises Refused:
    "support_link_ended", "support_need_closed".
    """
    row = _locked_request(token, at)
    email, keys = row.email, _keys_of(row)
    row.email, row.person = "", _give(row.need, keys, at)
    row.save(update_fields=["email", "person"])
    if wants_news and email:
        events.announce(SupportConfirmed(row.need_id, email, row.language))
    return row.need


@transaction.atomic
def take_back_by_link(*, token: str, at: datetime) -> Need:
    """The owner of the address supports the need no more; a second time changes nothing.

    Raises Refused("support_link_ended").
    """
    row = _locked_request(token, at)
    _take(row.need, _keys_of(row), at)
    return row.need


@transaction.atomic
def support_need(*, need: Need, user: User, at: datetime) -> None:
    """The person supports the need from now on; a second time changes nothing.

    Raises Refused: "support_need_closed", "support_address_unverified", "support_address_throwaway".
    """
    _check_open(need)
    addresses = verified_addresses(user)
    if not addresses:
        raise Refused("support_address_unverified")
    if all(is_throwaway(email, throwaway_domains()) for email in addresses):
        raise Refused("support_address_throwaway")
    _give(need, person_keys(need.pk, user.email), at)


@transaction.atomic
def take_back_support(*, need: Need, user: User, at: datetime) -> None:
    """The person supports the need no more; a second time changes nothing."""
    _take(need, person_keys(need.pk, user.email), at)


@transaction.atomic
def forget_person(*, user: User, at: datetime) -> int:
    """Ends the person's support everywhere and removes the person's needs that no moderator has let through.

    Returns how many needs lose a supporter.
    """
    rows = own_support(user)
    for row in rows:
        audit.record("needs.take_back_support", row.need, by=VISITOR, at=at)
    Support.objects.filter(pk__in=[row.pk for row in rows]).delete()
    Need.objects.filter(created_by=user, is_citizens=True, waiting_since__isnull=False).delete()
    return len(rows)


def supports(need_id: int, user: User) -> bool:
    """True when the person supports the need. Two queries."""
    return _found(need_id, person_keys(need_id, user.email)) is not None


@transaction.atomic
def forget_requests(*, at: datetime) -> int:
    """Removes links past their end with the addresses nobody has confirmed, and the hours that are too old to tell of a burst.

    Returns how many links went.
    """
    SupportPace.objects.filter(hour__lte=at - KEPT_FOR).delete()
    return SupportRequest.objects.filter(created_at__lte=at - LINK_LIFE).delete()[0]


def _give(need: Need, keys: tuple[str, ...], at: datetime) -> str:
    """Counts the person once, whatever happens at the same moment; returns what stands for the person.

    The log says that it happened, not by whom.
    """
    _check_open(need)
    lock(f"needs.support:{need.pk}:{keys[-1]}")
    if (known := _found(need.pk, keys)) is not None:
        return known.person
    Support.objects.create(need=need, person=keys[0], given_on=day_of(at), is_example=need.is_example)
    audit.record("needs.support_need", need, by=VISITOR, at=at)
    _count(need, at, confirmed=1)
    return keys[0]


def _take(need: Need, keys: tuple[str, ...], at: datetime) -> None:
    if Support.objects.filter(need=need, person__in=keys).delete()[0]:
        audit.record("needs.take_back_support", need, by=VISITOR, at=at)


def _found(need_id: int, keys: tuple[str, ...]) -> Support | None:
    return Support.objects.filter(need_id=need_id, person__in=keys).first()


def _keys_of(row: SupportRequest) -> tuple[str, ...]:
    return (row.person,) if row.person else person_keys(row.need_id, row.email)


def _locked_request(token: str, at: datetime) -> SupportRequest:
    rows = SupportRequest.objects.select_for_update(of=("self",)).select_related("need")
    row = rows.filter(token_hash=_hash(token), created_at__gt=at - LINK_LIFE, need__in=Need.objects.public()).first()
    if row is None:
        raise Refused("support_link_ended")
    return row


def _count(need: Need, at: datetime, *, asked: int = 0, confirmed: int = 0) -> None:
    """Adds to the hour's numbers, and announces SupportBurst the first time in a day that they are out of the ordinary."""
    hour = hour_of(at)
    SupportPace.objects.get_or_create(need=need, hour=hour)
    rows = SupportPace.objects.filter(need=need, hour=hour)
    rows.update(asked=F("asked") + asked, confirmed=F("confirmed") + confirmed)
    now = rows.get()
    week = SupportPace.objects.filter(need=need, hour__gt=at - KEPT_FOR).exclude(pk=now.pk)
    earlier = list(week.values_list("confirmed", flat=True))
    if not is_burst(now.confirmed, now.asked, earlier) or week.filter(alarmed_at__date=at.date()).exists():
        return
    if rows.filter(alarmed_at__isnull=True).update(alarmed_at=at):
        events.announce(SupportBurst(need.pk, now.confirmed, max(0, now.asked - now.confirmed)))


def _check_open(need: Need) -> None:
    if need.closed_at is not None:
        raise Refused("support_need_closed")


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
