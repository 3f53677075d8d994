"""A trial's state as a badge, and its free seats."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from lysning.trials.models import Trial
from lysning.trials.words import STATE_KINDS, STATE_WORDS

register = template.Library()


@register.simple_tag
def trial_state(state: str) -> SafeString:
    """Where a trial stands, as a badge."""
    return format_html('<span class="badge badge--{}">{}</span>', STATE_KINDS.get(state, "plain"), STATE_WORDS[state])


@register.filter
def seats_left(trial: Trial) -> int:
    """How many seats nobody has."""
    return trial.seats - trial.seats_taken
