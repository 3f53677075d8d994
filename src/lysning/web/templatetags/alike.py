"""Neighbours on the page of a thing, also where a room below draws the page."""

from typing import Any

from django import template
from django.template.context import Context

from lysning.catalogue.queries import SolutionPageFacts
from lysning.core.http import actor_of
from lysning.needs.models import Need
from lysning.web.alike import near_need, near_solution

register = template.Library()


@register.inclusion_tag("web/_near_solution.html", takes_context=True)
def solution_neighbours(context: Context, solution: SolutionPageFacts) -> dict[str, Any]:
    """Lists solutions like this one and needs it speaks to; nothing where there are none."""
    text = f"{solution.title}\n{solution.problem}\n{solution.audience}"
    return {"near": near_solution(solution.solution_id, text, actor_of(context["request"]))}


@register.inclusion_tag("web/_near_need.html", takes_context=True)
def need_neighbours(context: Context, need: Need) -> dict[str, Any]:
    """Lists solutions that speak to this need and needs like it; nothing where there are none."""
    return {"near": near_need(need, actor_of(context["request"]))}
