"""Municipalities side by side."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lysning.core import clock
from lysning.core.http import PUBLIC, policy
from lysning.direction import queries
from lysning.direction.queries.compare import FEWEST, MOST
from lysning.direction.views.finding import find_area
from lysning.directory.queries import place_by_slug


@policy(PUBLIC)
def compare(request: HttpRequest, area: str) -> HttpResponse:
    """The municipalities of the address; with one alone, or with `som`, those most like it are offered first."""
    field, today = find_area(area), clock.today()
    asked = dict.fromkeys(request.GET.getlist("kommune"))
    places = [place for slug in asked if (place := place_by_slug(slug))]
    home = place_by_slug(request.GET.get("som", "")) or (places[0] if places else None)
    context = {
        "area": field,
        "home": home,
        "chosen": {place.slug for place in places},
        "peers": queries.peers(field, home, today=today),
        "comparison": queries.compare(field, places, today=today) if len(places) >= FEWEST else None,
        "is_too_many": len(places) > MOST,
        "most": MOST,
    }
    return render(request, "direction/compare.html", context, status=422 if len(places) > MOST else 200)
