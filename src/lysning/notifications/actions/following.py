"""Following: with an account at once, by an address alone once its owner has confirmed it."""

from datetime import datetime
from uuid import uuid4

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from lysning.accounts.models import User
from lysning.core import audit
from lysning.core.actors import SYSTEM, VISITOR, Actor
from lysning.core.refusal import Refused, refusal_words
from lysning.notifications.actions.write import FOLLOWING_SALT, following_url, write_mail
from lysning.notifications.models import Mail, Subscription, SubscriptionQuerySet
from lysning.notifications.queries.following import name_for_strangers, with_targets
from lysning.notifications.rules import CONFIRM_LIFE, MOST_FOLLOWED, Wanted

CONFIRM_SALT = "notifications.follow"

refusal_words(
    follow_link_ended=_("The link has been used up or is older than seven days. Follow it again to get a new one."),
    too_many_followed=_("You follow %(most)s things already. End one before you follow another."),
)


@transaction.atomic
def follow(*, wanted: Wanted, user: User, by: Actor, at: datetime) -> Subscription:
    """The person follows it from now on; a second time changes nothing. Raises Refused("too_many_followed")."""
    list(User.objects.select_for_update(no_key=True).filter(pk=user.pk))
    mine = Subscription.objects.filter(user=user)
    found = mine.filter(what=wanted.what).first()
    if found is not None:
        return found
    _check_room(mine)
    row = Subscription.objects.create(
        user=user, language=user.language, created_at=at, confirmed_at=at, what=wanted.what, **_target(wanted)
    )
    audit.record("notifications.follow", row, by=by, at=at, kind=row.kind)
    return row


@transaction.atomic
def ask_to_follow(*, wanted: Wanted, email: str, language: str, by: Actor, at: datetime) -> Mail | None:
    """Sends the address a mail with which its owner can confirm; nothing counts before that.

    The same is done whether the address is known or not, and whatever it follows: only its owner reads which it was.
    """
    new = {"language": language, "created_at": at, **_target(wanted)}
    row, is_new = Subscription.objects.get_or_create(user=None, email=email.lower(), what=wanted.what, defaults=new)
    if row.confirmed_at is None:
        Subscription.objects.filter(pk=row.pk).update(created_at=at, language=language)
    if is_new:
        audit.record("notifications.ask_to_follow", row, by=by, at=at, kind=row.kind)
    with translation.override(language):
        name = name_for_strangers(with_targets(Subscription.objects.filter(pk=row.pk)).get())
    context = {
        "name": name,
        "is_followed": row.confirmed_at is not None,
        "confirm_url": settings.BASE_URL + reverse("notifications:confirm", args=[_confirm_token(row)]),
        "following_url": following_url(row.email),
    }
    return write_mail(cause=f"follow:{uuid4()}", kind="follow", to=row.email, language=language, context=context, at=at)


def asked_by(token: str, at: datetime) -> Subscription | None:
    """The subscription that the link in the mail confirms; None when it is not ours, too old, or has been ended since."""
    try:
        pk, email = signing.loads(token, salt=CONFIRM_SALT)
    except (signing.BadSignature, ValueError):
        return None
    rows = Subscription.objects.filter(pk=pk, email=email, user__isnull=True, created_at__gt=at - CONFIRM_LIFE)
    return with_targets(rows).first()


def follower_of(token: str) -> str | None:
    """The address whose page of followed things the link opens; None when it is not ours."""
    try:
        return str(signing.loads(token, salt=FOLLOWING_SALT))
    except signing.BadSignature:
        return None


@transaction.atomic
def confirm(*, token: str, by: Actor, at: datetime) -> Subscription:
    """The owner of the address follows it from now on; a second time changes nothing.

    Raises Refused: "follow_link_ended", "too_many_followed".
    """
    found = asked_by(token, at)
    if found is None:
        raise Refused("follow_link_ended")
    row = Subscription.objects.select_for_update(of=("self",)).get(pk=found.pk)
    if row.confirmed_at is None:
        _check_room(Subscription.objects.of_address(row.email))
        row.confirmed_at = at
        row.save(update_fields=["confirmed_at"])
        audit.record("notifications.confirm_following", row, by=by, at=at, kind=row.kind)
    return row


@transaction.atomic
def follow_confirmed(*, wanted: Wanted, email: str, language: str, at: datetime) -> None:
    """The address follows it from now on: its owner has just asked for it through a link in a mail of ours.

    A second time changes nothing; who follows as many things as one may follows no more.
    """
    mine = Subscription.objects.of_address(email)
    if mine.filter(what=wanted.what).exists() or mine.count() >= MOST_FOLLOWED:
        return
    new = {"language": language, "created_at": at, "confirmed_at": at, **_target(wanted)}
    row, is_new = Subscription.objects.get_or_create(user=None, email=email.lower(), what=wanted.what, defaults=new)
    if not is_new:
        Subscription.objects.filter(pk=row.pk, confirmed_at__isnull=True).update(confirmed_at=at)
    audit.record("notifications.confirm_following", row, by=VISITOR, at=at, kind=row.kind)


@transaction.atomic
def end_subscription(*, subscription: Subscription, by: Actor, at: datetime) -> None:
    """The follower follows it no more; the row goes, and with the last one all that is kept about an address."""
    audit.record("notifications.end_following", subscription, by=by, at=at, kind=subscription.kind)
    subscription.delete()


@transaction.atomic
def end_all(*, rows: SubscriptionQuerySet, by: Actor, at: datetime) -> int:
    """Ends all of one follower's subscriptions; returns how many there were."""
    count = rows.delete()[0]
    if count:
        audit.record("notifications.end_all_following", None, by=by, at=at, count=count)
    return count


@transaction.atomic
def end_with_account(*, user: User, at: datetime) -> int:
    """Ends all that a person follows who deletes the account, with it or with an address of theirs; returns how many."""
    return end_all(rows=Subscription.objects.of_person(user), by=SYSTEM, at=at)


@transaction.atomic
def forget_unconfirmed(*, at: datetime) -> int:
    """Removes what nobody has confirmed within seven days. Returns how many."""
    return Subscription.objects.ended(at).delete()[0]


def _confirm_token(row: Subscription) -> str:
    return signing.dumps([row.pk, row.email], salt=CONFIRM_SALT)


def _check_room(mine: SubscriptionQuerySet) -> None:
    if mine.count() >= MOST_FOLLOWED:
        raise Refused("too_many_followed", most=MOST_FOLLOWED)


def _target(wanted: Wanted) -> dict[str, object]:
    if wanted.kind == "search":
        return {"kind": "search", "query": wanted.query, "marks": sorted(set(wanted.marks))}
    return {"kind": wanted.kind, f"{wanted.kind}_id": wanted.key}
