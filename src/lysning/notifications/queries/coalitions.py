"""What is new in coalitions: for everyone who follows, and what only the members may know."""

from datetime import datetime
from typing import Protocol

from django.urls import reverse

from lysning.accounts.models import Membership
from lysning.community.models import Coalition, Decision, Member
from lysning.community.permissions import TAKING_PART
from lysning.notifications.rules import Event, News

Window = tuple[datetime, datetime]


class Found(Protocol):
    """Where the news go."""

    inner: dict[tuple[int, int], list[News]]

    def add(self, news: News, *targets: tuple[str, int]) -> None:
        """Adds one piece of news about these."""


def add_coalitions(found: Found, window: Window) -> None:
    """Coalitions that have begun or closed, for those who follow the area too; members and decisions of those followed.

    Six queries, however much it is.
    """
    rows = Coalition.objects.public()
    _add_public(found, window)
    for member in (
        Member.objects.in_force()
        .filter(coalition__in=rows, **_within("joined_at", window))
        .select_related("coalition", "organisation")
    ):
        if member.joined_at is not None and member.joined_at > member.coalition.created_at:
            news = _news(member.coalition, "member", member.joined_at, member.organisation.name)
            found.add(news, ("coalition", member.coalition_id), ("municipality", member.organisation_id))
    decisions = Decision.objects.filter(coalition__in=rows, **_within("created_at", window)).select_related("coalition")
    inner = []
    for decision in decisions:
        if decision.is_public:
            news = _news(decision.coalition, "decision", decision.created_at, decision.title)
            found.add(news, ("coalition", decision.coalition_id))
        else:
            inner.append(decision)
    _add_inner(found, inner)


def _add_public(found: Found, window: Window) -> None:
    rows = Coalition.objects.public()
    for row in rows.filter(**_within("created_at", window), closed_at__isnull=True):
        found.add(_news(row, "coalition_started", row.created_at, ""), ("area", row.area_id), *_around(row))
    for row in rows.filter(**_within("closed_at", window)):
        news = _news(row, "coalition_closed", row.closed_at or window[1], "")
        found.add(news, ("coalition", row.pk), ("area", row.area_id), *_around(row))


def _around(row: Coalition) -> list[tuple[str, int]]:
    """What it is around, for those who follow that."""
    around = [("topic", row.topic_id), ("solution", row.solution_id)]
    return [(kind, key) for kind, key in around if key is not None]


def _add_inner(found: Found, decisions: list[Decision]) -> None:
    """Inner decisions reach those who act for a member at the moment of writing, and nobody else."""
    if not decisions:
        return
    insiders: dict[int, set[int]] = {}
    standing = Member.objects.in_force().filter(coalition__in={each.coalition_id for each in decisions})
    members = list(standing.values_list("coalition_id", "organisation_id"))
    roles = Membership.objects.in_force().filter(
        role__in=TAKING_PART, organisation_id__in={organisation for _coalition, organisation in members}
    )
    people: dict[int, set[int]] = {}
    for organisation_id, user_id in roles.values_list("organisation_id", "user_id"):
        people.setdefault(organisation_id or 0, set()).add(user_id)
    for coalition_id, organisation_id in members:
        insiders.setdefault(coalition_id, set()).update(people.get(organisation_id, ()))
    for decision in decisions:
        news = _news(decision.coalition, "decision", decision.created_at, decision.title)
        for user_id in insiders.get(decision.coalition_id, ()):
            found.inner.setdefault((decision.coalition_id, user_id), []).append(news)


def _within(field_name: str, window: Window) -> dict[str, datetime]:
    return {f"{field_name}__gt": window[0], f"{field_name}__lte": window[1]}


def _news(row: Coalition, event: Event, at: datetime, whose: str) -> News:
    return News(
        thing=f"coalition:{row.pk}",
        event=event,
        at=at,
        title=row.title,
        whose=whose,
        path=reverse("community:coalition", args=[row.slug]),
        is_example=row.is_example,
    )
