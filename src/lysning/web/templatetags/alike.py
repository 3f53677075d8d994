"""Neighbours on the page of a thing, also where a room below draws the page."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.template.context import Context
from django.utils.html import strip_tags

from lysning.catalogue.queries import SolutionPageFacts
from lysning.core.http import actor_of
from lysning.matching.queries.similar import similar_needs
from lysning.needs.models import Need, OfficialAnswer
from lysning.needs.queries import Backing, joinable
from lysning.needs.rules import Said
from lysning.web.alike import near_need, near_solution
from lysning.web.needs.advice import need_advice
from lysning.web.needs.trace import Told, trace

register = template.Library()


@register.inclusion_tag("web/_near_solution.html", takes_context=True)
def solution_neighbours(context: Context, solution: SolutionPageFacts) -> dict[str, Any]:
    """Lists solutions like this one and needs it speaks to; nothing where there are none."""
    text = "\n".join((solution.title, solution.problem, solution.audience, strip_tags(solution.description_html)))
    return {"near": near_solution(solution.solution_id, text, actor_of(context["request"]))}


@register.inclusion_tag("web/_near_need.html", takes_context=True)
def need_neighbours(context: Context, need: Need) -> dict[str, Any]:
    """Lists solutions that speak to this need and needs like it; nothing where there are none."""
    return {"near": near_need(need, actor_of(context["request"]))}


@register.inclusion_tag("web/needs/_trace.html", takes_context=True)
def need_trace(context: Context, need: Need, backing: Backing, answers: Sequence[OfficialAnswer]) -> dict[str, Any]:
    """What has come of the need, step by step, with its Atom; `backing` and `answers` are what the page has read."""
    return {"steps": trace(need, actor_of(context["request"]), Told(need, backing, answers)), "need": need}


@register.inclusion_tag("web/needs/_advice.html", takes_context=True)
def advice_on_need(context: Context, said: Said) -> dict[str, Any]:
    """What we say about a need as it stands in its form."""
    return {"advice": need_advice(said, actor_of(context["request"]))}


@register.inclusion_tag("web/needs/_join_alike.html", takes_context=True)
def needs_to_join(context: Context, need: Need) -> dict[str, Any]:
    """The needs most like this one, each with the way to choose it."""
    found = similar_needs(need.pk, actor=actor_of(context["request"]))
    rows = joinable(need).in_bulk([each.subject_id for each in found])
    return {"found": [rows[each.subject_id] for each in found if each.subject_id in rows], "need": need}
