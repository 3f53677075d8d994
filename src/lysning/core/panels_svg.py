"""Small multiples: the same lines for many places, side by side on one scale, so that the eye compares them."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.html import format_html
from django.utils.safestring import SafeString

from lysning.core.radar_svg import figures
from lysning.core.scales import Scale, scale_for

WIDTH, HEIGHT, EDGE = 160, 72, 6


@dataclass(frozen=True)
class Series:
    """The values of one line from the first period to the last; None where nothing is known or may be shown."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True)
class Panel:
    """One place: its name, its lines (at most two), what they say in words, and after which period something began."""

    name: str
    series: tuple[Series, ...]
    words: str
    turn: int | None = None


@dataclass(frozen=True)
class Drawn:
    """A panel with its picture."""

    panel: Panel
    picture: SafeString


def draw(panels: Sequence[Panel]) -> list[Drawn]:
    """Draws every panel on the scale that holds them all, from nought where nothing lies below it; none without values."""
    every = [value for panel in panels for series in panel.series for value in series.values if value is not None]
    if not every:
        return []
    scale = scale_for([*every, min(0.0, *every)], left=HEIGHT - EDGE, right=EDGE)
    return [Drawn(panel, _picture(panel, scale)) for panel in panels]


def _picture(panel: Panel, scale: Scale) -> SafeString:
    periods = max((len(series.values) for series in panel.series), default=0)
    step = (WIDTH - 2 * EDGE) / max(periods - 1, 1)
    turn = ""
    if panel.turn is not None:
        at = figures(EDGE + (panel.turn - 0.5) * step)
        turn = f'<path class="panels__turn" d="M{at} {EDGE}V{HEIGHT - EDGE}"/>'
    lines = "".join(_line(series, place, step, scale) for place, series in enumerate(panel.series))
    ground = f'<path class="panels__ground" d="M{EDGE} {figures(scale.at(0))}H{WIDTH - EDGE}"/>'
    return format_html(
        '<svg class="panels__picture" viewBox="0 0 {} {}" role="img" aria-label="{}: {}">{}</svg>',
        *(WIDTH, HEIGHT, panel.name, panel.words, SafeString(ground + turn + lines)),
    )


def _line(series: Series, place: int, step: float, scale: Scale) -> str:
    """The line, broken where a value is missing, and a dot for each value: a lonely one is seen too."""
    runs = [
        list(run)
        for is_known, run in groupby(enumerate(series.values), key=lambda pair: pair[1] is not None)
        if is_known
    ]
    points = [
        [(figures(EDGE + at * step), figures(scale.at(value))) for at, value in run if value is not None]
        for run in runs
    ]
    path = "".join("M" + "L".join(f"{x} {y}" for x, y in run) for run in points)
    dots = "".join(f"M{x} {y}h0" for run in points for x, y in run)
    look = f"panels__line--{place}"
    return f'<path class="panels__line {look}" d="{path}"/><path class="panels__dots {look}" d="{dots}"/>'
