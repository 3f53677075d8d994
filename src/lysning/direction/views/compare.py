"""Municipalities side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lysning.accounts.models import MUNICIPAL_ROLES
from lysning.core import clock
from lysning.core.formats import number
from lysning.core.http import PUBLIC, actor_of, policy
from lysning.direction import queries
from lysning.direction.queries.compare import FEWEST, MOST
from lysning.direction.views.files import rows_file
from lysning.direction.views.finding import find_area
from lysning.directory.queries import MunicipalityPlace, municipality_places, place_by_slug
from lysning.taxonomy.models import ServiceArea

LIKENESSES: dict[str, queries.Likeness] = {"stoerrelse": "size", "region": "region"}
"""What `ligner` may say in an address."""


@dataclass(frozen=True)
class Choice:
    """One way of being like the municipality one sees from, with how many there are of them."""

    key: str
    words: str
    count: int
    is_chosen: bool


class _Asked:
    """What an address asks for: who is seen from (`som`, else the first of it, else the reader's own), and beside whom."""

    def __init__(self, request: HttpRequest, area: ServiceArea) -> None:
        self.area, self.today = area, clock.today()
        asked = dict.fromkeys(request.GET.getlist("kommune"))
        places = [place for slug in asked if (place := place_by_slug(slug))]
        home = place_by_slug(request.GET.get("som", "")) or (places[0] if places else _own(request))
        self.home = home
        self.chosen = [key for key in LIKENESSES if home and key in request.GET.getlist("ligner")]
        self.columns = list(dict.fromkeys([home, *places])) if home else []
        self.least = queries.least_municipalities(self.today)
        self.peers = queries.peers(area, home, today=self.today)
        self.alike = self.peers.like(*(LIKENESSES[key] for key in self.chosen))
        self.group = [peer.place.id for peer in self.alike] if self.chosen else []

    @cached_property
    def comparison(self) -> queries.Comparison | None:
        """Them beside each other; None where there are too few to compare."""
        if len(self.columns) < FEWEST and not (self.columns and self.group):
            return None
        return queries.compare(self.area, self.columns, today=self.today, group=self.group)

    @property
    def group_name(self) -> str:
        """What those like it are called together; empty where they are too few to be told of."""
        return _group_name(self.home, len(self.group)) if self.home and len(self.group) >= self.least else ""


@policy(PUBLIC)
def compare(request: HttpRequest, area: str) -> HttpResponse:
    """The one seen from beside others and those like it."""
    asked = _Asked(request, find_area(area))
    home, columns, offered = asked.home, asked.columns, _offered(asked.alike, asked.peers, asked.columns)
    context = {
        "area": asked.area,
        "home": home,
        "places": municipality_places(),
        "choices": _choices(home, asked.peers, asked.chosen) if home else (),
        "chosen": {place.slug for place in columns},
        "peers": offered,
        "others": _without(asked.peers, offered),
        "is_narrowed": bool(asked.chosen),
        "comparison": asked.comparison,
        "group": len(asked.group),
        "is_grouped": len(asked.group) >= asked.least,
        "group_name": asked.group_name,
        "least": asked.least,
        "is_too_many": len(columns) > MOST,
        "most": MOST,
        "most_others": MOST - 1,
        "file_ends": _same_again(asked),
    }
    return render(request, "direction/compare.html", context, status=422 if len(columns) > MOST else 200)


@policy(PUBLIC)
def compare_file(request: HttpRequest, area: str) -> HttpResponse:
    """The same table as a list for a spreadsheet (docs/formats/radar.md); where nothing is chosen it leads to the page."""
    asked = _Asked(request, find_area(area))
    if asked.comparison is None:
        return redirect("direction:compare", area)
    rows = queries.compared_rows(asked.comparison, group=asked.group_name)
    return rows_file(rows, f"sammenligning-{asked.area.key}")


def _same_again(asked: _Asked) -> str:
    """The choice as the end of an address: the same for everyone, also where it was begun from the reader's own."""
    som = [("som", asked.home.slug)] if asked.home else []
    others = [("kommune", place.slug) for place in asked.columns[1:MOST]]
    return urlencode([*som, *others, *(("ligner", key) for key in asked.chosen)])


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
