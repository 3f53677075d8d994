"""The directions of the country: who has published, and what they say together."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lysning.accounts.models import MUNICIPAL_ROLES
from lysning.core import clock
from lysning.core.http import PUBLIC, actor_of, policy
from lysning.core.tilemap import LegendEntry, Look, TileMap, draw_places
from lysning.direction import queries
from lysning.direction.forms import SinceForm
from lysning.direction.views.files import KINDS, document_file, picture_file, rows_file
from lysning.direction.views.finding import find_area
from lysning.direction.views.picture import country_picture
from lysning.directory.queries import MunicipalityPlace, municipality_places, place_by_slug
from lysning.taxonomy.queries import areas


@policy(PUBLIC)
def country(request: HttpRequest) -> HttpResponse:
    if place_by_slug(wanted := request.GET.get("kommune", "")):
        return redirect("direction:municipality", wanted)
    published = queries.published_by_area()
    own = actor_of(request).organisations(MUNICIPAL_ROLES)
    context = {
        "own": [place for place in municipality_places() if place.id in own],
        "areas": [(area, len(published.get(area.pk, ()))) for area in areas()],
        "map": _map(published),
        "places": municipality_places(),
        "rings": queries.open_rings(clock.today()),
        "ring_sources": queries.ring_sources(clock.today()),
        "total": len({each for ids in published.values() for each in ids}),
    }
    return render(request, "direction/country.html", context)


@policy(PUBLIC)
def country_area(request: HttpRequest, area: str) -> HttpResponse:
    field, today = find_area(area), clock.today()
    form = SinceForm(request.GET or None, today=today)
    since = form.cleaned_data["siden"] if form.is_valid() else None
    radar = queries.country_radar(field, today=today, since=since)
    picture = country_picture(radar, is_compared=since is not None)
    by_disagreement = request.GET.get("orden") == "uenighed"
    lines = sorted(radar.lines, key=_agreement) if by_disagreement else radar.lines
    context = {
        "area": field,
        "radar": radar,
        "picture": picture,
        "numbers": {dot.key: dot.number for dot in picture.dots},
        "shown": [line for line in lines if line.spread],
        "few": [line for line in lines if not line.spread],
        "form": form,
        "since": since,
        "by_disagreement": by_disagreement,
        "file_kinds": KINDS,
        "file_ends": f"?siden={since.isoformat()}" if since else "",
    }
    return render(request, "direction/country_area.html", context, status=422 if form.errors else 200)


@policy(PUBLIC)
def country_file(request: HttpRequest, area: str, kind: str) -> HttpResponse:
    """What the municipalities say together, as picture, list or open format; see docs/formats/radar.md."""
    field, today = find_area(area), clock.today()
    if kind not in KINDS:
        raise Http404
    form = SinceForm(request.GET, today=today)
    if not form.is_valid():
        return HttpResponse(form.errors.as_text(), status=400, content_type="text/plain; charset=utf-8")
    since = form.cleaned_data["siden"]
    radar = queries.country_radar(field, today=today, since=since)
    name = f"radar-land-{field.key}"
    if kind == "csv":
        return rows_file(queries.country_rows(radar, is_compared=since is not None), name)
    if kind == "json":
        return document_file(queries.country_document(radar, day=today, since=since))
    return picture_file(country_picture(radar, is_compared=since is not None), kind, day=today, name=name)


def _agreement(line: queries.TopicLine) -> float:
    return line.spread.consensus if line.spread else 2.0


def _map(published: dict[int, frozenset[int]]) -> TileMap:
    counted = {place.id: sum(place.id in ids for ids in published.values()) for place in municipality_places()}
    legend = [
        LegendEntry("many", _("Four areas or more"), "deep", "●"),
        LegendEntry("some", _("One to three areas"), "soft", "+"),
        LegendEntry("none", _("None published yet"), "empty"),
    ]

    def look(place: MunicipalityPlace) -> Look:
        count = counted[place.id]
        state = "none" if not count else "some" if count <= 3 else "many"  # noqa: PLR2004 -- as the legend says
        words = ngettext("%(n)s direction", "%(n)s directions", count) % {"n": count}
        href = reverse("direction:municipality", args=[place.slug]) if count else None
        return Look(state, words if count else _("none published yet"), href)

    return draw_places(
        ((place, look(place)) for place in municipality_places()),
        legend=legend,
        title=_("Who has published a direction?"),
        description=_("The municipalities with published directions, by how many areas"),
    )
