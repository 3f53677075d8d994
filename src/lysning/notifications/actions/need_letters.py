"""Mails about needs: to those whose word is asked for or answered. Everybody else follows, and hears on Mondays."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from lysning.accounts import queries as accounts
from lysning.accounts.models import User
from lysning.needs.models import CoSignature, Joining, Need, OfficialAnswer, SupportRequest
from lysning.notifications.actions.write import Recipient, write_each, write_mail
from lysning.notifications.models import Mail

SUPPORT = "support"
SUPPORT_KEPT = timedelta(days=1)
People = dict[str, str]
"""Address to language, each once."""


def write_support(*, request_id: int, token: str, at: datetime) -> Mail | None:
    """The link with which the owner of an address can support a need; the only copy of its token."""
    row = SupportRequest.objects.select_related("need__municipality").get(pk=request_id)
    context = {
        "title": row.need.title,
        "place": row.need.municipality.official_name,
        "url": settings.BASE_URL + reverse("needs:confirm_support", args=[token]),
    }
    return write_mail(
        cause=f"{SUPPORT}:{uuid4()}",
        kind=SUPPORT,
        to=row.email,
        language=row.language,
        context=context,
        at=at,
        is_example=row.need.is_example,
    )


@transaction.atomic
def forget_support_mails(*, at: datetime) -> int:
    """Deletes the mails with such links a day after they were written, so that nobody reads in them who supports what.

    Those that still wait for the mail server stay. Returns how many went.
    """
    old = Mail.objects.filter(kind=SUPPORT, created_at__lte=at - SUPPORT_KEPT)
    return old.exclude(state__in=("queued", "sending")).delete()[0]


def write_cosigned(*, cosignature_id: int, at: datetime) -> None:
    """To those who described the need: another municipality has it too, and says how it is with them."""
    row = CoSignature.objects.select_related("need", "municipality").get(pk=cosignature_id)
    context = {"place": row.municipality.official_name, "words": row.words, **_about(row.need)}
    _tell(_owners(row.need), "need_cosigned", f"cosigned:{row.pk}", context, row.need, at)


def write_answered(*, answer_id: int, at: datetime) -> None:
    """To the citizen who described the need: the municipality has answered."""
    row = OfficialAnswer.objects.select_related("need__municipality", "need__created_by").get(pk=answer_id)
    if row.need.is_citizens:
        context = {"place": row.need.municipality.official_name, "answer": row.text, **_about(row.need)}
        _tell(_owners(row.need), "need_replied", f"needanswer:{row.pk}", context, row.need, at)


def write_joined(*, joining_id: int, at: datetime) -> None:
    """To all who described or co-signed either need: they are joined; nothing is moved, and each may count at the other too."""
    row = _joining(joining_id)
    there = _about(row.into)
    for kind, people, url in (
        ("need_joined", _owners(row.need) | _signers(row.need), reverse("needs:cosign", args=[row.into.slug])),
        ("need_joined_here", _owners(row.into) | _signers(row.into), reverse("needs:need", args=[row.into.slug])),
    ):
        context = {
            "title": row.need.title,
            "other": there["title"],
            "reason": row.reason,
            "url": settings.BASE_URL + url,
        }
        _tell(people, kind, f"joined:{row.pk}:{kind}", context, row.need, at)


def write_separated(*, joining_id: int, at: datetime) -> None:
    """To the same people: the needs stand by themselves again."""
    row = _joining(joining_id)
    people = _owners(row.need) | _signers(row.need) | _owners(row.into) | _signers(row.into)
    context = {**_about(row.need), "other": row.into.title, "reason": row.separation_reason}
    _tell(people, "need_separated", f"separated:{row.pk}", context, row.need, at)


def _tell(people: People, kind: str, cause: str, context: dict[str, str], need: Need, at: datetime) -> None:
    told = [Recipient(email, language, str(nr)) for nr, (email, language) in enumerate(sorted(people.items()))]
    write_each(told, cause=cause, kind=kind, say=lambda: context, at=at, is_example=need.is_example)


def _about(need: Need) -> dict[str, str]:
    return {"title": need.title, "url": settings.BASE_URL + reverse("needs:need", args=[need.slug])}


def _owners(need: Need) -> People:
    """The citizen who wrote it; else whoever is reached at the post that declared it, else the coordinators."""
    if need.is_citizens:
        author = need.created_by
        return _addresses([author] if author is not None and author.is_active else [])
    contact = accounts.contacts([need.post_id]).get(need.post_id) if need.post_id else None
    if contact is not None:
        return {contact.email: contact.language}
    return _addresses(accounts.coordinators(need.municipality_id))


def _signers(need: Need) -> People:
    """Whoever is reached for each municipality that co-signs: at its post, else its coordinators."""
    rows = list(CoSignature.objects.standing().filter(need=need).values_list("post_id", "municipality_id"))
    contacts = accounts.contacts([post_id for post_id, _ in rows if post_id])
    found = {contact.email: contact.language for contact in contacts.values()}
    places = [place_id for post_id, place_id in rows if post_id not in contacts]
    coordinating = Q(memberships__role="coordinator", memberships__organisation__in=places)
    people = User.objects.filter(coordinating, memberships__ended_at__isnull=True, is_active=True)
    return found | _addresses(people if places else ())


def _addresses(people: Iterable[User]) -> People:
    return {person.email: person.language for person in people}


def _joining(joining_id: int) -> Joining:
    return Joining.objects.select_related("need", "into").get(pk=joining_id)
