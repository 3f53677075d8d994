"""What is decided from a finding, on its page."""

from typing import Any

from django import template
from django.template.context import Context
from django.utils.http import urlencode

from lysning.core import clock
from lysning.core.http import actor_of
from lysning.direction.queries.deciding import decided_from, own_stands
from lysning.evidence.models import Finding

register = template.Library()


@register.inclusion_tag("direction/_deciding.html", takes_context=True)
def decide_on(context: Context, finding: Finding) -> dict[str, Any]:
    """Who cites the finding on a radar; for who may edit a radar of its area, the way to place or move, and the memo."""
    today = clock.today()
    own = own_stands(finding, actor_of(context["request"]), today=today)
    return {
        "is_public": finding.is_public,
        "decided": decided_from(finding, today=today),
        "own": own,
        "asked": urlencode({**_subject(finding), "fund": finding.slug}) if own else "",
        "cited": urlencode({"fund": finding.slug}),
    }


def _subject(finding: Finding) -> dict[str, str]:
    if finding.solution is not None and finding.solution.is_public:
        return {"loesning": finding.solution.slug}
    return {"emne": finding.topic.current.key} if finding.topic else {"eget": finding.title}
