"""What a trial showed, on its page, with the way to write it down."""

from typing import Any

from django import template
from django.template.context import Context

from lysning.core.http import actor_of
from lysning.core.permissions import may
from lysning.evidence.queries.short import FindingLine, lines_of_trials
from lysning.evidence.rules.conclusion import Verdict
from lysning.evidence.words import VERDICT
from lysning.trials.models import Trial
from lysning.trials.rules import ENDED

register = template.Library()


@register.inclusion_tag("evidence/_of_trial.html", takes_context=True)
def what_it_showed(context: Context, trial: Trial) -> dict[str, Any]:
    """Lists what an ended trial showed; nothing, and no query, while it runs, for nothing is published before."""
    if trial.state not in ENDED:
        return {"has_ended": False}
    lines: list[FindingLine] = lines_of_trials([trial.pk])
    return {
        "has_ended": True,
        "lines": lines,
        "may_write": may(actor_of(context["request"]), "evidence.start_finding", trial),
    }


@register.filter
def verdict_words(verdict: Verdict) -> str:
    """What a finding says, in words."""
    return str(VERDICT[verdict])
