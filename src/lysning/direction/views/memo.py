"""The memo for the committee: a direction told on a page or two, in the municipality's name, as a page and as a PDF."""

from collections.abc import Iterable
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lysning.catalogue.rules.markdown import plain_of
from lysning.core import clock, pdf
from lysning.core.formats import kroner, long_date, percent
from lysning.core.http import PUBLIC, actor_of, policy
from lysning.core.memo import Entries, Entry, Memo, Paragraph, Part, Picture, Points, Section, Source, Sources, Table
from lysning.core.radar_file import draw_bare
from lysning.direction import queries
from lysning.direction.models import Direction
from lysning.direction.queries import CountryRadar, PlacementLine, Radar, RingSection
from lysning.direction.queries.costs import Cost, costs_of
from lysning.direction.views.finding import find_direction
from lysning.direction.views.knowledge import shown_by_trials
from lysning.direction.views.picture import picture_of

PICTURE_WIDTH = 45
"""Percent of the column: a memo with a dozen placements keeps to two pages."""
KINDS = ("html", "pdf")


@policy(PUBLIC)
def memo(request: HttpRequest, municipality: str, area: str, kind: str = "html") -> HttpResponse:
    row, today = find_direction(request, municipality, area), clock.today()
    radar = queries.radar_of(row, actor_of(request), today=today)
    if radar is None or kind not in KINDS:
        raise Http404
    country = queries.country_radar(row.area, today=today)
    address = request.build_absolute_uri(reverse("direction:direction", args=[municipality, area]))
    written = _memo(row, radar, country, costs_of(radar, row.municipality.population), address)
    if kind == "html":
        return render(request, "direction/memo.html", {"direction": row, "memo": written, "radar": radar})
    response = HttpResponse(pdf.memo(written), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{_("direction")}-{municipality}-{area}.pdf"'
    return response


def _memo(row: Direction, radar: Radar, country: CountryRadar, costs: list[Cost], address: str) -> Memo:
    *inner, outermost = radar.sections
    facts = radar.state.facts
    sections = [
        Section(_("What we decide"), [Points(facts.aims)]),
        Section(_("Why"), [Paragraph(plain_of(facts.background))]),
        Section(_("What we use, try out and follow"), [_picture(row, radar), *_rings(inner)]),
        Section(_("What we wait with"), list(_rings([outermost]))),
        Section(_("What others do"), [_others(radar, country)]),
        *shown_by_trials(radar),
        *([_costs(costs)] if costs else []),
        Section(_("Read on"), [Sources([*_links(radar), Source(_("The direction with its history"), address)])]),
    ]
    return Memo(
        issuer=row.municipality.official_name,
        about=_("Direction") if row.published_at else _("Direction, draft"),
        title=row.area.name,
        language=_language(),
        on=radar.day,
        sections=sections,
        facts=[fact for fact in _facts(radar) if fact[1]],
        foot=_("Made with Lysning on %(day)s") % {"day": _date(radar.day)},
    )


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


def _picture(row: Direction, radar: Radar) -> Picture:
    drawn = picture_of(row, radar, radar.sections, is_compared=False)
    svg = draw_bare(drawn.layout, drawn.dots, title=drawn.title, description=drawn.description)
    return Picture(svg, f"{drawn.title}. {drawn.description}", width=PICTURE_WIDTH)


def _rings(sections: Iterable[RingSection]) -> Iterable[Part]:
    for section in sections:
        if section.lines:
            yield Entries(section.ring.name, [_entry(line) for line in section.lines], section.ring.meaning)


def _entry(line: PlacementLine) -> Entry:
    seen_again = _("looked at again by %(day)s") % {"day": _date(line.review_by)}
    return Entry(f"{line.number}. {line.named.name}", line.reason, f"{line.owner}, {seen_again}")


def _others(radar: Radar, country: CountryRadar) -> Part:
    """Where the country stands with what is placed here; topics alone, for only they are the same from place to place."""
    said = {line.topic.key: line for line in country.lines if line.spread is not None}
    rows = [
        [line.named.name, line.ring.name, *(percent(share, _language()) for share in spread.shares)]
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


def _costs(costs: list[Cost]) -> Section:
    rows = [[cost.named.name, str(cost.price.words), _sum(cost, "first_year"), _sum(cost, "yearly")] for cost in costs]
    columns = [_("Solution"), _("Price model"), _("The first year"), _("Each year after")]
    table = Table(_("Price for the municipality"), columns, rows, numbers=(2, 3))
    return Section(_("What it costs"), [table, Paragraph(_("Prices excluding VAT, as the suppliers state them."))])


def _sum(cost: Cost, part: str) -> str:
    return kroner(getattr(cost.price.own, part), _language()) if cost.price.own else _("not stated")


def _links(radar: Radar) -> Iterable[Source]:
    return (Source(link.label, link.address) for line in radar.lines for link in line.links)
