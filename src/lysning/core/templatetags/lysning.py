"""The components as template tags; each draws one template of core/components/. See core/templates/core/README.md."""

import html
from base64 import b64encode
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.core.paginator import Page, Paginator
from django.forms import BaseForm
from django.forms.boundfield import BoundField
from django.template.context import Context
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lysning.core import charts, formats, radar_svg
from lysning.core.forms import anchor_of, kind_of, parts_of
from lysning.core.memo import Memo, data_of
from lysning.core.radar import Layout
from lysning.core.tilemap import Group, Square, Tile, TileMap

register = template.Library()


def _draw(name: str, **facts: Any) -> SafeString:
    return render_to_string(f"core/components/{name}.html", facts)


def _language() -> str:
    return get_language() or "da"


# --- words for days and numbers ---------------------------------------------------------------------------------------


def _written(write: Callable[..., str], value: Any, *rest: Any) -> str:
    return "" if value is None or value == "" else write(value, *rest, _language())


@register.filter
def danish_date(moment: date | None) -> str:
    return _written(formats.long_date, moment)


@register.filter
def deadline(due: date | None, today: date) -> str:
    return _written(formats.deadline, due, today)


@register.filter
def timeago(moment: datetime | None, now: datetime) -> str:
    return _written(formats.time_ago, moment, now)


@register.filter
def kroner(amount: float | Decimal | None) -> str:
    return _written(formats.kroner, amount)


@register.filter
def percent(share: float | Decimal | None) -> str:
    return _written(formats.percent, share)


@register.filter
def number(value: float | Decimal | None, decimals: int = 0) -> str:
    return "" if value is None or value == "" else formats.number(value, _language(), decimals)


# --- signs --------------------------------------------------------------------------------------------------------------


@register.simple_tag
def icon(name: str, label: str = "", size: str = "") -> SafeString:
    """Draws an icon of frontend/icons.json; without a label it is decoration."""
    look = f" icon-svg--{size}" if size else ""
    silent = SafeString('aria-hidden="true" focusable="false"')
    spoken = format_html('role="img" aria-label="{}"', label) if label else silent
    sprite = static("img/icons.svg")
    return format_html('<svg class="icon-svg{}" {}><use href="{}#{}"></use></svg>', look, spoken, sprite, name)


@register.simple_tag
def badge(text: str, kind: str = "plain") -> SafeString:
    return format_html('<span class="badge badge--{}">{}</span>', kind, text)


@register.simple_tag
def example_badge() -> SafeString:
    return badge(_("Example"), "example")


@register.simple_tag
def chips(labels: Iterable[str], caption: str = "") -> SafeString:
    return _draw("chips", labels=list(labels), caption=caption)


@register.simple_tag
def reasons(sentences: Iterable[str], heading: str = "", href: str = "") -> SafeString:
    return _draw("reasons", sentences=list(sentences), heading=heading, href=href)


# --- forms --------------------------------------------------------------------------------------------------------------


@register.simple_tag
def field(bound: BoundField, hint: str | None = None, suffix: str = "", prefix: str = "", look: str = "") -> SafeString:
    """Draws one field with label, hint and error; `look="cards"` gives each choice of a group its own surface."""
    return _draw("field", parts=parts_of(bound, hint), suffix=suffix, prefix=prefix, look=look)


@register.simple_tag
def error_summary(form: BaseForm, *more: BaseForm) -> SafeString:
    """Draws the list of errors with a link to each field; empty when there are none."""
    entries = [("", "", message) for each in (form, *more) for message in each.non_field_errors()]
    entries += [
        (str(bound.label).rstrip(" :"), "" if kind_of(bound) == "hidden" else anchor_of(bound), message)
        for each in (form, *more)
        for bound in each
        for message in bound.errors
    ]
    return _draw("error_summary", entries=entries) if entries else SafeString("")


@register.simple_tag
def form_fields(form: BaseForm, only: str = "") -> SafeString:
    """Draws the error summary and every field, or only those named."""
    names = only.split() or [bound.name for bound in form.visible_fields()]
    fields = [form[name] for name in names]
    return _draw(
        "form_fields",
        form=form,
        fields=fields,
        hidden=form.hidden_fields(),
        has_required=any(bound.field.required for bound in fields),
    )


@register.simple_block_tag(takes_context=True)
def confirm(
    context: Context, content: str, action: str, button: str, cancel: str = "", kind: str = "primary"
) -> SafeString:
    """Draws a form that does one thing when the button is pressed."""
    facts = {"content": content, "action": action, "button": button, "cancel": cancel, "kind": kind}
    return _draw("confirm", **facts, csrf_token=context.get("csrf_token"))


@register.simple_tag(takes_context=True)
def merge_fields(context: Context, clashes: Sequence[Any], form: BaseForm, revision: int) -> SafeString:
    """Draws two versions of a form field by field, with one choice for each; core/README.md says what a clash is."""
    facts = {"clashes": clashes, "form": form, "revision": revision}
    return render_to_string("core/components/merge.html", facts, request=context.get("request"))


@register.filter
def at(values: Sequence[Any], place: int) -> Any:
    """What stands at a place of a list."""
    return values[place]


@register.simple_tag
def options(places: Iterable[Any], chosen: object = None) -> SafeString:
    """Draws one choice for each of what has a slug and a name; `chosen` is the slug of the one that is chosen.

    By hand: every page with a price or a filter has the 98 municipalities, and a loop in a template takes ten times as long.
    """
    rows = ((each.slug, SafeString(" selected") if each.slug == chosen else "", each.name) for each in places)
    return format_html_join("", '<option value="{}"{}>{}</option>', rows)


# --- pieces of a page -----------------------------------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def flashes(context: Context) -> SafeString:
    """Draws the messages of the last act; a message with extra_tags "undo:/address/" gets a button that undoes it."""
    shown = [
        (message, next((tag[5:] for tag in (message.extra_tags or "").split() if tag.startswith("undo:")), ""))
        for message in context.get("messages") or ()
    ]
    return _draw("flashes", shown=shown, csrf_token=context.get("csrf_token")) if shown else SafeString()


@register.simple_tag
def feed_head(address: str, title: str) -> SafeString:
    """Tells programs where the page's list is as Atom; stands in the head block."""
    return format_html('<link rel="alternate" type="application/atom+xml" title="{}" href="{}">', title, address)


@register.simple_tag
def breadcrumb(*steps: str) -> SafeString:
    """Draws the way here: label, address, label, address, ..., label of this page."""
    *links, here = steps
    return _draw("breadcrumb", links=list(zip(links[::2], links[1::2], strict=True)), here=here)


@register.simple_tag
def steps(current: int, *labels: str, links: Sequence[str] = ()) -> SafeString:
    """Draws where one is among numbered steps; `links` leads back to the steps that are done."""
    rows = [
        (label, "done" if place < current else "current" if place == current else "", link if place < current else "")
        for place, (label, link) in enumerate(zip(labels, [*links, *[""] * len(labels)], strict=False), start=1)
    ]
    return _draw("steps", rows=rows, current=current, total=len(labels))


@register.simple_tag(takes_context=True)
def pagination(context: Context, page: Page[Any]) -> SafeString:
    """Draws links to the other pages of a list and keeps the rest of the address; empty when there is one page."""
    if page.paginator.num_pages <= 1:
        return SafeString("")
    facts = {"page": page, "numbers": page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)}
    return render_to_string(
        "core/components/pagination.html", facts | {"gap": Paginator.ELLIPSIS}, request=context["request"]
    )


@register.simple_block_tag
def alert(content: str, kind: str = "info", heading: str = "") -> SafeString:
    return _draw("alert", content=content, kind=kind, heading=heading)


@register.simple_block_tag
def empty_state(content: str, heading: str, text: str = "") -> SafeString:
    """Says that there is nothing yet and what to do next; the content is the buttons."""
    return _draw("empty_state", content=content, heading=heading, text=text)


@register.simple_block_tag
def card(content: str, title: str, href: str = "", **more: Any) -> SafeString:
    """Draws a card; more: eyebrow, picture (an address) with picture_text, level of the heading (3).

    In plain Python: a list has twenty of them.
    """
    picture, level = more.get("picture"), more.get("level", 3)
    shown = (
        format_html(
            '<div class="card__picture"><img src="{}" alt="{}" loading="lazy"></div>',
            picture,
            more.get("picture_text", ""),
        )
        if picture
        else ""
    )
    above = format_html('<p class="eyebrow">{}</p>', more["eyebrow"]) if more.get("eyebrow") else ""
    name = format_html('<a class="link-whole" href="{}">{}</a>', href, title) if href else title
    return format_html(
        '<article class="card">{}<div class="card__body">{}<h{} class="card__title">{}</h{}>{}</div></article>',
        *(shown, above, level, name, level, content),
    )


@register.simple_block_tag
def door(content: str, title: str, href: str, sign: str = "arrow-forward") -> SafeString:
    """One way in from the front page; stands in <ul class="doors">."""
    return _draw("door", content=content, title=title, href=href, sign=sign)


@register.simple_block_tag
def expander(content: str, summary: str, is_open: bool = False) -> SafeString:
    return _draw("expander", content=content, summary=summary, is_open=is_open)


@register.simple_block_tag
def table(content: str, caption: str, look: str = "") -> SafeString:
    """Draws a table; `look="cards"` turns rows into cards on a phone, "compare" keeps the first column in sight."""
    return _draw("table", content=content, caption=caption, look=look)


@register.simple_block_tag
def facts(content: str) -> SafeString:
    return format_html('<dl class="facts">{}</dl>', content)


@register.simple_block_tag
def fact(content: str, label: str) -> SafeString:
    return format_html("<div><dt>{}</dt><dd>{}</dd></div>", label, content)


@register.simple_tag
def progress(done: int, total: int, label: str) -> SafeString:
    """Draws how far a long job is; the page reloads itself by {% progress_refresh %} in its head block."""
    share = min(1.0, done / total) if total else 0.0
    return _draw("progress", done=done, total=total, label=label, length=f"{100 * share:.1f}%", share=share)


@register.simple_tag
def progress_refresh(seconds: int = 3) -> SafeString:
    return format_html('<meta http-equiv="refresh" content="{}">', seconds)


@register.simple_tag
def keys_help(*labels: str) -> SafeString:
    """Draws the list of keys for a page with data-keys-list; the labels say what 1, 2, 3 ... do."""
    return _draw("keys_help", labels=labels)


# --- pictures of numbers ----------------------------------------------------------------------------------------------------


@register.simple_tag
def stat(
    value: str, label: str, note: str = "", href: str = "", trend: Sequence[float | None] = (), unit: str = ""
) -> SafeString:
    """Draws one figure inside <dl class="numbers"> or <dl class="strip">; `trend` adds its twelve months."""
    return _draw("stat", value=value, label=label, note=note, href=href, unit=unit, line=charts.sparkline(trend))


@register.simple_tag
def sparkline(values: Sequence[float | None]) -> SafeString:
    return _draw("sparkline", line=charts.sparkline(values))


@register.simple_tag
def bar_chart(bars: Sequence[charts.Bar], caption: str, full: float | None = None) -> SafeString:
    """Draws charts.Bar rows; the picture is a table, so it is its own twin."""
    return _draw("bar_chart", rows=charts.bar_rows(bars, full), caption=caption)


@register.simple_tag
def tile_map(tiles: TileMap, is_open: bool = False, show_title: bool = True) -> SafeString:
    """Draws the map with its legend and its list twin; `is_open` shows the list from the start."""
    return _draw("tilemap", map=tiles, is_open=is_open, show_title=show_title)


@register.filter
def tile_squares(group: Group) -> SafeString:
    """Draws the tiles of a group, in plain Python: 98 tiles drawn by a template would take most of a page's time."""
    glyph = html.escape(group.entry.glyph)
    return SafeString("".join(_square(each, glyph) for each in group.squares))


def _square(square: Square, glyph: str) -> str:
    tile, height = square.tile, square.upper if glyph else square.baseline
    opening, name = (f'<a href="{html.escape(tile.href)}">', "a") if tile.href else ('<g role="img">', "g")
    shape = f'<path d="{square.outline}"/><text x="{square.middle}" y="{height}">'
    sign = f'<tspan x="{square.middle}" dy="15">{glyph}</tspan>' if glyph else ""
    title, short = html.escape(tile.title), html.escape(tile.short)
    return f"\n{opening}<title>{title}</title>{shape}{short}{sign}</text></{name}>"


@register.filter
def tile_names(group: Group) -> SafeString:
    """Draws the places of a group as the rows of a list, those that lead somewhere as links."""
    return SafeString("".join(f"<li>{_name(tile)}</li>" for tile in group.by_name))


def _name(tile: Tile) -> str:
    label = html.escape(tile.label)
    return f'<a href="{html.escape(tile.href)}">{label}</a>' if tile.href else label


@register.simple_tag
def tile_map_mini(tiles: TileMap) -> SafeString:
    return _draw("tilemap_mini", map=tiles)


@register.simple_tag
def radar(
    layout: Layout, dots: Sequence[radar_svg.Dot], title: str, description: str, prefix: str = "radar"
) -> SafeString:
    """Draws the radar and, where something moved, what the shapes mean; the page puts its list twin beside it."""
    picture = radar_svg.draw(layout, dots, title=title, description=description, prefix=prefix)
    return _draw("radar", picture=picture, keys=radar_svg.keys_to(dots), title=title)


@register.filter
def picture_address(svg: str) -> str:
    """The address of a whole SVG file that travels inside the page."""
    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"


@register.simple_tag
def memo(document: Memo) -> SafeString:
    """Draws a memo as the main part of a page, its title as the h1; `core.pdf.memo` sets the same on paper."""
    return _draw("memo", memo=data_of(document))
