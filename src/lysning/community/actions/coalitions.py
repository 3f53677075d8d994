"""A coalition begins, says otherwise, moves its next step, closes; and is hidden or shown by the moderators."""

import secrets
from datetime import date, datetime

from django.db import transaction

from lysning.catalogue.models import Solution
from lysning.community.actions.words import all_checked, checked, checked_mandate, lock_going
from lysning.community.events import CoalitionChanged, MemberDeclined, MemberJoined
from lysning.community.models import Coalition, Member, Participant
from lysning.community.rules import STEWARDS, Mandate
from lysning.core import audit, events, sight
from lysning.core.actors import Actor
from lysning.core.clock import day_of
from lysning.core.examples import as_example
from lysning.core.plaintext import slug_of
from lysning.core.refusal import STALE, Refused
from lysning.core.revisions import update_unchanged
from lysning.directory.models import Organisation
from lysning.needs.models import Need
from lysning.taxonomy.models import ServiceArea, Topic

Subject = Need | Topic | Solution


@transaction.atomic
def start_coalition(
    *,
    organisation: Organisation,
    subject: Subject,
    area: ServiceArea,
    title: str,
    purpose: str,
    joining: str,
    next_step: str,
    next_step_on: date | None,
    mandate: Mandate,
    by: Actor,
    at: datetime,
    is_example: bool = False,
) -> Coalition:
    """Begins a coalition around a need, topic or solution, with the organisation as its first member and steward.

    Announces CoalitionChanged and MemberJoined. Raises Refused: "community_cannot_start",
    "community_subject", at "mandate_on", or at a text that is missing, too long or holds a personal number.
    """
    if organisation.kind not in STEWARDS:
        raise Refused("community_cannot_start")
    words = all_checked({"title": title, "purpose": purpose, "next_step": next_step})
    right = checked_mandate(mandate, day_of(at))
    coalition = Coalition.objects.create(
        slug=f"{slug_of(words['title'])}-{secrets.token_hex(3)}",
        area=area,
        joining=joining,
        next_step_on=next_step_on,
        created_at=at,
        is_example=is_example or as_example(by, subject),
        **words,
        **_subject(subject),
    )
    member = Member.objects.create(
        coalition=coalition,
        organisation=organisation,
        asked_by_id=by.user_id,
        asked_at=at,
        joined_at=at,
        is_steward=True,
        is_example=coalition.is_example,
        **right,
    )
    if by.user_id is not None:
        Participant.objects.create(member=member, user_id=by.user_id, began_at=at)
    audit.record("community.start", coalition, by=by, at=at, organisation=organisation.pk)
    events.announce(CoalitionChanged(coalition.pk, "started"))
    events.announce(MemberJoined(member.pk, by.user_id))
    return coalition


@transaction.atomic
def edit_coalition(
    *,
    coalition: Coalition,
    revision: int,
    title: str,
    purpose: str,
    joining: str,
    area: ServiceArea,
    by: Actor,
    at: datetime,
) -> Coalition:
    """Says otherwise what it is for and how one joins. Raises Refused at a text, "community_is_closed" or "stale"."""
    words = all_checked({"title": title, "purpose": purpose})
    locked = _locked(coalition, revision)
    fresh = update_unchanged(locked, revision=revision, joining=joining, area=area, **words)
    audit.record("community.edit_coalition", fresh, by=by, at=at, joining=joining)
    return fresh


@transaction.atomic
def set_next_step(
    *, coalition: Coalition, revision: int, next_step: str, next_step_on: date | None, by: Actor, at: datetime
) -> Coalition:
    """Says what happens next, and by when. Raises Refused at "next_step", "community_is_closed" or "stale"."""
    words = checked("next_step", next_step)
    locked = _locked(coalition, revision)
    fresh = update_unchanged(locked, revision=revision, next_step=words, next_step_on=next_step_on)
    audit.record("community.set_next_step", fresh, by=by, at=at)
    return fresh


@transaction.atomic
def close_coalition(*, coalition: Coalition, note: str, by: Actor, at: datetime) -> Coalition:
    """Closes a coalition with a word on what came of it; what it has done stays, and who still asked is told.

    Announces CoalitionChanged, and MemberDeclined for each that waited. Raises Refused at "closing_note" or
    "community_is_closed".
    """
    words = checked("closing_note", note)
    locked = lock_going(coalition)
    locked.closed_at, locked.closing_note, locked.revision = at, words, locked.revision + 1
    locked.save(update_fields=["closed_at", "closing_note", "revision"])
    for member in list(Member.objects.waiting().filter(coalition=locked).order_by("pk")):
        member.declined_at, member.decline_reason = at, words
        member.save(update_fields=["declined_at", "decline_reason"])
        events.announce(MemberDeclined(member.pk))
    audit.record("community.close", locked, by=by, at=at)
    events.announce(CoalitionChanged(locked.pk, "closed"))
    return locked


@transaction.atomic
def hide_coalition(*, coalition: Coalition, reason: str, by: Actor, at: datetime) -> Coalition:
    """Takes a coalition out of sight with a reason; announces CoalitionChanged.

    What is hidden already stays so from when it was, with the new reason.
    """
    if sight.hide(coalition, "community.hide_coalition", checked("hidden_reason", reason), by=by, at=at):
        events.announce(CoalitionChanged(coalition.pk, "hidden"))
    return coalition


@transaction.atomic
def show_coalition(*, coalition: Coalition, by: Actor, at: datetime) -> Coalition:
    """Puts a hidden coalition back; announces CoalitionChanged. Showing what is shown changes nothing."""
    if sight.show(coalition, "community.show_coalition", by=by, at=at):
        events.announce(CoalitionChanged(coalition.pk, "shown"))
    return coalition


def _locked(coalition: Coalition, revision: int) -> Coalition:
    locked = lock_going(coalition)
    if locked.revision != revision:
        raise Refused(STALE)
    return locked


def _subject(subject: Subject) -> dict[str, Subject]:
    """The subject in its column; of each kind only what everyone can see."""
    if isinstance(subject, Need):
        is_seen = Need.objects.open().filter(pk=subject.pk).exists()
    elif isinstance(subject, Topic):
        is_seen = Topic.objects.accepted().filter(pk=subject.pk).exists()
    else:
        is_seen = Solution.objects.public().filter(pk=subject.pk).exists()
    if not is_seen:
        raise Refused("community_subject")
    return {type(subject).__name__.lower(): subject}
