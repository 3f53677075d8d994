"""What the mail templates need beside the site's own tags."""

from typing import Any

from django import template
from django.conf import settings
from django.urls import reverse

from lysning.notifications import rules

register = template.Library()


@register.filter
def unlinked(text: Any) -> str:
    """A name that a person or a firm gave itself, so that no mail program makes a link of it."""
    return rules.unlinked(rules.one_line(str(text), 200))


@register.filter
def unlinked_text(text: Any) -> str:
    """Somebody's own words on several lines, so that no mail program makes links of them."""
    return rules.unlinked(str(text))


@register.filter
def quoted(text: Any) -> str:
    """Somebody's own words as plain mails quote them."""
    return "\n".join(f"> {line}" for line in rules.unlinked(str(text)).splitlines())


@register.simple_tag
def mail_url(name: str, *args: Any, **kwargs: Any) -> str:
    """The whole address of a page, always at the site's own host and never at one a request named."""
    return f"{settings.BASE_URL}{reverse(name, args=args, kwargs=kwargs)}"
