"""What municipalities have decided in public, as Atom: of the country, an area, a municipality, or one radar."""

from django.db.models import Max, Q
from django.db.models.functions import Greatest
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from lysning.core import clock
from lysning.core.feeds import MOST_ENTRIES, Entry, Feed, feed_response
from lysning.core.http import PUBLIC, load, policy
from lysning.direction import queries
from lysning.direction.models import Placement
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
    """The newest decisions first: what was published or moved. At most four queries."""
    moved = Max("changes__at", filter=Q(changes__kind="moved"))
    rows = Placement.objects.public().filter(which).annotate(told_at=Greatest("published_at", moved))
    rows = rows.select_related("direction__municipality", "direction__area", "ring", "owner_post")
    newest = list(rows.order_by("-told_at", "-pk")[:MOST_ENTRIES])
    names = queries.Names(row.state for row in newest)
    words = {ring.key: ring.name for ring in queries.rings_on(clock.today())}
    text = _("What municipalities have put in which ring, and why.")
    entries = [_entry(row, names.subject(row.subject).name, words[row.ring.key]) for row in newest]
    return feed_response(request, Feed(key, title, text, page, entries))


def _entry(row: Placement, name: str, ring: str) -> Entry:
    place, field = row.direction.municipality, row.direction.area
    return Entry(
        key=f"placering:{row.slug}",
        title=f"{place.name}: {name}, {ring}",
        address=queries.address_of(row),
        text=row.reason,
        published=row.published_at or row.created_at,
        updated=getattr(row, "told_at", row.created_at),
        author=place.official_name,
        categories=[field.name],
    )
