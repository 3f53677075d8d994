"""With whom a municipality may be compared: those like it in size, those in its region, and all who have published."""

from dataclasses import dataclass
from datetime import date
from math import ceil, log
from typing import Literal

from lysning.direction.queries.country import published_by_area
from lysning.directory.queries import MunicipalityPlace, municipality_places, regions_of
from lysning.taxonomy.models import ServiceArea

Likeness = Literal["size", "region"]
ALIKE_FACTOR = 1.5
"""Municipalities are of like size when neither has more than half as many inhabitants again as the other."""


@dataclass(frozen=True)
class Peer:
    """A municipality one may be compared with: like in size, in the same region, or simply published."""

    place: MunicipalityPlace
    is_alike: bool
    is_same_region: bool

    def has(self, likeness: Likeness) -> bool:
        """True when it is like the other in this."""
        return self.is_alike if likeness == "size" else self.is_same_region


@dataclass(frozen=True)
class Peers:
    """Those with a public direction in an area, the most like first; `region` is that of the municipality one sees from."""

    lines: tuple[Peer, ...]
    region: str = ""

    def like(self, *likenesses: Likeness) -> tuple[Peer, ...]:
        """The ones that are like it in all of these."""
        return tuple(peer for peer in self.lines if all(peer.has(likeness) for likeness in likenesses))


def peers(area: ServiceArea, home: MunicipalityPlace | None, *, today: date) -> Peers:
    """The municipalities with a public direction in the area besides `home`, those most like it first. Two queries."""
    published = published_by_area(area).get(area.pk, frozenset())
    found = [each for each in municipality_places() if each.id in published and each != home]
    if home is None:
        return Peers(tuple(Peer(each, is_alike=False, is_same_region=False) for each in found))
    regions = regions_of(today)
    region = regions.get(home.id, "")
    lines = [
        Peer(
            each,
            is_alike=_distance(each, home) <= log(ALIKE_FACTOR),
            is_same_region=bool(region) and regions.get(each.id) == region,
        )
        for each in found
    ]
    lines.sort(key=lambda peer: (not peer.is_alike, not peer.is_same_region, _distance(peer.place, home)))
    return Peers(tuple(lines), region)


def like_sizes(home: MunicipalityPlace) -> tuple[int, int]:
    """From how many to how many inhabitants a municipality is of like size."""
    return ceil(home.population / ALIKE_FACTOR), int(home.population * ALIKE_FACTOR)


def _distance(one: MunicipalityPlace, other: MunicipalityPlace) -> float:
    return abs(log(max(one.population, 1) / max(other.population, 1)))
