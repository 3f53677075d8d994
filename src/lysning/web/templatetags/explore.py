"""Links that put a solution beside others, wherever it is listed."""

from django import template
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from lysning.core.templatetags.lysning import icon
from lysning.web.browse import Asked

register = template.Library()


@register.simple_tag(takes_context=True)
def aside_link(context: Context, slug: str, title: str) -> SafeString:
    """The link that puts this solution aside to be compared, or back again; nothing when there is no room."""
    asked: Asked = context["asked"]
    if slug in asked.compared:
        return _link(asked.without_aside(slug).address, slug, "check", _("Take out of the comparison"), title)
    return _link(asked.address_with_aside(slug), slug, "plus", _("Compare"), title) if asked.may_add else SafeString("")


def _link(address: str, slug: str, sign: str, words: str, title: str) -> SafeString:
    shown = icon(sign, size="small")
    markup = '<a class="aside-link" rel="nofollow" href="{}#{}">{}{}<span class="sr-only"> {}</span></a>'
    return format_html(markup, address, slug, shown, words, title)
