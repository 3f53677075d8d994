"""Small multiples: one small picture for each measure, or for each site of one; drawn in plain Python, for they are many."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby

from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lysning.core import formats
from lysning.trials.models import OutcomeMeasure
from lysning.trials.queries import Point, SiteCell, SiteRow
from lysning.trials.rules import Arm, Period
from lysning.trials.words import ARM_WORDS, PHASE_WORDS

WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 280, 120, 6, 22, 22
ROOM = 40
"""How far from the right edge a figure still has room to both sides."""
BELOW = 18
RATE_DECIMALS = 2
LARGE = 100


@dataclass(frozen=True)
class Line:
    """One arm in a picture: a value for each period, None where there is none to show."""

    arm: str
    values: tuple[float | None, ...]


def written(measure: OutcomeMeasure, value: float | None) -> str:
    """A value as people read it, without its unit."""
    if value is None:
        return "–"
    language = get_language() or "da"
    if measure.kind == "binary":
        return formats.percent(value, language)
    return formats.number(value, language, 0 if abs(value) >= LARGE else RATE_DECIMALS)


def top_of(lines: Iterable[Line]) -> float:
    """The value at the top of the scale: a little above the largest, so that pictures beside each other share it."""
    largest = max((value for line in lines for value in line.values if value is not None), default=0.0)
    return largest * 1.08 or 1.0


def picture(
    measure: OutcomeMeasure, periods: Sequence[Period], lines: Sequence[Line], *, label: str, top: float
) -> SafeString:
    """A line for each arm over the periods, from nought to `top`; a line that stands where the new begins."""
    step = (WIDTH - 2 * LEFT) / max(len(periods) - 1, 1)
    ground = HEIGHT - BOTTOM
    words = "; ".join(
        f"{ARM_WORDS[line.arm]}: {', '.join(written(measure, value) for value in line.values)}" for line in lines
    )
    drawn = [
        f'<svg class="multiple" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(f"{label}. {words}")}">',
        f'<path class="multiple__ground" d="M0 {ground}H{WIDTH}"/>',
    ]
    before = sum(period.phase == "baseline" for period in periods)
    if 0 < before < len(periods):
        at = LEFT + (before - 0.5) * step
        drawn.append(f'<path class="multiple__turn" d="M{at:.1f} {TOP - 8}V{ground}"/>')
    drawn.append(_phases(periods, before))
    drawn += [_line(line, step, top) for line in lines]
    if len(lines) == 1:
        drawn += _ends(measure, lines[0], step, top)
    return SafeString("".join([*drawn, "</svg>"]))


def _phases(periods: Sequence[Period], before: int) -> str:
    left = f'<text class="multiple__word" x="2" y="{HEIGHT - 6}">{escape(str(PHASE_WORDS["baseline"]))}</text>'
    right = (
        f'<text class="multiple__word multiple__word--end" x="{WIDTH - 2}" y="{HEIGHT - 6}">'
        f"{escape(str(PHASE_WORDS['follow-up']))}</text>"
    )
    return (left if before else "") + (right if before < len(periods) else "")


def _ends(measure: OutcomeMeasure, line: Line, step: float, top: float) -> Iterator[str]:
    """The first and the last value in figures, above their dots; below where the line rises from there and there is room."""
    known = [(place, value) for place, value in enumerate(line.values) if value is not None]
    for at, beside in ((0, 1), (-1, -2)) if len(known) > 1 else [(0, 0)] if known else ():
        place, value = known[at]
        x, dot = LEFT + place * step, HEIGHT - BOTTOM - min(value / top, 1.0) * (HEIGHT - BOTTOM - TOP)
        is_below = known[beside][1] > value and dot + BELOW < HEIGHT - BOTTOM
        y = dot + BELOW if is_below else dot - 8
        end = "" if place == 0 else " multiple__word--end" if x > WIDTH - ROOM else " multiple__word--middle"
        yield f'<text class="multiple__value{end}" x="{x:.1f}" y="{y:.1f}">{escape(written(measure, value))}</text>'


def _line(line: Line, step: float, top: float) -> str:
    ground, room = HEIGHT - BOTTOM, HEIGHT - BOTTOM - TOP
    points = [
        None if value is None else (LEFT + place * step, ground - min(value / top, 1.0) * room)
        for place, value in enumerate(line.values)
    ]
    pieces = [[p for p in piece if p] for is_there, piece in groupby(points, key=bool) if is_there]
    paths = "".join("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in piece) for piece in pieces)
    dots = "".join(f"M{x:.1f} {y:.1f}h0" for piece in pieces for x, y in piece)
    if not dots:
        return ""
    return (
        f'<path class="multiple__line multiple__line--{line.arm}" d="{paths}"/>'
        f'<path class="multiple__dot multiple__line--{line.arm}" d="{dots}"/>'
    )


def period_table(measure: OutcomeMeasure, arms: Sequence[Sequence[Point]]) -> SafeString:
    """The rows of the table that says what a picture shows: a period, each arm's value, and how many sites of how many."""
    return SafeString("".join(_period_row(measure, points) for points in zip(*arms, strict=True)))


def _period_row(measure: OutcomeMeasure, points: Sequence[Point]) -> str:
    period = points[0].period
    unseen = _("not shown")
    values = "".join(
        f"<td>{escape(unseen if point.is_hidden else written(measure, point.value))}</td>" for point in points
    )
    counts = " · ".join(f"{point.reported}/{point.expected}" for point in points)
    words = f"{PHASE_WORDS[period.phase]} {period.number}"
    return f'<tr><th scope="row">{escape(words)}</th>{values}<td>{counts}</td></tr>'


def site_table(
    measure: OutcomeMeasure, periods: Sequence[Period], arms: Sequence[Arm], rows: Sequence[tuple[str, SiteRow]]
) -> SafeString:
    """The rows of the table: a site (and its arm, when there are two), and a cell for each period."""
    return SafeString("".join(_site_row(measure, periods, arm, name, row) for name, row in rows for arm in arms))


def _site_row(measure: OutcomeMeasure, periods: Sequence[Period], arm: Arm, name: str, row: SiteRow) -> str:
    cells = "".join(f"<td>{_site_cell(measure, row.cells.get((arm, period.start)))}</td>" for period in periods)
    return f'<tr><th scope="row">{escape(name)}</th><td>{escape(str(ARM_WORDS[arm]))}</td>{cells}</tr>'


def _site_cell(measure: OutcomeMeasure, cell: SiteCell | None) -> str:
    if cell is None:
        return "–"
    if cell.is_hidden:
        return "(" + escape(_("not shown")) + ")"
    return escape(written(measure, cell.value))
