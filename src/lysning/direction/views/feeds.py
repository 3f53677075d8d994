"""What municipalities have decided in public, as Atom: of the country, an area, a municipality, or one radar."""

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from lysning.core.feeds import Feed, feed_response
from lysning.core.http import PUBLIC, load, policy
from lysning.direction import queries
from lysning.direction.views.finding import find_area, find_direction
from lysning.directory.models import Municipality


@policy(PUBLIC)
def country(request: HttpRequest) -> HttpResponse:
    return _feed(request, "retning", _("Directions"), reverse("direction:country"), Q())


@policy(PUBLIC)
def area(request: HttpRequest, area: str) -> HttpResponse:
    field = find_area(area)
    page = reverse("direction:country_area", args=[field.key])
    return _feed(request, f"retning:land:{field.key}", field.name, page, Q(direction__area=field))


@policy(PUBLIC)
def municipality(request: HttpRequest, municipality: str) -> HttpResponse:
    row = load(Municipality.objects.all(), request, see="directory.view_municipality", slug=municipality)
    page = reverse("direction:municipality", args=[row.slug])
    return _feed(request, f"retning:{row.slug}", row.name, page, Q(direction__municipality=row))


@policy(PUBLIC)
def radar(request: HttpRequest, municipality: str, area: str) -> HttpResponse:
    """What one radar says to everyone; whoever asks, nothing else is told, as a feed reader may be anywhere."""
    row = find_direction(request, municipality, area)
    page = reverse("direction:direction", args=[municipality, area])
    title = f"{row.municipality.name}: {row.area.name}"
    return _feed(request, f"retning:{municipality}:{area}", title, page, Q(direction=row))


def _feed(request: HttpRequest, key: str, title: str, page: str, which: Q) -> HttpResponse:
    text = _("What municipalities have put in which ring, and why.")
    return feed_response(request, Feed(key, title, text, page, queries.placement_entries(which)))
