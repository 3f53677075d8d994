"""A radar beside its page: picture, list and open format, with what everyone may see and nothing else."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from lysning.core import clock, pdf
from lysning.core.actors import VISITOR
from lysning.core.formats import long_date
from lysning.core.http import PUBLIC, policy
from lysning.core.radar_file import draw_alone
from lysning.direction import queries
from lysning.direction.forms import RadarFilterForm
from lysning.direction.views.finding import find_direction
from lysning.direction.views.picture import Picture, picture_of
from lysning.taxonomy.rules import csv_lines, neutral

PICTURES = {"svg": "image/svg+xml", "png": "image/png", "pdf": "application/pdf"}
"""The kinds of a picture, and what each is on the wire."""
OWN_STYLE = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""What a picture with its own colours may do when it is opened by itself: nothing but wear them."""
KINDS = (*PICTURES, "csv", "json")


@policy(PUBLIC)
def file(request: HttpRequest, municipality: str, area: str, kind: str) -> HttpResponse:
    """The radar as a file; `sprog` says in which language, for a picture on somebody else's page, taken to be light."""
    asked = request.GET.get("sprog")
    with override(asked if asked in dict(settings.LANGUAGES) else get_language()):
        return _file(request, municipality, area, kind)


def _file(request: HttpRequest, municipality: str, area: str, kind: str) -> HttpResponse:
    row, today = find_direction(request, municipality, area), clock.today()
    form = RadarFilterForm(request.GET, today=today)
    if kind not in KINDS or not row.is_public:
        raise Http404
    if not form.is_valid():
        return HttpResponse(form.errors.as_text(), status=400, content_type="text/plain; charset=utf-8")
    day, since = form.cleaned_data["dato"], form.cleaned_data["siden"]
    radar = queries.radar_of(row, VISITOR, today=today, day=day, since=since)
    if radar is None:
        raise Http404
    if kind == "csv":
        return rows_file(queries.radar_rows(radar), f"radar-{row.municipality.slug}-{row.area.key}")
    if kind == "json":
        return document_file(queries.radar_document(row, radar))
    picture = picture_of(row, radar, radar.sections, is_compared=since is not None)
    name, is_embedded = f"radar-{row.municipality.slug}-{row.area.key}", "sprog" in request.GET
    return picture_file(picture, kind, day=radar.day, name=name, follows_screen=not is_embedded)


def picture_file(picture: Picture, kind: str, *, day: date, name: str, follows_screen: bool = True) -> HttpResponse:
    """A radar's picture as a file of its own (`svg`, `png` or `pdf`); who cannot see it is told every placement in words.

    An SVG that `follows_screen` is dark on a dark screen; the others are for paper.
    """
    language = get_language() or "da"
    note = _("Lysning, %(day)s") % {"day": long_date(day, language)}
    words = {"title": picture.title, "description": picture.description, "note": note}
    drawn = draw_alone(picture.layout, picture.dots, **words, follows_screen=follows_screen and kind == "svg")
    if kind == "svg":
        own_style = {"Content-Security-Policy": OWN_STYLE}
        return HttpResponse(drawn, content_type=f"{PICTURES[kind]}; charset=utf-8", headers=own_style)
    spoken = ". ".join([picture.description, *(f"{dot.number}: {dot.title}" for dot in picture.dots)])
    as_kind: pdf.Kind = "pdf" if kind == "pdf" else "png"
    content = pdf.picture(drawn, title=picture.title, words=spoken, language=language, on=day, kind=as_kind)
    response = HttpResponse(content, content_type=PICTURES[kind])
    if kind == "pdf":
        response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response


def rows_file(rows: Iterable[Mapping[str, object]], name: str) -> HttpResponse:
    """Rows as a CSV file that a spreadsheet opens; what it would take for a formula is made text."""
    cells = ({heading: neutral(str(cell)) for heading, cell in row.items()} for row in rows)
    response = HttpResponse("".join(csv_lines(cells)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def document_file(document: Mapping[str, object]) -> HttpResponse:
    """Plain values as JSON that a person can read too."""
    return JsonResponse(document, json_dumps_params={"ensure_ascii": False, "indent": 1})
