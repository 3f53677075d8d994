"""The coalitions around a thing, on the page of the thing, with the way to start one."""

from typing import Any

from django import template
from django.template.context import Context

from lysning.catalogue.models import Solution
from lysning.community import queries
from lysning.community.models import CoalitionQuerySet
from lysning.core.http import actor_of
from lysning.core.permissions import may
from lysning.needs.models import Need
from lysning.taxonomy.models import Topic

register = template.Library()
SHOWN = 5


@register.inclusion_tag("community/_about.html", takes_context=True)
def coalitions_about_need(context: Context, need: Need) -> dict[str, Any]:
    """Lists the coalitions around a need; one can be started while the need is open."""
    return _about(context, queries.about(need=need), f"behov={need.slug}", is_open=need.closed_at is None)


@register.inclusion_tag("community/_about.html", takes_context=True)
def coalitions_about_topic(context: Context, topic: Topic) -> dict[str, Any]:
    """Lists the coalitions around a topic and around those that were merged into it."""
    return _about(context, queries.about(topic=topic), f"emne={topic.key}", is_open=topic.accepted_at is not None)


@register.inclusion_tag("community/_about.html", takes_context=True)
def coalitions_about_solution(context: Context, solution_id: int, slug: str) -> dict[str, Any]:
    """Lists the coalitions around a solution."""
    return _about(context, queries.about(solution=Solution(pk=solution_id)), f"loesning={slug}", is_open=True)


def _about(context: Context, rows: CoalitionQuerySet, query: str, *, is_open: bool) -> dict[str, Any]:
    actor = actor_of(context["request"])
    may_start = is_open and (not actor.is_signed_in or may(actor, "community.start"))
    return {"coalitions": list(rows[:SHOWN]), "query": query, "may_start": may_start}
