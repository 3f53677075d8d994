"""Where the dots of a radar lie: rings around a centre, cut into sectors, with no dot on another or on a border. Pure.

Method. Every ring is cut into rows, every row of a sector into cells of equal width, each wide enough for a dot and its
margin; a cell that would reach under the ring's name is left out. A hash of its key gives each mark a place it would like,
evenly spread over its ring and sector, and a rank. By rank each takes the free cell nearest to that place, and lies there as
near to it as the cell allows. Cells do not overlap, so dots cannot. What a set of marks looks like depends on nothing but the
set, and one mark more moves only those of lower rank that it pushes aside, unless a ring must grow.

Rings grow row by row until their cells are a little more than their marks. Where all of them do not fit, cells shrink step by
step; at the smallest, where a number can still be read, the picture grows instead.

The cells are stratified sampling (Cook, Stochastic sampling in computer graphics, ACM Transactions on Graphics 5, 1986); taking
places by rank, so that the order of arrival leaves no trace, is the ordered hash table of Amble and Knuth (The Computer
Journal 17, 1974).
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import asin, ceil, cos, hypot, pi, sin, sqrt
from typing import NamedTuple

TAU = 2 * pi
ROOM = 300
"""As far as the outermost ring may reach from the centre while dots can still shrink."""
MARGIN = 8
MARGIN_WITH_NAMES = 34
"""What lies outside the outermost ring: a little air, or the names of the sectors."""
GAP = 4
"""Air between two dots, and half of it between a dot and a border."""
LARGEST_DOT = 30
SPACINGS = (44, 38, 33, 28, 25, 22)
"""Half the width of a cell, from what is tried first to the smallest: a dot of radius 20 with a number 16 high."""
SLACK = 1.2
"""Cells for each mark: with a fifth to spare, most marks get the cell they would like."""
THINNEST_RING = 44
NAME_HEIGHT = 18
LETTER_WIDTH = 0.68
"""Of the height: wider than the widest usual line of capitals in IBM Plex Sans SemiBold."""
LONGEST_NAME = 24


def cut(text: str, length: int) -> str:
    """The text, or as much of it as the length has room for and a sign that there is more."""
    return text if len(text) <= length else f"{text[: max(length - 1, 0)].rstrip()}…"


@dataclass(frozen=True)
class Mark:
    """What is to be placed: a stable key, the ring counted from the centre, and the sector counted clockwise."""

    key: str
    ring: int
    sector: int = 0


@dataclass(frozen=True)
class Spot:
    """A mark in its place, in the drawing's units from the centre: x to the right, y downwards."""

    mark: Mark
    x: float
    y: float


@dataclass(frozen=True)
class Ring:
    """One ring, and where its name stands: upright at twelve o'clock, under the ring's outer border."""

    name: str
    inner: float
    outer: float

    @property
    def shown_name(self) -> str:
        """The name as it is written in the picture: a very long one is cut."""
        return cut(self.name, LONGEST_NAME)

    @property
    def half_name(self) -> float:
        """Half the width that is kept free for the name."""
        return len(self.shown_name) * LETTER_WIDTH * NAME_HEIGHT / 2

    @property
    def name_top(self) -> float:
        """How far above the centre the upper edge of the name lies: its corners touch the border's air."""
        return sqrt((self.outer - GAP) ** 2 - self.half_name**2)

    @property
    def name_bottom(self) -> float:
        """How far above the centre the lower edge of the name lies."""
        return self.name_top - NAME_HEIGHT


@dataclass(frozen=True)
class Sector:
    """One sector with its angles in radians, clockwise from twelve o'clock; the first lies around twelve o'clock."""

    name: str
    start: float
    end: float

    @property
    def middle(self) -> float:
        return (self.start + self.end) / 2


@dataclass(frozen=True)
class Layout:
    """A finished picture: rings from the centre outwards, sectors clockwise, spots by ring, sector and key."""

    rings: tuple[Ring, ...]
    sectors: tuple[Sector, ...]
    spots: tuple[Spot, ...]
    dot: float
    """The radius that every dot keeps within."""

    @property
    def radius(self) -> float:
        return self.rings[-1].outer

    @property
    def half(self) -> float:
        """Half the side of the square picture, whose middle is the centre."""
        return self.radius + (MARGIN_WITH_NAMES if any(sector.name for sector in self.sectors) else MARGIN)


class _Cell(NamedTuple):
    """Where the middle of one dot may lie: between two distances from the centre, and between two angles."""

    near: float
    far: float
    start: float
    end: float


class _Wish(NamedTuple):
    """What the hash of a key says: its rank, and how far along and how far out it would like to lie, each from 0 to 1."""

    rank: int
    along: float
    out: float


def layout(
    marks: Iterable[Mark],
    *,
    rings: Sequence[str],
    sectors: Sequence[str] = ("",),
    weights: Sequence[float] | None = None,
) -> Layout:
    """Places the marks so that no dot touches another, a border, or the name of a ring; the same set gives the same picture.

    `rings` are the names of the rings from the centre outwards, `sectors` those of the sectors clockwise; `weights` are
    how wide the sectors are beside each other, alike when they are not given.
    Raises ValueError when there is no ring or sector, when a mark names one that is not there, when a key is there twice,
    or when the weights are not one above 0 for each sector.
    """
    placed = sorted(marks, key=lambda mark: (mark.ring, mark.sector, mark.key))
    _check(placed, rings, sectors)
    wedges = _wedges(sectors, [1.0] * len(sectors) if weights is None else weights)
    held = Counter((mark.ring, mark.sector) for mark in placed)
    drawn: tuple[Ring, ...] = ()
    spacing: float = 0
    for spacing in SPACINGS:
        drawn = _rings(rings, wedges, held, spacing)
        if drawn[-1].outer <= ROOM:
            break
    groups: defaultdict[tuple[int, int], list[Mark]] = defaultdict(list)
    for mark in placed:
        groups[mark.ring, mark.sector].append(mark)
    spots = [
        spot
        for (ring, sector), group in groups.items()
        for spot in _spots(group, drawn[ring], wedges[sector], _cells(drawn[ring], wedges[sector], spacing))
    ]
    return Layout(drawn, wedges, tuple(spots), _reach(spacing) - GAP / 2)


def _check(marks: Sequence[Mark], rings: Sequence[str], sectors: Sequence[str]) -> None:
    if not rings or not sectors:
        raise ValueError("a radar has at least one ring and one sector")
    if twice := [key for key, times in Counter(mark.key for mark in marks).items() if times > 1]:
        raise ValueError(f"key used twice: {twice}")
    if strange := [mark.key for mark in marks if not (0 <= mark.ring < len(rings) and 0 <= mark.sector < len(sectors))]:
        raise ValueError(f"no such ring or sector: {strange}")


def _wedges(names: Sequence[str], weights: Sequence[float]) -> tuple[Sector, ...]:
    if len(weights) != len(names) or min(weights) <= 0:
        raise ValueError(f"a weight above 0 for each sector: {weights}")
    turn = TAU / sum(weights)
    edges = [-weights[0] * turn / 2]
    for weight in weights:
        edges.append(edges[-1] + weight * turn)
    return tuple(Sector(name, start, end) for name, start, end in zip(names, edges, edges[1:], strict=False))


def _reach(spacing: float) -> float:
    """Half the width a dot needs for itself and its air; in a large cell it has room to move."""
    return min(spacing, LARGEST_DOT + GAP / 2)


# --- rings and their cells ----------------------------------------------------------------------------------------------


def _rings(
    names: Sequence[str], wedges: Sequence[Sector], held: Counter[tuple[int, int]], spacing: float
) -> tuple[Ring, ...]:
    drawn: list[Ring] = []
    inner: float = 0
    for place, name in enumerate(names):
        wanted = {wedge: ceil(SLACK * held[place, sector]) for sector, wedge in enumerate(wedges)}
        drawn.append(_ring(name, inner, {wedge: cells for wedge, cells in wanted.items() if cells}, spacing))
        inner = drawn[-1].outer
    return tuple(drawn)


def _ring(name: str, inner: float, wanted: dict[Sector, int], spacing: float) -> Ring:
    """The thinnest ring of whole rows that holds the name and, in each sector, the cells that are wanted."""
    half = Ring(name, inner, inner).half_name
    for_name = hypot(inner + GAP + NAME_HEIGHT, half) + GAP
    rows = 1
    while True:
        outer = max(for_name, inner + THINNEST_RING, inner + _border(inner) + rows * 2 * spacing + GAP / 2)
        ring = Ring(name, inner, outer)
        if all(len(_cells(ring, wedge, spacing)) >= cells for wedge, cells in wanted.items()):
            return ring
        rows += 1


def _border(inner: float) -> float:
    """The air inside a ring's inner border; the centre has none."""
    return GAP / 2 if inner else 0


def _cells(ring: Ring, wedge: Sector, spacing: float) -> list[_Cell]:
    """The cells of one sector of a ring, from the centre outwards, clockwise."""
    reach = _reach(spacing)
    start = ring.inner + _border(ring.inner)
    depth = ring.outer - GAP / 2 - start
    rows = int(depth / (2 * spacing) + 1e-9)
    cells: list[_Cell] = []
    for row in range(rows):
        inside = start + row * depth / rows
        near, far = inside + reach, inside + depth / rows - reach
        needed, turn = 2 * asin(spacing / (inside + spacing)), asin(reach / near)
        for first, last in _free(wedge, _under_the_name(ring, near, far, reach), turn):
            count = int((last - first) / needed + 1e-9)
            width = (last - first) / max(count, 1)
            cells += (
                _Cell(near, far, first + each * width + turn, first + (each + 1) * width - turn)
                for each in range(count)
            )
    return cells


def _under_the_name(ring: Ring, near: float, far: float, reach: float) -> float | None:
    """The angle to either side of twelve o'clock within which a dot of this row would touch the name; None where none does."""
    across, top, bottom = ring.half_name + reach, ring.name_top + reach, ring.name_bottom - reach
    if far < bottom or near > hypot(across, top):
        return None
    return pi if bottom <= 0 else asin(min(1.0, across / near))


def _free(wedge: Sector, taken: float | None, turn: float) -> Iterator[tuple[float, float]]:
    """The parts of a sector that leave the angle that is taken to the middles of dots, which keep `turn` from an edge."""
    cursor = wedge.start
    if taken is not None:
        for noon in (0.0, TAU):
            first, last = noon - taken + turn, noon + taken - turn
            if first < wedge.end and last > cursor:
                if first > cursor:
                    yield cursor, first
                cursor = last
    if cursor < wedge.end:
        yield cursor, wedge.end


# --- marks in cells -------------------------------------------------------------------------------------------------------


def _spots(marks: Sequence[Mark], ring: Ring, wedge: Sector, cells: list[_Cell]) -> list[Spot]:
    """Gives each mark, by rank, the free cell nearest to where it would like to lie; the spots in the order of the marks."""
    wishes = {mark: _wish(mark.key) for mark in marks}
    free = list(cells)
    found: dict[Mark, Spot] = {}
    for mark in sorted(marks, key=lambda mark: (wishes[mark].rank, mark.key)):
        wish = wishes[mark]
        angle = wedge.start + wish.along * (wedge.end - wedge.start)
        distance = sqrt(ring.inner**2 + wish.out * (ring.outer**2 - ring.inner**2))
        x, y = distance * sin(angle), -distance * cos(angle)
        places = [_nearest(cell, distance, angle) for cell in free]
        best = min(range(len(free)), key=lambda place: hypot(places[place][0] - x, places[place][1] - y))
        found[mark] = Spot(mark, *places[best])
        del free[best]
    return [found[mark] for mark in marks]


def _nearest(cell: _Cell, distance: float, angle: float) -> tuple[float, float]:
    """The place in a cell that is nearest in distance from the centre and in angle."""
    out = min(max(distance, cell.near), cell.far)
    turn = min(max(angle, cell.start), cell.end)
    return out * sin(turn), -out * cos(turn)


def _wish(key: str) -> _Wish:
    digest = hashlib.blake2b(key.encode(), digest_size=24).digest()
    rank, along, out = (int.from_bytes(digest[at : at + 8], "big") for at in (0, 8, 16))
    return _Wish(rank, along / 2**64, out / 2**64)
