"""Municipalities beside each other: where they agree and where they do not, from what they have published to everyone."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from lysning.core.formats import alphabetical
from lysning.direction.models import Placement
from lysning.direction.queries.country import least_municipalities, public_rings
from lysning.direction.queries.rings import RingLine, open_rings
from lysning.direction.rules import Spread, spread_of
from lysning.directory.queries import MunicipalityPlace
from lysning.taxonomy.models import ServiceArea, Topic

FEWEST, MOST = 2, 6


class Cell(NamedTuple):
    """Where one municipality stands with a topic: the ring, and the placement's place on its radar (slug)."""

    ring: RingLine
    slug: str


@dataclass(frozen=True)
class ComparedLine:
    """One topic: the cell of each municipality in the order of the columns (None: not placed), and what others say.

    `spread` is of those compared, the columns and the group alike, None when fewer than two of them have placed it; `group`
    and `country` are None where fewer than the least number have.
    """

    topic: Topic
    cells: tuple[Cell | None, ...]
    spread: Spread | None
    group: Spread | None
    country: Spread | None
    rings_of_country: tuple[RingLine, ...]

    @property
    def leading(self) -> RingLine | None:
        """The ring in which most of the country stands."""
        return self.rings_of_country[self.country.leading] if self.country else None

    @property
    def leading_of_group(self) -> RingLine | None:
        """The ring in which most of the group stands."""
        return self.rings_of_country[self.group.leading] if self.group else None

    @property
    def differs(self) -> bool:
        """True when two of the columns say different things."""
        said = {cell.ring.key for cell in self.cells if cell}
        if self.leading_of_group:
            said.add(self.leading_of_group.key)
        return len(said) > 1


@dataclass(frozen=True)
class Comparison:
    """One to six municipalities in one area beside a group (or none), the topics that divide them most first."""

    area: ServiceArea
    places: tuple[MunicipalityPlace, ...]
    lines: tuple[ComparedLine, ...]


def compare(
    area: ServiceArea, places: Sequence[MunicipalityPlace], *, today: date, group: Iterable[int] = ()
) -> Comparison:
    """The municipalities side by side, with a group of others (ids) and the country behind them. Three queries.

    At most the first six are taken. Shown is what one of them has placed, and what at least the least number of the group has.
    """
    shown, others = tuple(places[:MOST]), frozenset(group)
    rings, least = open_rings(today), least_municipalities(today)
    columns = frozenset(place.id for place in shown)
    placed = {
        topic_id: by_municipality
        for topic_id, by_municipality in public_rings([area.pk]).items()
        if not columns.isdisjoint(by_municipality) or len(others & by_municipality.keys()) >= least
    }
    topics, slugs = Topic.objects.in_bulk(list(placed)), _slugs(area, columns)
    lines = [
        ComparedLine(
            topics[topic_id],
            _cells(topic_id, by_municipality, shown, slugs, rings),
            _spread(_said(by_municipality, columns | others), rings, FEWEST),
            _spread(_said(by_municipality, others), rings, least),
            _spread(by_municipality.values(), rings, least),
            rings,
        )
        for topic_id, by_municipality in placed.items()
    ]
    return Comparison(area, shown, tuple(sorted(lines, key=_by_disagreement)))


def _slugs(area: ServiceArea, municipality_ids: Collection[int]) -> dict[tuple[int, int], str]:
    """The slug of the placement that counts, by topic and municipality."""
    rows = Placement.objects.public().filter(
        direction__area=area, direction__municipality__in=municipality_ids, topic__isnull=False
    )
    columns = ("topic__current_id", "direction__municipality_id", "slug")
    ordered = rows.order_by("decided_on", "pk").values_list(*columns)
    return {(topic_id, municipality_id): slug for topic_id, municipality_id, slug in ordered}


def _cells(
    topic_id: int,
    by_municipality: Mapping[int, str],
    places: Sequence[MunicipalityPlace],
    slugs: Mapping[tuple[int, int], str],
    rings: Sequence[RingLine],
) -> tuple[Cell | None, ...]:
    named = {ring.key: ring for ring in rings}
    said = ((place.id, named.get(by_municipality.get(place.id, ""))) for place in places)
    return tuple(Cell(ring, slugs[topic_id, place_id]) if ring else None for place_id, ring in said)


def _spread(placed: Iterable[str], rings: Sequence[RingLine], least: int) -> Spread | None:
    counts, keys = Counter(placed), [ring.key for ring in rings]
    return spread_of(counts, keys) if sum(counts[key] for key in keys) >= least else None


def _said(by_municipality: Mapping[int, str], ids: Iterable[int]) -> list[str]:
    return [by_municipality[each] for each in ids if each in by_municipality]


def _by_disagreement(line: ComparedLine) -> tuple[float, int, str]:
    """Most disagreement first, then what most have placed, then what only one has."""
    placed = sum(cell is not None for cell in line.cells)
    return (line.spread.consensus if line.spread else 2.0, -placed, alphabetical(line.topic.name))
