"""Small drawings of numbers: the line of twelve months and the bars of a table. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

WIDTH = 120
HEIGHT = 32
PAD = 3


@dataclass(frozen=True)
class Sparkline:
    """A line through the values; where a value is missing the line is broken. Coordinates in a box of WIDTH x HEIGHT."""

    line: str
    area: str
    now: str
    first: float
    last: float
    lowest: float
    highest: float


def sparkline(values: Sequence[float | None]) -> Sparkline | None:
    """Draws the values from oldest to newest, scaled between lowest and highest; None when fewer than two are known."""
    known = [value for value in values if value is not None]
    if len(known) <= 1:
        return None
    low, high = min(known), max(known)
    step = (WIDTH - 2 * PAD) / (len(values) - 1)

    def point(index: int, value: float) -> str:
        share = (value - low) / (high - low) if high > low else 0.5
        return f"{PAD + index * step:.1f} {HEIGHT - PAD - share * (HEIGHT - 2 * PAD):.1f}"

    pieces = [
        [(index, value) for index, value in piece if value is not None]
        for is_known, piece in groupby(enumerate(values), key=lambda pair: pair[1] is not None)
        if is_known
    ]
    lines = ["M" + "L".join(point(index, value) for index, value in piece) for piece in pieces]
    areas = [
        f"{line}L{PAD + piece[-1][0] * step:.1f} {HEIGHT}L{PAD + piece[0][0] * step:.1f} {HEIGHT}z"
        for line, piece in zip(lines, pieces, strict=True)
    ]
    return Sparkline("".join(lines), "".join(areas), point(*pieces[-1][-1]), known[0], known[-1], low, high)


@dataclass(frozen=True)
class Bar:
    """One row of a bar chart: `written` is the value as people read it; `marked` makes it stand out."""

    label: str
    value: float
    written: str
    href: str | None = None
    marked: bool = False


@dataclass(frozen=True)
class BarRow:
    """A bar with its length in per cent of the longest."""

    bar: Bar
    length: str


def bar_rows(bars: Sequence[Bar], full: float | None = None) -> list[BarRow]:
    """Gives each bar its length in per cent of `full`, or of the greatest value; negative values get no length."""
    whole = full or max((bar.value for bar in bars), default=0)
    return [BarRow(bar, f"{max(0.0, min(100.0, 100 * bar.value / whole)) if whole > 0 else 0:.1f}%") for bar in bars]
