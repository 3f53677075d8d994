"""Municipalities beside each other: where they agree and where they do not, from what they have published to everyone."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Max
from django.db.models.functions import Lower

from lysning.core.formats import alphabetical
from lysning.direction.models import LIGHTEST_FIRST, Placement
from lysning.direction.queries.country import least_municipalities
from lysning.direction.queries.names import Named, named_subjects
from lysning.direction.queries.rings import RingLine, open_rings, ring_keys
from lysning.direction.rules import Spread, Subject, spread_of
from lysning.directory.queries import MunicipalityPlace
from lysning.taxonomy.models import ServiceArea

FEWEST, MOST = 2, 6


class Cell(NamedTuple):
    """Where one municipality stands with a thing: the ring, and the placement's place on its radar (slug)."""

    ring: RingLine
    slug: str


@dataclass(frozen=True)
class ComparedLine:
    """One thing, a topic, a solution or own words: the cell of each municipality in the order of the columns (None: not
    placed), and what others say.

    `spread` is of those compared, the columns and the group alike, None when fewer than two of them have placed it; `group`
    and `country` are None where fewer than the least number have.
    """

    named: Named
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
    """One to six municipalities in one area beside a group (or none), what divides them most first."""

    area: ServiceArea
    places: tuple[MunicipalityPlace, ...]
    lines: tuple[ComparedLine, ...]


Stands = dict[int, tuple[str, str]]
"""Of one thing the ring (key) and the slug of the placement, by municipality (id)."""


def compare(
    area: ServiceArea, places: Sequence[MunicipalityPlace], *, today: date, group: Iterable[int] = ()
) -> Comparison:
    """The municipalities side by side, with a group of others (ids) and the country behind them. At most three queries
    while topics are kept, however many lines.

    At most the first six are taken. Shown is what one of them has placed, and what at least the least number of the group has:
    topics (merged ones as they count today), solutions, and the same own words.
    """
    shown, others = tuple(places[:MOST]), frozenset(group)
    rings, least = open_rings(today), least_municipalities(today)
    columns = frozenset(place.id for place in shown)
    placed = {
        subject: stands
        for subject, stands in public_stands(area)
        if not columns.isdisjoint(stands) or len(others & stands.keys()) >= least
    }
    names = named_subjects(placed)
    lines = [
        ComparedLine(
            names[subject],
            _cells(stands, shown, rings),
            _spread(_said(stands, columns | others), rings, FEWEST),
            _spread(_said(stands, others), rings, least),
            _spread(_said(stands, stands), rings, least),
            rings,
        )
        for subject, stands in placed.items()
    ]
    return Comparison(area, shown, tuple(sorted(lines, key=_by_disagreement)))


def public_stands(area: ServiceArea) -> Iterator[tuple[Subject, Stands]]:
    """Each thing that stands in public in an area, with who has placed it where. One query.

    Own words are one thing when they are the same but for capital letters. Where a municipality has placed two topics that
    have become one, the later decision counts.
    """
    keys = ring_keys()
    things = (
        Placement.objects.public()
        .filter(direction__area=area)
        .order_by()
        .values("topic__current_id", "solution_id", folded=Lower("own_title"))
        .annotate(
            title=Max("own_title"),
            municipalities=ArrayAgg("direction__municipality_id", order_by=LIGHTEST_FIRST),
            rings=ArrayAgg("ring_id", order_by=LIGHTEST_FIRST),
            slugs=ArrayAgg("slug", order_by=LIGHTEST_FIRST),
        )
    )
    columns = ("topic__current_id", "solution_id", "title", "municipalities", "rings", "slugs")
    for *subject, municipalities, ring_ids, slugs in things.values_list(*columns):
        rings = (keys[ring_id] for ring_id in ring_ids)
        yield Subject(*subject), dict(zip(municipalities, zip(rings, slugs, strict=True), strict=True))


def _cells(stands: Stands, places: Sequence[MunicipalityPlace], rings: Sequence[RingLine]) -> tuple[Cell | None, ...]:
    named = {ring.key: ring for ring in rings}
    said = (stands.get(place.id, ("", "")) for place in places)
    return tuple(Cell(named[ring], slug) if ring in named else None for ring, slug in said)


def _spread(placed: Iterable[str], rings: Sequence[RingLine], least: int) -> Spread | None:
    counts, keys = Counter(placed), [ring.key for ring in rings]
    return spread_of(counts, keys) if sum(counts[key] for key in keys) >= least else None


def _said(stands: Mapping[int, tuple[str, str]], ids: Iterable[int]) -> list[str]:
    return [stands[each][0] for each in ids if each in stands]


def _by_disagreement(line: ComparedLine) -> tuple[float, int, str]:
    """Most disagreement first, then what most have placed, then what only one has."""
    placed = sum(cell is not None for cell in line.cells)
    return (line.spread.consensus if line.spread else 2.0, -placed, alphabetical(line.named.name))
