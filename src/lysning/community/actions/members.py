"""Organisations come into a coalition, are answered, hand over and leave. All of it waits at the coalition's row."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from lysning.community.actions.words import checked, checked_mandate, lock_going
from lysning.community.events import MemberAsked, MemberDeclined, MemberJoined, MemberLeft, MemberRemoved
from lysning.community.models import Coalition, Member, Participant, Task
from lysning.community.queries.members import leaving_of
from lysning.community.rules import ASKED_WITHIN, MOST_ASKED, STEWARDS, TAKES_PART, Mandate
from lysning.core import audit, events
from lysning.core.actors import Actor
from lysning.core.clock import day_of
from lysning.core.examples import as_example
from lysning.core.refusal import TOO_MANY, Refused
from lysning.directory.models import Organisation


@transaction.atomic
def join(
    *,
    coalition: Coalition,
    organisation: Organisation,
    mandate: Mandate,
    message: str = "",
    by: Actor,
    at: datetime,
) -> Member:
    """Joins an open coalition at once, or asks the stewards: of one that is joined by request, or that has taken it out before.

    Announces MemberJoined or MemberAsked. Raises Refused: "community_cannot_join" for a supplier, "community_is_closed",
    "community_member_already", "community_asked_already", "too_many" (three in a week), at "mandate_on" or at a text.
    """
    if organisation.kind not in TAKES_PART or organisation.closed_at is not None:
        raise Refused("community_cannot_join")
    said, right = checked("message", message), checked_mandate(mandate, day_of(at))
    locked = lock_going(coalition)
    standing = Member.objects.filter(coalition=locked, organisation=organisation)
    if standing.in_force().exists():
        raise Refused("community_member_already", name=organisation.name)
    if standing.waiting().exists():
        raise Refused("community_asked_already", name=organisation.name)
    if standing.filter(asked_at__gt=at - ASKED_WITHIN).count() >= MOST_ASKED:
        raise Refused(TOO_MANY)
    member = Member.objects.create(
        coalition=locked,
        organisation=organisation,
        message=said,
        asked_by_id=by.user_id,
        asked_at=at,
        joined_at=at if locked.joining == "open" and not standing.exclude(removal_reason="").exists() else None,
        is_example=as_example(by, locked),
        **right,
    )
    if by.user_id is not None:
        Participant.objects.create(member=member, user_id=by.user_id, began_at=at)
    audit.record("community.join", member, by=by, at=at, coalition=locked.pk, organisation=organisation.pk)
    is_in = member.joined_at is not None
    events.announce(MemberJoined(member.pk, by.user_id) if is_in else MemberAsked(member.pk))
    return member


@transaction.atomic
def approve(*, member: Member, by: Actor, at: datetime) -> Member:
    """Lets in who has asked; announces MemberJoined.

    One conditional update: of an approval, a decline and a withdrawal at the same moment exactly one counts. Raises
    Refused("community_is_answered") for the others, or "community_is_closed".
    """
    lock_going(member.coalition)
    return _answered(member, "community.approve", MemberJoined(member.pk, by.user_id), by=by, at=at, joined_at=at)


@transaction.atomic
def decline(*, member: Member, reason: str, by: Actor, at: datetime) -> Member:
    """Says no to who has asked, with a reason; announces MemberDeclined. Raises Refused as `approve`, or at the reason."""
    words = checked("decline_reason", reason)
    lock_going(member.coalition)
    event = MemberDeclined(member.pk)
    return _answered(member, "community.decline", event, by=by, at=at, declined_at=at, decline_reason=words)


@transaction.atomic
def withdraw(*, member: Member, by: Actor, at: datetime) -> Member:
    """Takes one's request back while nobody has answered it. Raises Refused("community_is_answered")."""
    return _answered(member, "community.withdraw", None, by=by, at=at, withdrawn_at=at)


def _answered(member: Member, verb: str, event: object | None, *, by: Actor, at: datetime, **values: object) -> Member:
    if not Member.objects.waiting().filter(pk=member.pk).update(**values):
        raise Refused("community_is_answered")
    member.refresh_from_db()
    audit.record(verb, member, by=by, at=at, coalition=member.coalition_id, organisation=member.organisation_id)
    if event is not None:
        events.announce(event)
    return member


@transaction.atomic
def hand_over(*, member: Member, to: Member, stays: bool, by: Actor, at: datetime) -> Member:
    """Lets another member look after the coalition, together with this one (`stays`) or in its place.

    Raises Refused: "community_is_closed", "community_not_a_member", "community_successor".
    """
    locked = lock_going(member.coalition)
    mine = _in_force(member)
    if not mine.is_steward:
        raise Refused("community_not_a_member")
    _succeed(locked, to)
    if not stays:
        Member.objects.filter(pk=mine.pk).update(is_steward=False)
    audit.record("community.hand_over", mine, by=by, at=at, to=to.organisation_id, stays=stays)
    mine.refresh_from_db()
    return mine


@transaction.atomic
def leave(*, member: Member, note: str = "", successor: Member | None = None, by: Actor, at: datetime) -> Member:
    """Takes an organisation out of a coalition at once: its tasks lose their owner and nothing inside is seen any more.

    Announces MemberLeft. The last steward names a successor: Refused("community_needs_successor"); with nobody to take over
    the coalition is closed instead: Refused("community_must_close"). Raises Refused("community_not_a_member") when it has
    left already. A closed coalition can be left too.
    """
    words = checked("leaving_note", note)
    locked = Coalition.objects.select_for_update(of=("self",)).get(pk=member.coalition_id)
    mine = _in_force(member)
    facts = leaving_of(mine)
    if locked.closed_at is None and facts.is_last_steward:
        if facts.must_close:
            raise Refused("community_must_close")
        if successor is None:
            raise Refused("community_needs_successor", field="successor")
        _succeed(locked, successor, but_not=mine)
    _end(mine, at, leaving_note=words)
    audit.record("community.leave", mine, by=by, at=at, coalition=locked.pk, organisation=mine.organisation_id)
    events.announce(MemberLeft(mine.pk))
    mine.refresh_from_db()
    return mine


@transaction.atomic
def remove_member(*, member: Member, reason: str, by: Actor, at: datetime) -> Member:
    """Takes a member out of a coalition at once, with a reason that its people are told; announces MemberRemoved.

    What it saw it sees no more, as when it leaves by itself. One that looks after the coalition is not taken out:
    Refused("community_removes_steward"). Raises "community_is_closed", "community_not_a_member", or at the reason.
    """
    words = checked("removal_reason", reason)
    locked = lock_going(member.coalition)
    theirs = _in_force(member)
    if theirs.is_steward:
        raise Refused("community_removes_steward")
    people = list(Participant.objects.in_force().filter(member=theirs).values_list("user_id", flat=True))
    _end(theirs, at, removal_reason=words)
    audit.record(
        "community.remove_member", theirs, by=by, at=at, coalition=locked.pk, organisation=theirs.organisation_id
    )
    events.announce(MemberRemoved(theirs.pk, tuple(people)))
    theirs.refresh_from_db()
    return theirs


@transaction.atomic
def renew_mandate(*, member: Member, mandate: Mandate, by: Actor, at: datetime) -> Member:
    """Writes the decision down with which a member stays in; the day of the one before is kept in the log.

    Raises Refused: "community_is_closed", "community_not_a_member", "community_mandate_older" for a day before that of the
    mandate it has, or as `join` at the mandate.
    """
    right = checked_mandate(mandate, day_of(at))
    lock_going(member.coalition)
    mine = _in_force(member)
    if mandate.day < mine.mandate_on:
        raise Refused("community_mandate_older", field="mandate_on")
    before = f"{mine.mandate_on:%Y-%m-%d}"
    Member.objects.filter(pk=mine.pk).update(**right)
    audit.record("community.renew_mandate", mine, by=by, at=at, coalition=mine.coalition_id, before=before)
    mine.refresh_from_db()
    return mine


def _end(member: Member, at: datetime, **values: str) -> None:
    """Ends a membership with its people's part in the work; people before tasks, as in step_out."""
    Participant.objects.in_force().filter(member=member).update(ended_at=at)
    Task.objects.filter(owner__member=member, done_at__isnull=True).update(owner=None)
    Member.objects.filter(pk=member.pk).update(left_at=at, is_steward=False, **values)


def _in_force(member: Member) -> Member:
    row = Member.objects.in_force().select_for_update(of=("self",)).filter(pk=member.pk).first()
    if row is None:
        raise Refused("community_not_a_member")
    return row


def _succeed(coalition: Coalition, to: Member, *, but_not: Member | None = None) -> None:
    """Makes the member a steward; it must be one of this coalition, now, and of a kind that may look after it."""
    rows = Member.objects.in_force().filter(
        Q(pk=to.pk), coalition=coalition, organisation__kind__in=STEWARDS, organisation__closed_at__isnull=True
    )
    if but_not is not None:
        rows = rows.exclude(pk=but_not.pk)
    if not rows.update(is_steward=True):
        raise Refused("community_successor", field="successor")
