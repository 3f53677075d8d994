"""Long lists of a radar and of a comparison. Not templates: a hundred lines would take most of a page's time."""

from collections.abc import Iterable, Sequence
from datetime import date

from django import template
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lysning.core.formats import long_date, percent
from lysning.core.templatetags.lysning import badge
from lysning.direction.queries import ComparedLine, Comparison, PlacementLine, RingSection
from lysning.directory.queries import MunicipalityPlace

register = template.Library()
WORDS_SHOWN = 40
NONE = SafeString('<span class="muted">–</span>')
_LINE = (
    '<li class="radar-list__line" value="{}" id="p{}"><h4 class="radar-list__name"><a href="{}{}/">{}</a></h4>'
    '<p{}>{}</p><p class="cluster small muted">{}<span>{}</span>{}</p></li>\n'
)


@register.simple_tag
def radar_lines(section: RingSection, address: str, *, since: date | None, today: date, is_own: bool) -> SafeString:
    """Draws the placements of a ring as rows of a numbered list; `address` is that of the radar's page.

    What moved is told when there is a day to compare with; that a review is late is told to the own municipality alone.
    """
    language = get_language() or "da"
    return format_html_join("", _LINE, (_line(line, address, since, today, language, is_own) for line in section.lines))


def _line(
    line: PlacementLine, address: str, since: date | None, today: date, language: str, is_own: bool
) -> tuple[object, ...]:
    muted = SafeString("" if line.reason else ' class="muted"')
    reason = _shortened(line.reason) or _("No reason yet.")
    badges = SafeString("".join(_badges(line, is_compared=since is not None)))
    review = _review(line, language, is_late=is_own and line.review_by < today)
    return line.number, line.number, address, line.slug, line.named.name, muted, reason, badges, line.owner, review


def _badges(line: PlacementLine, *, is_compared: bool) -> list[str]:
    found: list[str] = []
    if line.is_draft:
        found.append(badge(_("Draft"), "warning"))
    if line.is_hidden:
        found.append(badge(_("Hidden by the moderators"), "error"))
    if line.visibility != "public":
        found.append(badge(_("Only us") if line.visibility == "own" else _("Municipalities and partners")))
    if is_compared and line.movement == "new":
        found.append(badge(_("New"), "success"))
    if is_compared and line.from_ring is not None:
        words = _("In from %(ring)s") if line.is_inwards else _("Out from %(ring)s")
        found.append(badge(words % {"ring": line.from_ring.name}, "info"))
    return found


def _review(line: PlacementLine, language: str, *, is_late: bool) -> str:
    if is_late:
        return badge(_("Review is late"), "error")
    return format_html("<span>{}</span>", _("reviewed by %(day)s") % {"day": long_date(line.review_by, language)})


def _shortened(reason: str) -> str:
    words = reason.split()
    return reason if len(words) <= WORDS_SHOWN else f"{' '.join(words[:WORDS_SHOWN])} …"


@register.simple_tag
def compared_lines(comparison: Comparison, group: str) -> SafeString:
    """Draws the rows of a comparison: the topic, each municipality, the group (its heading, or none), the country."""
    titles = [place.name for place in comparison.places] + ([group] if group else [])
    titles += [_("The country"), _("Agreement")]
    folders = [f"/retning/{place.slug}/{comparison.area.key}/" for place in comparison.places]
    language, has_group = get_language() or "da", bool(group)
    heads = [format_html('<td data-title="{}">', title) for title in titles]
    rows = (_compared(line, folders, language, has_group=has_group) for line in comparison.lines)
    return SafeString("".join(_row(line, heads, cells) for line, cells in zip(comparison.lines, rows, strict=True)))


def _row(line: ComparedLine, heads: Sequence[str], cells: Sequence[str]) -> str:
    look = SafeString(' class="differs"' if line.differs else "")
    topic = format_html('<tr{}><th scope="row"><a href="/emner/{}/">{}</a></th>', look, line.topic.key, line.topic.name)
    return topic + "".join(f"{head}{cell}</td>" for head, cell in zip(heads, cells, strict=True)) + "</tr>\n"


def _compared(line: ComparedLine, folders: Sequence[str], language: str, *, has_group: bool) -> list[str]:
    cells: list[str] = [
        format_html('<a href="{}{}/">{}</a>', folder, cell.slug, cell.ring.name) if cell else NONE
        for folder, cell in zip(folders, line.cells, strict=True)
    ]
    if has_group:
        cells.append(escape(line.leading_of_group.name) if line.leading_of_group else NONE)
    cells.append(escape(line.leading.name) if line.leading else NONE)
    cells.append(percent(line.spread.consensus, language) if line.spread else NONE)
    return cells


@register.simple_tag
def place_options(places: Iterable[MunicipalityPlace], chosen: MunicipalityPlace | None) -> SafeString:
    """Draws a municipality as a choice in a list, each."""
    rows = ((place.slug, SafeString(" selected" if place == chosen else ""), place.name) for place in places)
    return format_html_join("", '<option value="{}"{}>{}</option>', rows)
