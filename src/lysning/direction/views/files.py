"""A radar beside its page: picture, list and open format, with what everyone may see and nothing else."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lysning.core import clock, pdf
from lysning.core.actors import VISITOR
from lysning.core.formats import long_date
from lysning.core.http import PUBLIC, policy
from lysning.core.radar_file import draw_alone
from lysning.direction import queries
from lysning.direction.forms import RadarFilterForm
from lysning.direction.models import Direction
from lysning.direction.queries import Radar
from lysning.direction.views.finding import find_direction
from lysning.direction.views.picture import Picture, picture_of
from lysning.taxonomy.rules import csv_lines, neutral


@policy(PUBLIC)
def file(request: HttpRequest, municipality: str, area: str, kind: str) -> HttpResponse:
    write = KINDS.get(kind)
    row, today = find_direction(request, municipality, area), clock.today()
    form = RadarFilterForm(request.GET, today=today)
    if write is None or not row.is_public:
        raise Http404
    if not form.is_valid():
        return HttpResponse(form.errors.as_text(), status=400, content_type="text/plain; charset=utf-8")
    day, since = form.cleaned_data["dato"], form.cleaned_data["siden"]
    radar = queries.radar_of(row, VISITOR, today=today, day=day, since=since)
    if radar is None:
        raise Http404
    return write(row, radar, is_compared=since is not None)


def _svg(direction: Direction, radar: Radar, *, is_compared: bool) -> HttpResponse:
    _picture, drawn = _alone(direction, radar, is_compared=is_compared)
    return HttpResponse(drawn, content_type="image/svg+xml; charset=utf-8")


def _png(direction: Direction, radar: Radar, *, is_compared: bool) -> HttpResponse:
    return HttpResponse(_set(direction, radar, "png", is_compared=is_compared), content_type="image/png")


def _pdf(direction: Direction, radar: Radar, *, is_compared: bool) -> HttpResponse:
    response = HttpResponse(_set(direction, radar, "pdf", is_compared=is_compared), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="radar-{direction.municipality.slug}-{direction.area.key}.pdf"'
    return response


def _alone(direction: Direction, radar: Radar, *, is_compared: bool) -> tuple[Picture, SafeString]:
    picture = picture_of(direction, radar, radar.sections, is_compared=is_compared)
    note = _("Lysning, %(day)s") % {"day": long_date(radar.day, get_language() or "da")}
    drawn = draw_alone(picture.layout, picture.dots, title=picture.title, description=picture.description, note=note)
    return picture, drawn


def _set(direction: Direction, radar: Radar, kind: pdf.Kind, *, is_compared: bool) -> bytes:
    """The picture on a page of its own; who cannot see it is told every placement in words."""
    picture, drawn = _alone(direction, radar, is_compared=is_compared)
    words = ". ".join([picture.description, *(f"{dot.number}: {dot.title}" for dot in picture.dots)])
    return pdf.picture(
        drawn, title=picture.title, words=words, language=get_language() or "da", on=radar.day, kind=kind
    )


def _csv(direction: Direction, radar: Radar, *, is_compared: bool) -> HttpResponse:  # noqa: ARG001 -- one shape for all
    rows = ({name: neutral(str(cell)) for name, cell in row.items()} for row in queries.radar_rows(radar))
    response = HttpResponse("".join(csv_lines(rows)), content_type="text/csv; charset=utf-8")
    name = f"radar-{direction.municipality.slug}-{direction.area.key}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _json(direction: Direction, radar: Radar, *, is_compared: bool) -> HttpResponse:  # noqa: ARG001 -- one shape for all
    document = queries.radar_document(direction, radar)
    return JsonResponse(document, json_dumps_params={"ensure_ascii": False, "indent": 1})


KINDS: dict[str, Callable[..., HttpResponse]] = {"svg": _svg, "png": _png, "pdf": _pdf, "csv": _csv, "json": _json}
