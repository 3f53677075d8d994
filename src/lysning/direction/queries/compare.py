"""Municipalities beside each other: where they agree and where they do not, from what they have published to everyone."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import log

from lysning.core.formats import alphabetical
from lysning.direction.queries.country import least_municipalities, public_rings, published_by_area
from lysning.direction.queries.rings import RingLine, open_rings
from lysning.direction.rules import Spread, spread_of
from lysning.directory.queries import MunicipalityPlace, municipality_places, regions_of
from lysning.taxonomy.models import ServiceArea, Topic

FEWEST, MOST = 2, 6
ALIKE_FACTOR = 1.5
"""Municipalities are of like size when neither has more than half as many inhabitants again as the other."""


@dataclass(frozen=True)
class ComparedLine:
    """One topic: the ring of each municipality in the order of the columns (None: not placed), and what the country says.

    `spread` is of the municipalities in the columns, None when fewer than two have placed it.
    """

    topic: Topic
    rings: tuple[RingLine | None, ...]
    spread: Spread | None
    country: Spread | None
    rings_of_country: tuple[RingLine, ...]

    @property
    def leading(self) -> RingLine | None:
        """The ring in which most of the country stands."""
        return self.rings_of_country[self.country.leading] if self.country else None

    @property
    def differs(self) -> bool:
        """True when two of the columns say different things."""
        return len({ring.key for ring in self.rings if ring}) > 1


@dataclass(frozen=True)
class Comparison:
    """Two to six municipalities in one area, the topics that divide them most first."""

    area: ServiceArea
    places: tuple[MunicipalityPlace, ...]
    lines: tuple[ComparedLine, ...]


@dataclass(frozen=True)
class Peer:
    """A municipality one may be compared with: like in size, in the same region, or simply published."""

    place: MunicipalityPlace
    is_alike: bool
    is_same_region: bool


def compare(area: ServiceArea, places: Sequence[MunicipalityPlace], *, today: date) -> Comparison:
    """The municipalities side by side, with the country behind them; at most the first six are taken. Two queries."""
    shown = tuple(places[:MOST])
    rings, least = open_rings(today), least_municipalities(today)
    placed = {
        topic_id: by_municipality
        for topic_id, by_municipality in public_rings([area.pk]).items()
        if any(place.id in by_municipality for place in shown)
    }
    topics = Topic.objects.in_bulk(list(placed))
    lines = [
        ComparedLine(
            topics[topic_id],
            _columns(by_municipality, shown, rings),
            _spread([by_municipality[place.id] for place in shown if place.id in by_municipality], rings, FEWEST),
            _spread(list(by_municipality.values()), rings, least),
            rings,
        )
        for topic_id, by_municipality in placed.items()
    ]
    return Comparison(area, shown, tuple(sorted(lines, key=_by_disagreement)))


def peers(area: ServiceArea, place: MunicipalityPlace | None, *, today: date) -> tuple[Peer, ...]:
    """The municipalities with a public direction in the area, those most like the given one first. At most three queries."""
    published = published_by_area().get(area.pk, frozenset())
    found = [each for each in municipality_places() if each.id in published and each != place]
    if place is None:
        return tuple(Peer(each, is_alike=False, is_same_region=False) for each in found)
    regions = regions_of(today)
    lines = [
        Peer(
            each,
            is_alike=_distance(each, place) <= log(ALIKE_FACTOR),
            is_same_region=each.id in regions and regions[each.id] == regions.get(place.id),
        )
        for each in found
    ]
    return tuple(
        sorted(lines, key=lambda peer: (not peer.is_alike, not peer.is_same_region, _distance(peer.place, place)))
    )


def _distance(one: MunicipalityPlace, other: MunicipalityPlace) -> float:
    return abs(log(max(one.population, 1) / max(other.population, 1)))


def _columns(
    by_municipality: dict[int, str], places: Sequence[MunicipalityPlace], rings: Sequence[RingLine]
) -> tuple[RingLine | None, ...]:
    named = {ring.key: ring for ring in rings}
    return tuple(named.get(by_municipality.get(place.id, "")) for place in places)


def _spread(placed: Sequence[str], rings: Sequence[RingLine], least: int) -> Spread | None:
    keys = [ring.key for ring in rings]
    counts = Counter(key for key in placed if key in keys)
    return spread_of(counts, keys) if counts.total() >= least else None


def _by_disagreement(line: ComparedLine) -> tuple[float, int, str]:
    """Most disagreement first, then what most have placed, then what only one has."""
    placed = sum(ring is not None for ring in line.rings)
    return (line.spread.consensus if line.spread else 2.0, -placed, alphabetical(line.topic.name))
