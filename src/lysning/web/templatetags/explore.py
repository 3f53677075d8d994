"""What stands at a hit of a list: who has to do with it, and the link that puts it beside others. By hand: lists are long."""

from collections.abc import Iterable

from django import template
from django.template.context import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from lysning.core.templatetags.lysning import icon
from lysning.web.around import Around
from lysning.web.browse import Asked
from lysning.web.hits import Hit

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


@register.simple_tag
def land_shape(hits: Iterable[Hit]) -> SafeString:
    """The shape of the land, once on a page before its small maps; nothing where no hit has one."""
    land = next((hit.around.land for hit in hits if hit.around), None)
    if land is None:
        return SafeString("")
    markup = (
        '<svg class="tilemap-land" aria-hidden="true">'
        '<symbol id="land" viewBox="0 0 {} {}"><path d="{}"/></symbol></svg>'
    )
    return format_html(markup, land.width, land.height, land.whole)


@register.simple_tag
def around(near: Around | None) -> SafeString:
    """The small map of the municipalities that have to do with a solution, over the page's shape of the land, and its words."""
    if near is None:
        return SafeString("")
    painted = ((way.tone, way.outline) for way in near.ways if way.outline)
    words = ((way.tone, way.words, way.names) for way in near.ways)
    return format_html(
        '<div class="around"><svg class="tilemap-mini" viewBox="0 0 {0} {1}" aria-hidden="true">'
        '<use class="tone-land" href="#land" width="{0}" height="{1}"/>{2}</svg><ul class="plain-list small">{3}</ul></div>',
        near.land.width,
        near.land.height,
        format_html_join("", '<g class="tone-{}"><path d="{}"/></g>', painted),
        format_html_join(
            "", '<li><span class="swatch swatch--small tone-{}" aria-hidden="true"></span>{} {}</li>', words
        ),
    )
