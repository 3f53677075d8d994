"""Joint trials and what they showed, on the pages of rooms below."""

from typing import Any

from django import template
from django.template.context import Context

from lysning.community.models import Coalition, Member
from lysning.core.http import actor_of
from lysning.needs.models import Need
from lysning.web.together import kept_when_leaving, may_try, tried_together

register = template.Library()


@register.inclusion_tag("web/_tried_together.html", takes_context=True)
def trials_of_coalition(context: Context, coalition: Coalition) -> dict[str, Any]:
    """Lists what a coalition tries together and what it showed; its members can begin a trial."""
    is_inside = bool(context.get("is_inside"))
    return {
        "tried": tried_together(coalition, actor_of(context["request"]), is_inside=is_inside),
        "slug": coalition.slug,
    }


@register.inclusion_tag("web/_kept_when_leaving.html")
def trials_when_leaving(member: Member) -> dict[str, Any]:
    """Says which trials go on for a member that leaves the coalition."""
    return {"kept": kept_when_leaving(member)}


@register.inclusion_tag("web/needs/_try.html", takes_context=True)
def begin_trial_of(context: Context, need: Need) -> dict[str, Any]:
    """The way from an open need to a joint trial."""
    return {"need": need, "may_try": need.closed_at is None and may_try(actor_of(context["request"]))}
