"""Long lists of a radar and of a comparison. Not templates: a hundred lines would take most of a page's time."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from html import escape

from django import template
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from lysning.core.formats import long_date, number, percent
from lysning.core.templatetags.lysning import badge
from lysning.direction.queries import ComparedLine, Comparison, Peer, PlacementLine, RingLine, RingSection, TopicLine
from lysning.direction.queries.names import Kind
from lysning.directory.queries import MunicipalityPlace

register = template.Library()
WORDS_SHOWN = 40
KINDS: dict[Kind, Promise] = {"solution": gettext_lazy("solution"), "own": gettext_lazy("in own words")}
"""What is said beside the name of what is no topic."""
NONE = SafeString('<span class="muted">–</span>')


@register.simple_tag
def radar_lines(section: RingSection, address: str, *, since: date | None, today: date, is_own: bool) -> SafeString:
    """Draws the placements of a ring as rows of a numbered list; `address` is that of the radar's page.

    What moved is told when there is a day to compare with; that a review is late is told to the own municipality alone.
    """
    review = _Review(today if is_own else date.min)
    return SafeString("".join(_line(line, address, review, is_compared=since is not None) for line in section.lines))


class _Review:
    """When a placement is looked at again, in words; the same day is written once. Before `late` it is late."""

    def __init__(self, late: date) -> None:
        self._late, self._language, self._words = late, get_language() or "da", _("reviewed by %(day)s")
        self._written: dict[date, str] = {}

    def __call__(self, day: date) -> str:
        if day < self._late:
            return badge(_("Review is late"), "error")
        if day not in self._written:
            self._written[day] = f"<span>{escape(self._words % {'day': long_date(day, self._language)})}</span>"
        return self._written[day]


def _line(line: PlacementLine, address: str, review: _Review, *, is_compared: bool) -> str:
    reason, look = escape(_shortened(line.reason)), ""
    if not reason:
        reason, look = escape(_("No reason yet.")), ' class="muted"'
    badges = "".join(_badges(line, is_compared=is_compared))
    earlier = _earlier(line, address) if line.earlier else ""
    formerly = _formerly(line) if line.named.formerly else ""
    return (
        f'<li class="radar-list__line" value="{line.number}" id="p{line.number}"><h4 class="radar-list__name">'
        f'<a href="{address}{line.slug}/">{escape(line.named.name)}</a>{formerly}</h4><p{look}>{reason}</p>{earlier}'
        f'<p class="cluster small muted">{badges}<span>{escape(line.owner)}</span>{review(line.review_by)}</p></li>\n'
    )


def _formerly(line: PlacementLine) -> str:
    words = _("placed as »%(name)s«") % {"name": line.named.formerly}
    return f' <span class="small muted">{escape(words)}</span>'


def _earlier(line: PlacementLine, address: str) -> str:
    """The placements that give way to this one, each with its ring, its day and the way to its reason."""
    words, language = escape(_("Also placed as %(name)s: %(ring)s, decided %(day)s")), get_language() or "da"
    rows = (
        words
        % {
            "name": f'<a href="{address}{each.slug}/">»{escape(each.name)}«</a>',
            "ring": escape(each.ring.name),
            "day": escape(long_date(each.decided_on, language)),
        }
        for each in line.earlier
    )
    return "".join(f'<p class="small muted">{row}</p>' for row in rows)


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


def _shortened(reason: str) -> str:
    words = reason.split()
    return reason if len(words) <= WORDS_SHOWN else f"{' '.join(words[:WORDS_SHOWN])} …"


@register.simple_tag
def compared_lines(comparison: Comparison, group: str) -> SafeString:
    """Draws the rows of a comparison: the thing, each municipality, the group (its heading, or none), the country."""
    titles = [place.name for place in comparison.places] + ([group] if group else [])
    heads = [f'<td data-title="{escape(title)}">' for title in (*titles, _("The country"), _("Agreement"))]
    folders = [f"/retning/{place.slug}/{comparison.area.key}/" for place in comparison.places]
    language = get_language() or "da"
    return SafeString(
        "".join(_row(line, heads, _cells(line, folders, language, has_group=bool(group))) for line in comparison.lines)
    )


def _row(line: ComparedLine, heads: Sequence[str], cells: Iterable[str]) -> str:
    look = ' class="differs"' if line.differs else ""
    name, kind = escape(line.named.name), KINDS.get(line.named.kind)
    linked = f'<a href="{line.named.address}">{name}</a>' if line.named.address else name
    said = f' <span class="small muted">{escape(str(kind))}</span>' if kind else ""
    return (
        f'<tr{look}><th scope="row">{linked}{said}</th>'
        + "".join(f"{head}{cell}</td>" for head, cell in zip(heads, cells, strict=True))
        + "</tr>\n"
    )


def _cells(line: ComparedLine, folders: Sequence[str], language: str, *, has_group: bool) -> Iterator[str]:
    for folder, cell in zip(folders, line.cells, strict=True):
        yield f'<a href="{folder}{cell.slug}/">{escape(cell.ring.name)}</a>' if cell else NONE
    for ring in (line.leading_of_group, line.leading) if has_group else (line.leading,):
        yield escape(ring.name) if ring else NONE
    yield percent(line.spread.consensus, language) if line.spread else NONE


@register.simple_tag
def country_lines(
    lines: Iterable[TopicLine], rings: Iterable[RingLine], numbers: Mapping[str, int], *, is_compared: bool
) -> SafeString:
    """Draws what the country says as rows: the topic with its number in the picture, the share in each ring, and so on."""
    language, titles = get_language() or "da", [ring.name for ring in rings]
    titles += [_("Municipalities"), _("Agreement"), *([_("Moved")] if is_compared else [])]
    head, moved = f'<th scope="row" data-title="{escape(_("Topic"))}">', _("%(in)s in, %(out)s out")
    heads = [f'<td data-title="{escape(title)}">' for title in titles]
    shares = cache(lambda share: percent(share, language))
    rows: list[str] = []
    for line in lines:
        if line.spread is None:
            continue
        cells = [*map(shares, line.spread.shares), number(line.total, language), shares(line.spread.consensus)]
        if is_compared:
            counts = {"in": line.inwards, "out": line.outwards}
            cells.append(escape(moved % counts) if any(counts.values()) else "–")
        link = f'<a href="/emner/{line.topic.key}/">{escape(line.topic.name)}</a>'
        name = f'{head}<span class="muted">{numbers[line.topic.key]}.</span> {link}</th>'
        rows.append(
            f"<tr>{name}{''.join(f'{each}{cell}</td>' for each, cell in zip(heads, cells, strict=True))}</tr>\n"
        )
    return SafeString("".join(rows))


@register.simple_tag
def place_options(places: Iterable[MunicipalityPlace], chosen: MunicipalityPlace | None) -> SafeString:
    """Draws a municipality as a choice in a list, each."""
    slug = chosen.slug if chosen else ""
    return SafeString(
        "".join(
            f'<option value="{place.slug}"{" selected" if place.slug == slug else ""}>{escape(place.name)}</option>'
            for place in places
        )
    )


@register.simple_tag
def peer_choices(peers: Iterable[Peer], chosen: Collection[str]) -> SafeString:
    """Draws municipalities to tick, each with what it is like in."""
    alike, region = escape(_("like in size")), escape(_("same region"))
    return SafeString("".join(_peer(peer, alike, region, is_chosen=peer.place.slug in chosen) for peer in peers))


def _peer(peer: Peer, alike: str, region: str, *, is_chosen: bool) -> str:
    said = ", ".join(words for words, is_so in ((alike, peer.is_alike), (region, peer.is_same_region)) if is_so)
    why = f' <span class="small muted">({said})</span>' if said else ""
    box = f'<input type="checkbox" name="kommune" value="{peer.place.slug}"{" checked" if is_chosen else ""}>'
    return f"<li><label>{box} <span>{escape(peer.place.name)}{why}</span></label></li>"
