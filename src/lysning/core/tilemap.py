"""The map of tiles: one square for each place, neighbours kept together, drawn the same way every time. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, Protocol

from lysning.core.formats import alphabetical

STEP = 40
SIDE = 34
MARGIN = 3
MINI_STEP = 6
MINI_SIDE = 5

# The names stand in frontend/scss/parts/_tilemap.scss too.
TONES = ("empty", "quiet", "pale", "soft", "mid", "deep", "night", "sun", "sky", "clay")


class Place(Protocol):
    """What a map must know of a place to draw it."""

    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def short(self) -> str: ...
    @property
    def column(self) -> int: ...
    @property
    def row(self) -> int: ...


class Look(NamedTuple):
    """What a map shows of one place: its state, that state in words, and where the tile leads."""

    state: str
    words: str
    href: str | None = None


@dataclass(frozen=True)
class Tile:
    """One place: its stable key, its name, a name of three letters, where it lies, and what is true of it."""

    key: str
    label: str
    short: str
    column: int
    row: int
    state: str
    title: str
    href: str | None = None


@dataclass(frozen=True)
class LegendEntry:
    """What a state is called and how it is seen: a tone of TONES and a sign that says the same without colour."""

    state: str
    label: str
    tone: str
    glyph: str = ""


@dataclass(frozen=True)
class Square:
    """A tile with its place in the drawing, in the drawing's own units."""

    tile: Tile
    x: int
    y: int

    @property
    def outline(self) -> str:
        return f"M{self.x} {self.y}h{SIDE}v{SIDE}h-{SIDE}z"

    @property
    def middle(self) -> int:
        return self.x + SIDE // 2

    @property
    def baseline(self) -> int:
        return self.y + SIDE // 2 + 4

    @property
    def upper(self) -> int:
        return self.y + SIDE // 2 - 3


@dataclass(frozen=True)
class Group:
    """All tiles in one state, from north to south, drawn large or small when asked; the map begins at `left` and `top`."""

    entry: LegendEntry
    tiles: tuple[Tile, ...]
    left: int
    top: int

    @property
    def count(self) -> int:
        return len(self.tiles)

    @property
    def squares(self) -> list[Square]:
        """The tiles with their places in the large drawing."""
        return [
            Square(tile, x * STEP + MARGIN, y * STEP + MARGIN)
            for tile, (x, y) in zip(self.tiles, self._places(), strict=True)
        ]

    @property
    def small(self) -> str:
        """The outline of all of them in the small drawing."""
        return "".join(_small(x, y) for x, y in self._places())

    def _places(self) -> Iterator[tuple[int, int]]:
        return ((tile.column - self.left, tile.row - self.top) for tile in self.tiles)

    @property
    def by_name(self) -> list[Tile]:
        """The tiles in the order of the Danish alphabet."""
        return sorted(self.tiles, key=lambda tile: alphabetical(tile.label))


@dataclass(frozen=True)
class TileMap:
    """A finished drawing: groups in the order of the legend, states without tiles left out."""

    title: str
    description: str
    columns: int
    rows: int
    groups: tuple[Group, ...]

    @property
    def width(self) -> int:
        return self.columns * STEP

    @property
    def height(self) -> int:
        return self.rows * STEP

    @property
    def small_width(self) -> int:
        return self.columns * MINI_STEP

    @property
    def small_height(self) -> int:
        return self.rows * MINI_STEP

    @cached_property
    def counts(self) -> tuple[tuple[LegendEntry, int], ...]:
        """Each state that occurs with its number of tiles."""
        return tuple((group.entry, group.count) for group in self.groups)


@dataclass(frozen=True)
class Land:
    """All places as one small drawing, over which some are painted: the outline of each by its code."""

    width: int
    height: int
    outlines: Mapping[str, str]

    @cached_property
    def whole(self) -> str:
        """The outline of all places."""
        return "".join(self.outlines.values())


def land(places: Iterable[Place]) -> Land:
    """The places as a small drawing that is made once for many maps; places on one square lie on one another."""
    every = list(places)
    left, top = (min(ways, default=0) for ways in zip(*((each.column, each.row) for each in every), strict=True))
    at = {each.code: (each.column - left, each.row - top) for each in every}
    width, height = (max(ways) + 1 for ways in zip(*at.values(), strict=True))
    return Land(width * MINI_STEP, height * MINI_STEP, {code: _small(x, y) for code, (x, y) in at.items()})


def _small(column: int, row: int) -> str:
    return f"M{column * MINI_STEP} {row * MINI_STEP}h{MINI_SIDE}v{MINI_SIDE}h-{MINI_SIDE}z"


def draw_places(
    looks: Iterable[tuple[Place, Look]], *, legend: Sequence[LegendEntry], title: str, description: str
) -> TileMap:
    """Draws each place as it looks, with "name: words" as its title; see `draw`."""
    tiles = (
        Tile(
            key=place.code,
            label=place.name,
            short=place.short,
            column=place.column,
            row=place.row,
            state=look.state,
            title=f"{place.name}: {look.words}",
            href=look.href,
        )
        for place, look in looks
    )
    return draw(tiles, legend=legend, title=title, description=description)


def draw(tiles: Iterable[Tile], *, legend: Sequence[LegendEntry], title: str, description: str) -> TileMap:
    """Draws the tiles; the same tiles give the same drawing whatever order they come in.

    `legend` orders the states; `title` names the map and `description` says in one sentence what it shows.
    Raises ValueError when two tiles share a key or a place, when a state is not in the legend, when a state is there twice,
    or when a tone is unknown.
    """
    placed = sorted(tiles, key=lambda tile: (tile.row, tile.column, tile.key))
    _check(placed, legend)
    left = min((tile.column for tile in placed), default=0)
    top = min((tile.row for tile in placed), default=0)
    by_state: dict[str, list[Tile]] = {}
    for tile in placed:
        by_state.setdefault(tile.state, []).append(tile)
    return TileMap(
        title=title,
        description=description,
        columns=max((tile.column for tile in placed), default=0) - left + 1,
        rows=max((tile.row for tile in placed), default=0) - top + 1,
        groups=tuple(
            Group(entry, tuple(by_state[entry.state]), left, top) for entry in legend if entry.state in by_state
        ),
    )


def _check(tiles: Sequence[Tile], legend: Sequence[LegendEntry]) -> None:
    for name, values in (
        ("key", [tile.key for tile in tiles]),
        ("place", [(tile.column, tile.row) for tile in tiles]),
        ("state in the legend", [entry.state for entry in legend]),
    ):
        if twice := [value for value, times in Counter(values).items() if times > 1]:
            raise ValueError(f"{name} used twice: {twice}")
    if strange := {tile.state for tile in tiles} - {entry.state for entry in legend}:
        raise ValueError(f"states without a legend: {sorted(strange)}")
    if unknown := {entry.tone for entry in legend} - set(TONES):
        raise ValueError(f"unknown tones: {sorted(unknown)}")
