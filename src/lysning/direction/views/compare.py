"""Municipalities side by side."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lysning.accounts.models import MUNICIPAL_ROLES
from lysning.core import clock
from lysning.core.formats import number
from lysning.core.http import PUBLIC, actor_of, policy
from lysning.direction import queries
from lysning.direction.queries.compare import FEWEST, MOST
from lysning.direction.views.finding import find_area
from lysning.directory.queries import MunicipalityPlace, municipality_places, place_by_slug

LIKENESSES: dict[str, queries.Likeness] = {"stoerrelse": "size", "region": "region"}
"""What `ligner` may say in an address."""


@dataclass(frozen=True)
class Choice:
    """One way of being like the municipality one sees from, with how many there are of them."""

    key: str
    words: str
    count: int
    is_chosen: bool


@policy(PUBLIC)
def compare(request: HttpRequest, area: str) -> HttpResponse:
    """The one seen from (`som`, else the first of the address, else the reader's own), beside others and those like it."""
    field, today = find_area(area), clock.today()
    asked = dict.fromkeys(request.GET.getlist("kommune"))
    places = [place for slug in asked if (place := place_by_slug(slug))]
    home = place_by_slug(request.GET.get("som", "")) or (places[0] if places else _own(request))
    chosen = [key for key in LIKENESSES if home and key in request.GET.getlist("ligner")]
    peers = queries.peers(field, home, today=today)
    alike = peers.like(*(LIKENESSES[key] for key in chosen))
    group = [peer.place.id for peer in alike] if chosen else []
    columns = list(dict.fromkeys([home, *places])) if home else []
    least = queries.least_municipalities(today)
    is_compared = len(columns) >= FEWEST or (columns and group)
    offered = _offered(alike, peers, columns)
    context = {
        "area": field,
        "home": home,
        "places": municipality_places(),
        "choices": _choices(home, peers, chosen) if home else (),
        "chosen": {place.slug for place in columns},
        "peers": offered,
        "others": _without(peers, offered),
        "is_narrowed": bool(chosen),
        "comparison": queries.compare(field, columns, today=today, group=group) if is_compared else None,
        "group": len(group),
        "is_grouped": len(group) >= least,
        "group_name": _group_name(home, len(group)) if home and len(group) >= least else "",
        "least": least,
        "is_too_many": len(columns) > MOST,
        "most": MOST,
        "most_others": MOST - 1,
    }
    return render(request, "direction/compare.html", context, status=422 if len(columns) > MOST else 200)


def _group_name(home: MunicipalityPlace, count: int) -> str:
    return _("The %(n)s like %(name)s") % {"n": count, "name": home.name}


def _own(request: HttpRequest) -> MunicipalityPlace | None:
    """The municipality the reader works in."""
    own = actor_of(request).organisations(MUNICIPAL_ROLES)
    return next((place for place in municipality_places() if place.id in own), None)


def _offered(
    alike: Sequence[queries.Peer], peers: queries.Peers, columns: Sequence[MunicipalityPlace]
) -> list[queries.Peer]:
    """The ones like it, and those that are compared already."""
    kept = {peer.place.id for peer in alike} | {place.id for place in columns}
    return [peer for peer in peers.lines if peer.place.id in kept]


def _without(peers: queries.Peers, offered: Sequence[queries.Peer]) -> list[queries.Peer]:
    """The ones that are not offered first."""
    kept = {peer.place.id for peer in offered}
    return [peer for peer in peers.lines if peer.place.id not in kept]


def _choices(home: MunicipalityPlace, peers: queries.Peers, chosen: Sequence[str]) -> list[Choice]:
    low, high = (number(count, get_language() or "da") for count in queries.like_sizes(home))
    words = {
        "stoerrelse": _("Of like size: %(low)s to %(high)s inhabitants") % {"low": low, "high": high},
        "region": _("In %(region)s") % {"region": peers.region},
    }
    return [
        Choice(key, words[key], len(peers.like(likeness)), key in chosen)
        for key, likeness in LIKENESSES.items()
        if likeness == "size" or peers.region
    ]
