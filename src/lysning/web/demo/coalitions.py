"""Example coalitions, made by the same acts as real ones; nobody has decided any of it."""

import tomllib
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from lysning.accounts.models import Membership
from lysning.community import actions
from lysning.community.models import Coalition, Member, Participant
from lysning.community.permissions import TAKING_PART
from lysning.community.rules import Mandate
from lysning.core.actors import SYSTEM, Actor
from lysning.core.clock import day_of
from lysning.directory.models import Municipality, Organisation, Partner
from lysning.needs.models import Need
from lysning.taxonomy.models import ServiceArea, Topic

FILE = Path(__file__).resolve().parent / "data" / "coalitions.toml"


def write_coalitions(*, at: datetime) -> int:
    """Writes the example coalitions as if they had come about before `at`; returns how many."""
    written: dict[str, list[dict[str, Any]]] = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return sum(_coalition(row, at) for row in written["coalition"])


def _coalition(row: Mapping[str, Any], at: datetime) -> bool:
    begun = at - timedelta(weeks=row["weeks_ago"])
    subject = _subject(row["around"])
    first, *others = [(each, _organisation(each)) for each in row["members"]]
    if subject is None or first[1] is None:
        return False
    next_days = row.get("next_step_in_days")
    coalition = actions.start_coalition(
        organisation=first[1],
        subject=subject,
        area=ServiceArea.objects.get(key=row["area"]),
        title=row["title"],
        purpose=row["purpose"],
        joining=row["joining"],
        next_step=row["next_step"],
        next_step_on=day_of(at + timedelta(days=next_days)) if next_days else None,
        mandate=_mandate(first[0], begun),
        is_example=True,
        by=_person(first[1]),
        at=begun,
    )
    for each, organisation in others:
        if organisation is not None:
            when = at - timedelta(weeks=each["weeks_ago"])
            member = _join(coalition, each, organisation, when)
            if member.joined_at is None:
                actions.approve(member=member, by=SYSTEM, at=when + timedelta(days=2))
    asking = row.get("asks")
    if asking and (organisation := _organisation(asking)) is not None:
        _join(coalition, asking, organisation, at - timedelta(days=2))
    _contents(coalition, row, at)
    return True


def _contents(coalition: Coalition, row: Mapping[str, Any], at: datetime) -> None:
    members = list(Member.objects.in_force().filter(coalition=coalition).select_related("organisation"))
    for said in row.get("decisions", ()):
        _decision(coalition, said, at)
    owner = Participant.objects.in_force().filter(member=members[0]).first()
    for each in row.get("tasks", ()):
        task = actions.add_task(
            coalition=coalition,
            key=uuid4(),
            title=each["title"],
            owner=owner if each.get("own") else None,
            due_on=day_of(at + timedelta(days=each["days"])),
            by=SYSTEM,
            at=at - timedelta(weeks=3),
        )
        if each.get("is_done"):
            actions.settle_task(task=task, is_done=True, by=SYSTEM, at=at - timedelta(days=5))
    for number, each in enumerate(row.get("posts", ())):
        member, when = members[number % len(members)], at - timedelta(weeks=each["weeks_ago"], hours=-number)
        by = _person(member.organisation)
        actions.write_post(member=member, key=uuid4(), text=each["text"], mentioned=(), by=by, at=when)
    if ended := row.get("closed"):
        when = at - timedelta(weeks=ended["weeks_ago"])
        actions.close_coalition(coalition=coalition, note=ended["note"], by=SYSTEM, at=when)


def _decision(coalition: Coalition, said: Mapping[str, Any], at: datetime) -> None:
    when = at - timedelta(weeks=said["weeks_ago"])
    facts = {"title": said["title"], "decided_on": day_of(when), "is_public": said.get("public", False)}
    first = said.get("was", said["text"])
    decision = actions.record_decision(coalition=coalition, key=uuid4(), text=first, by=SYSTEM, at=when, **facts)
    if "was" in said:
        later = when + timedelta(weeks=3)
        new = {**facts, "text": said["text"], "note": said["why"]}
        actions.revise_decision(decision=decision, revision=1, by=SYSTEM, at=later, **new)


def _join(coalition: Coalition, each: Mapping[str, Any], organisation: Organisation, at: datetime) -> Member:
    return actions.join(
        coalition=coalition,
        organisation=organisation,
        mandate=_mandate(each, at),
        message=each.get("message", ""),
        by=_person(organisation),
        at=at,
    )


def _mandate(each: Mapping[str, Any], at: datetime) -> Mandate:
    return Mandate(each["mandate"], day_of(at - timedelta(days=each["days_before"])))


def _subject(around: Mapping[str, Any]) -> Need | Topic | None:
    if "need" in around:
        return Need.objects.filter(slug=f"eksempel-{around['need']}", is_example=True).first()
    return Topic.objects.accepted().filter(key=around["topic"]).first()


def _organisation(each: Mapping[str, Any]) -> Organisation | None:
    if "partner" in each:
        return Partner.objects.filter(name=each["partner"]).first()
    return Municipality.objects.filter(code=each["municipality"]).first()


def _person(organisation: Organisation) -> Actor:
    """The example's own person there, if it has one; otherwise nobody."""
    roles = Membership.objects.in_force().filter(organisation=organisation, role__in=TAKING_PART, user__is_example=True)
    user_id = roles.order_by("role", "pk").values_list("user_id", flat=True).first()
    return Actor(user_id) if user_id else SYSTEM
