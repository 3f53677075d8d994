"""The memo for the committee: a direction told on a page or two, in the municipality's name, as a page and as a PDF."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, partial
from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from lysning.catalogue.rules.markdown import Line, lines_of
from lysning.core import clock, pdf
from lysning.core.formats import kroner, long_date, percent
from lysning.core.http import PUBLIC, actor_of, policy
from lysning.core.memo import Entries, Entry, Memo, Paragraph, Part, Picture, Points, Section, Source, Sources, Table
from lysning.core.memo_size import PAGE, height_of
from lysning.core.radar_file import draw_bare
from lysning.direction import queries
from lysning.direction.models import Direction
from lysning.direction.queries import CountryRadar, PlacementLine, Radar, RingSection
from lysning.direction.queries.costs import Cost, costs_of
from lysning.direction.queries.radar import Earlier
from lysning.direction.rules.brevity import LEVELS, WHOLE, Brevity, brief, brief_lines
from lysning.direction.views.finding import find_direction
from lysning.direction.views.knowledge import address_of_finding, findings_on, shown_by_trials
from lysning.direction.views.picture import picture_of
from lysning.evidence.models import Finding

PAGES = 2
KINDS = ("html", "pdf")
CIRCLES: dict[str, Promise] = {
    "community": gettext_lazy("shown to municipalities and partners only"),
    "own": gettext_lazy("shown to the municipality only"),
}
"""Who alone sees a placement that is not for everyone."""
NAMES = 320
"""Letters of the names of those that are not told one by one."""


@dataclass(frozen=True)
class Told:
    """All that a memo is written from, read and put into words once: `entries` by the number of the placement, whole."""

    row: Direction
    radar: Radar
    entries: Mapping[int, Entry]
    others: Part
    costs: Sequence[Cost]
    findings: Sequence[Finding]
    drawn: str
    drawn_words: str
    address: str
    why: Sequence[Line]


@policy(PUBLIC)
def memo(request: HttpRequest, municipality: str, area: str, kind: str = "html") -> HttpResponse:
    row, today = find_direction(request, municipality, area), clock.today()
    radar = queries.radar_of(row, actor_of(request), today=today)
    if radar is None or kind not in KINDS:
        raise Http404
    address = request.build_absolute_uri(reverse("direction:direction", args=[municipality, area]))
    written = _fitting(_told(row, radar, queries.country_radar(row.area, today=today), address))
    if kind == "html":
        return render(request, "direction/memo.html", {"direction": row, "memo": written, "radar": radar})
    response = HttpResponse(pdf.memo(written), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{_("direction")}-{municipality}-{area}.pdf"'
    return response


def _told(row: Direction, radar: Radar, country: CountryRadar, address: str) -> Told:
    drawn = picture_of(row, radar, radar.sections, is_compared=False)
    svg = draw_bare(drawn.layout, drawn.dots, title=drawn.title, description=drawn.description)
    entries = {line.number: _entry(line) for line in radar.lines}
    costs, words = costs_of(radar, row.municipality.population), f"{drawn.title}. {drawn.description}"
    why = lines_of(radar.state.facts.background)
    return Told(row, radar, entries, _others(radar, country), costs, findings_on(radar), svg, words, address, why)


def _fitting(told: Told) -> Memo:
    """The memo with as much as two pages hold; all of it where that fits, as it mostly does."""
    written = cache(partial(_memo, told))
    if height_of(written(WHOLE)) <= PAGES * PAGE:
        return written(WHOLE)
    *shorter, _least = LEVELS[1:]
    spare = bisect_left(shorter, -PAGES * PAGE, key=lambda brevity: -height_of(written(brevity)))
    return written(LEVELS[1 + spare])


def _memo(told: Told, brevity: Brevity) -> Memo:
    radar, facts = told.radar, told.radar.state.facts
    *inner, outermost = radar.sections
    picture = Picture(told.drawn, told.drawn_words, width=brevity.picture)
    sections = [
        Section(_("What we decide"), [Points([brief(aim, brevity.aim) for aim in facts.aims])]),
        Section(_("Why"), _why(told.why, brevity)),
        Section(_("What we use, try out and follow"), [picture, *_rings(told, inner, brevity)]),
        Section(_("What we wait with"), list(_rings(told, [outermost], brevity))),
        Section(_("What others do"), [_shortened(told.others, brevity)]),
        *shown_by_trials(told.findings, brevity),
        *([_costs(told.costs[: brevity.rows])] if told.costs else []),
        Section(_("Read on"), list(_read_on(told, brevity))),
    ]
    return Memo(
        issuer=told.row.municipality.official_name,
        about=_("Direction") if told.row.published_at else _("Direction, draft"),
        title=told.row.area.name,
        language=_language(),
        on=radar.day,
        sections=sections,
        facts=[fact for fact in _facts(radar) if fact[1]],
        foot=_("Made with Lysning on %(day)s") % {"day": _date(radar.day)},
    )


def _why(lines: Sequence[Line], brevity: Brevity) -> list[Part]:
    """Its paragraphs, and what is listed between them under each other."""
    said = brief_lines([line.text for line in lines], brevity.background)
    parts: list[Part] = []
    for is_item, some in groupby(zip(lines, said, strict=False), key=lambda pair: pair[0].is_item):
        words = [text for _line, text in some]
        parts.extend([Points(words)] if is_item else map(Paragraph, words))
    return parts


def _language() -> str:
    return get_language() or "da"


def _facts(radar: Radar) -> list[tuple[str, str]]:
    facts = radar.state.facts
    decided = ", ".join(part for part in (facts.decided_by, _date(facts.decided_on)) if part)
    return [
        (_("Decided by"), decided),
        (_("Owner"), radar.owner),
        (_("Looked at again by"), _date(facts.review_by)),
    ]


def _date(day: date | None) -> str:
    return long_date(day, _language()) if day else ""


def _rings(told: Told, sections: Iterable[RingSection], brevity: Brevity) -> Iterable[Part]:
    for section in sections:
        if section.lines:
            singly, rest = section.lines[: brevity.told], section.lines[brevity.told :]
            entries = [_brief(told.entries[line.number], brevity) for line in singly]
            yield Entries(section.ring.name, [*entries, *_and_more(rest)], section.ring.meaning)


def _entry(line: PlacementLine) -> Entry:
    seen_again = _("looked at again by %(day)s") % {"day": _date(line.review_by)}
    said = [line.reason, *map(_earlier, line.earlier)]
    return Entry(f"{line.number}. {_named(line)}", " ".join(filter(None, said)), f"{line.owner}, {seen_again}")


def _earlier(placed: Earlier) -> str:
    """What was decided earlier of what is one topic today, in a sentence of its own."""
    words = _("Also placed as »%(name)s« (%(ring)s, %(day)s): %(reason)s")
    facts = {"name": placed.name, "ring": placed.ring.name, "day": _date(placed.decided_on), "reason": placed.reason}
    return words % facts


def _brief(entry: Entry, brevity: Brevity) -> Entry:
    return Entry(entry.title, brief(entry.text, brevity.reason), entry.remark if brevity.remarks else "")


def _named(line: PlacementLine) -> str:
    """The placement by name, and who alone is shown it when not everyone is: a memo travels far."""
    circle = CIRCLES.get(line.visibility)
    return f"{line.named.name} ({circle})" if circle else line.named.name


def _and_more(rest: Sequence[PlacementLine]) -> list[Entry]:
    """Those that are not told one by one, by name."""
    if not rest:
        return []
    heading = ngettext("%(n)d more", "%(n)d more", len(rest)) % {"n": len(rest)}
    return [Entry(heading, brief(", ".join(map(_named, rest)), NAMES))]


def _others(radar: Radar, country: CountryRadar) -> Part:
    """Where the country stands with what is placed here; topics alone, for only they are the same from place to place."""
    said, language = {line.topic.key: line for line in country.lines if line.spread is not None}, _language()
    rows = [
        [line.named.name, line.ring.name, *(percent(share, language) for share in spread.shares)]
        for line in radar.lines
        if line.kind == "topic" and (found := said.get(line.named.key)) and (spread := found.spread)
    ]
    if not rows:
        return Paragraph(
            _("Fewer than %(n)d municipalities have published where they stand, so no shares are shown.")
            % {"n": country.least}
        )
    columns = [_("Kind of technology"), _("Here"), *(ring.name for ring in country.rings)]
    return Table(_("Share of the municipalities in each ring"), columns, rows, numbers=tuple(range(2, len(columns))))


def _shortened(part: Part, brevity: Brevity) -> Part:
    return replace(part, rows=part.rows[: brevity.rows]) if isinstance(part, Table) else part


def _costs(costs: Sequence[Cost]) -> Section:
    rows = [[cost.named.name, str(cost.price.words), _sum(cost, "first_year"), _sum(cost, "yearly")] for cost in costs]
    columns = [_("Solution"), _("Price model"), _("The first year"), _("Each year after")]
    table = Table(_("Price for the municipality"), columns, rows, numbers=(2, 3))
    return Section(_("What it costs"), [table, Paragraph(_("Prices excluding VAT, as the suppliers state them."))])


def _sum(cost: Cost, part: str) -> str:
    return kroner(getattr(cost.price.own, part), _language()) if cost.price.own else _("not stated")


def _read_on(told: Told, brevity: Brevity) -> Iterable[Part]:
    """What the placements build on, where it is not told of above, and the direction itself."""
    named = {address_of_finding(row) for row in told.findings[: brevity.findings]}
    links = [Source(link.label, link.address) for line in told.radar.lines for link in line.links]
    others = [link for link in dict.fromkeys(links) if link.address not in named]
    if brevity is not WHOLE:
        yield Paragraph(_("The memo is shortened to two pages. The direction has every reason in full."))
    yield Sources([*others[: brevity.links], Source(_("The direction with its history"), told.address)])
