"""Coalitions through the room's own actions, so that they are what they would be."""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from uuid import uuid4

from tests.factories.accounts import actor_of, make_member
from tests.factories.directory import make_municipality
from tests.factories.needs import make_need

from lysning.community import actions
from lysning.community.models import Member, Participant
from lysning.community.rules import Mandate
from lysning.core.actors import SYSTEM

_number = count(1)
AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
LATER = AT + timedelta(days=1)
MANDATE = Mandate("Sundhedsudvalget", date(2026, 10, 20))


def person_of(organisation, **fields):
    """Somebody who acts for the organisation: a coordinator, or a partner's employee."""
    role = "partner" if organisation.kind == "partner" else "coordinator"
    return make_member(organisation=organisation, role=role, **fields)


def make_coalition(organisation=None, *, subject=None, by=None, at=AT, **values):
    """A coalition at work; its first member looks after it."""
    organisation = organisation or make_municipality()
    defaults = {
        "title": f"Fællesskab {next(_number)}",
        "purpose": "Vi vil finde ud af, om natlige fald kan undgås.",
        "joining": "request",
        "next_step": "Vi mødes og deler vores tal.",
        "next_step_on": date(2026, 12, 1),
        "mandate": MANDATE,
    }
    subject = subject or make_need(organisation)
    return actions.start_coalition(
        organisation=organisation,
        subject=subject,
        area=values.pop("area", None) or subject.area,
        by=actor_of(by or person_of(organisation)),
        at=at,
        **{**defaults, **values},
    )


def steward_of(coalition):
    """The first steward's membership."""
    return Member.objects.filter(coalition=coalition, is_steward=True).order_by("pk").first()


def ask(coalition, organisation=None, *, by=None, at=AT, **values):
    """A request to join (or, in an open coalition, a membership)."""
    organisation = organisation or make_municipality()
    by = by or person_of(organisation)
    facts = {"mandate": MANDATE, **values}
    return actions.join(coalition=coalition, organisation=organisation, by=actor_of(by), at=at, **facts)


def enter(coalition, organisation=None, *, by=None, at=AT, **values):
    """A membership in force, through a request that is granted."""
    member = ask(coalition, organisation, by=by, at=at, **values)
    if member.joined_at is None:
        member = actions.approve(member=member, by=actor_of(make_member(role="operator")), at=at)
    return member


def make_decision(coalition, *, by=SYSTEM, at=AT, **values):
    """A decision of the coalition, for its members alone unless said otherwise."""
    defaults = {
        "title": f"Beslutning {next(_number)}",
        "text": "Vi prøver gulvsensorer på to plejehjem.",
        "decided_on": date(2026, 11, 1),
        "is_public": False,
        "key": uuid4(),
    }
    return actions.record_decision(coalition=coalition, by=by, at=at, **{**defaults, **values})


def make_task(coalition, owner=None, *, by=SYSTEM, at=AT, **values):
    defaults = {"title": f"Opgave {next(_number)}", "due_on": date(2026, 12, 8), "key": uuid4()}
    return actions.add_task(coalition=coalition, owner=owner, by=by, at=at, **{**defaults, **values})


def make_post(member, text="Vi har talt fald i tre måneder.", *, by=SYSTEM, at=AT, mentioned=(), key=None):
    return actions.write_post(member=member, key=key or uuid4(), text=text, mentioned=mentioned, by=by, at=at)


def make_document(
    member, content=b"dag;fald\n1;3\n", *, name="tal.csv", title="Vores tal", by=SYSTEM, at=AT, key=None, **more
):
    facts = more | {"title": title, "name": name, "content": content, "key": key or uuid4()}
    return actions.add_document(member=member, by=by, at=at, **facts)


def participant_of(member, user=None):
    """The person who takes part for this member; the first, or this one."""
    rows = Participant.objects.in_force().filter(member=member)
    return (rows.filter(user=user) if user else rows).first()


class World:
    """One of everything of a coalition: with a request that waits, and things one member has put in."""

    def __init__(self, organisation, need, by):
        actor = actor_of(by)
        self.coalition = make_coalition(organisation, subject=need, by=by)
        member = steward_of(self.coalition)
        self.asked = ask(self.coalition)
        self.decision = make_decision(self.coalition, by=actor)
        self.task = make_task(self.coalition, by=actor)
        self.post = make_post(member, by=actor)
        self.document = make_document(member, by=actor)
        self.removed_document = make_document(member, b"dag;fald\n2;4\n", by=actor)
        actions.remove_document(document=self.removed_document, by=actor, at=AT)
        self.removed_document.refresh_from_db()
