"""Links that put a solution beside others, wherever it is listed."""

from typing import Any

from django import template
from django.template.context import Context

from lysning.web.browse import Asked

register = template.Library()


@register.inclusion_tag("web/_aside_link.html", takes_context=True)
def aside_link(context: Context, slug: str, title: str) -> dict[str, Any]:
    """The link that puts this solution aside to be compared, or back again; words when there is no room."""
    asked: Asked = context["asked"]
    is_aside = slug in asked.compared
    after = asked.without_aside(slug) if is_aside else asked.with_aside(slug)
    return {"is_aside": is_aside, "may_add": asked.may_add, "address": f"{after.address}#{slug}", "title": title}
