"""One coalition: what everyone sees of it, and what its members see besides."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from lysning.community import queries
from lysning.community.models import Coalition, Decision, Member
from lysning.community.permissions import TAKING_PART
from lysning.community.rules import is_worn
from lysning.community.views.finding import INSIDE, STEWARD, about, find
from lysning.community.views.listing import decision_entry
from lysning.community.views.picture import members_map
from lysning.core import clock
from lysning.core.actors import Actor
from lysning.core.feeds import MOST_ENTRIES, Feed, feed_response
from lysning.core.http import PUBLIC, actor_of, load, policy
from lysning.core.permissions import may

DONE_SHOWN = 5


@policy(PUBLIC)
def coalition(request: HttpRequest, slug: str) -> HttpResponse:
    row, actor, today = find(request, slug), actor_of(request), clock.today()
    members = list(queries.in_force_of(row))
    mine = _mine(members, actor)
    facts = {
        "coalition": row,
        "about": about(row),
        "members": members,
        "map": members_map(members),
        "decisions": list(queries.decisions_of(row, is_inside=bool(mine))),
        "mine": mine,
        "asked": [] if mine else queries.own_waiting(row, actor, TAKING_PART),
        "may_join": _may_join(row, actor, mine),
        "feed": reverse("community:decisions_feed", args=[slug]),
        "now": clock.now(),
        "today": today,
    }
    inside = _inside(row, mine, actor) if mine and may(actor, INSIDE, row) else {}
    if inside:
        inside["worn"] = [member for member in members if is_worn(member.mandate_on, today)]
    return render(request, "community/coalition.html", {**facts, **inside})


def _mine(members: list[Member], actor: Actor) -> list[Member]:
    """The members for which the actor acts, of those that are loaded."""
    own = set(actor.organisations(TAKING_PART))
    return [member for member in members if member.organisation_id in own]


def _may_join(row: Coalition, actor: Actor, mine: list[Member]) -> bool:
    """True when a button to join makes sense; a visitor is sent to sign in first."""
    if not actor.is_signed_in:
        return row.closed_at is None and row.hidden_at is None
    others = set(actor.organisations(TAKING_PART)) - {member.organisation_id for member in mine}
    return bool(others) and may(actor, "community.join", row)


def _inside(row: Coalition, mine: list[Member], actor: Actor) -> dict[str, Any]:
    """What a member sees: tasks, people, and as a steward the requests that wait."""
    tasks = list(queries.tasks_of(row))
    is_going = row.closed_at is None and row.hidden_at is None
    is_steward = is_going and any(member.is_steward for member in mine)
    people = list(queries.participants_of(row))
    done = [task for task in tasks if task.done_at]
    return {
        "is_inside": True,
        "is_going": is_going,
        "is_steward_of_hidden": row.hidden_at is not None and any(member.is_steward for member in mine),
        "is_steward": is_steward,
        "tasks": [task for task in tasks if not task.done_at],
        "done": done[-DONE_SHOWN:],
        "people": people,
        "takes_part": any(each.user_id == actor.user_id for each in people),
        "waiting": list(queries.waiting_of(row)) if is_steward else [],
        "gone": list(queries.gone_from(row)),
    }


@policy(PUBLIC)
def feed(request: HttpRequest, slug: str) -> HttpResponse:
    """The coalition's public decisions."""
    row = find(request, slug)
    rows = queries.public_decisions().filter(coalition=row)[:MOST_ENTRIES]
    text = _("What the coalition decides, as far as everyone may read it.")
    home = reverse("community:coalition", args=[slug])
    return feed_response(
        request, Feed(f"faellesskab:{slug}", row.title, text, home, [decision_entry(each) for each in rows])
    )


@policy(PUBLIC)
def decision(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    row = find(request, slug)
    rows = Decision.objects.select_related("coalition")
    found = load(rows, request, see="community.view_decision", coalition=row, number=number)
    actor = actor_of(request)
    is_inside = may(actor, INSIDE, row)
    facts = {
        "coalition": row,
        "decision": found,
        "wordings": queries.wordings_of(found, is_inside=is_inside),
        "may_revise": is_inside and may(actor, STEWARD, row),
    }
    return render(request, "community/decision.html", facts)
