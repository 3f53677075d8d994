"""The picture of many effects and what they say together: a square and a line for each, a diamond for all of them.

Every row stands on two lines, its words above its picture, so that a phone shows all of it without being moved sideways.
The page puts the table twin beside it; here is one picture with a name.
"""

import html
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from statistics import median
from textwrap import wrap

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from lysning.core.radar import cut
from lysning.core.radar_svg import figures
from lysning.core.scales import Scale, scale_for

WIDTH = 360
EDGE = 14
HEAD = 30
ROW = 40
WORDS = 14
"""How far below the top of a row its words stand; the picture lies below them."""
PICTURE = 27
LARGEST, SMALLEST = 9.0, 3.0
"""Half the side of a square, of the greatest weight and of none."""
LINE = 16
"""How much higher a row is for each line more that its words take."""
NAME_LETTERS, VALUE_LETTERS, ALL_LETTERS = 25, 24, 46
"""How many letters there is room for: of a name beside a value, of a value beside a name, and in a line of its own."""
LEAST_REACH = 1e-6
"""An interval is drawn beyond the effects as far as they lie apart, or twice the usual half; the rest gets an arrow."""


@dataclass(frozen=True)
class Effect:
    """One row: its name, its effect and interval as people read them, its share of the whole, and both in words.

    Without an estimate it says only its words: a place that may not be shown by itself.
    """

    name: str
    words: str
    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    weight: float | None = None


@dataclass(frozen=True)
class Whole:
    """All of them together: the diamond, and where one more would lie (None: not known)."""

    name: str
    words: str
    estimate: float
    low: float
    high: float
    prediction: tuple[float, float] | None = None
    prediction_words: str = ""


@dataclass(frozen=True)
class Ground:
    """What lies behind the rows: where there is no difference, what each side of it means, and the band of what is too
    little to matter (None: not known).
    """

    null: float | None
    left: str
    right: str
    too_little: tuple[float, float] | None = None
    is_log: bool = False


def draw(effects: Sequence[Effect], whole: Whole | None, ground: Ground, *, title: str, description: str) -> SafeString:
    """Draws the picture for a page, in the theme's colours. Raises ValueError when no row has an effect."""
    scale, heaviest = _scale(effects, whole, ground), _heaviest(effects)
    written = [_written_row(each) for each in effects]
    *tops, end = accumulate((ROW + LINE * row.more for row in written), initial=HEAD)
    below = end + ROW * ((1 if whole else 0) + (1 if whole and whole.prediction else 0))
    inside = (
        _ground(scale, ground, below)
        + "".join(
            _row(effect, row, top, scale, heaviest) for effect, row, top in zip(effects, written, tops, strict=True)
        )
        + (_whole(whole, end, scale) if whole else "")
        + _axis(scale, below)
    )
    return format_html(
        '<svg class="forest__picture" viewBox="0 0 {} {}" role="img" aria-label="{}. {}">{}</svg>',
        *(WIDTH, figures(below + 30), title, description, SafeString(inside)),
    )


def _heaviest(effects: Sequence[Effect]) -> float:
    return max((each.weight or 0.0 for each in effects), default=0.0)


def _scale(effects: Sequence[Effect], whole: Whole | None, ground: Ground) -> Scale:
    """A line that holds every effect, and of every interval as much as does not make the effects small."""
    shown = [each.estimate for each in effects if each.estimate is not None]
    always = [*shown, *([] if ground.null is None else [ground.null])]
    always += [whole.low, whole.high] if whole else []
    if not shown and whole is None:
        raise ValueError("nothing to draw")
    log = math.log if ground.is_log else float
    halves = [
        (_log(each.high, ground) - _log(each.low, ground)) / 2
        for each in effects
        if each.high is not None and each.low is not None
    ]
    usual = 2 * median(halves) if halves else 0.0
    reach = max(log(max(always)) - log(min(always)), usual if math.isfinite(usual) else 0.0, LEAST_REACH)
    least, most = log(min(always)) - reach, log(max(always)) + reach
    lows = [each.low for each in effects if each.low is not None] + ([whole.prediction[0]] if _has(whole) else [])  # type: ignore[index,union-attr]
    highs = [each.high for each in effects if each.high is not None] + ([whole.prediction[1]] if _has(whole) else [])  # type: ignore[index,union-attr]
    ends = [max(_log(low, ground), least) for low in lows] + [min(_log(high, ground), most) for high in highs]
    values = [*always, *((math.exp(end) if ground.is_log else end) for end in ends)]
    return scale_for(values, left=EDGE, right=WIDTH - EDGE, is_log=ground.is_log)


def _has(whole: Whole | None) -> bool:
    return whole is not None and whole.prediction is not None


def _log(value: float, ground: Ground) -> float:
    if not ground.is_log:
        return value
    return math.log(value) if value > 0 else -math.inf


def _ground(scale: Scale, ground: Ground, below: float) -> str:
    found = ""
    if ground.too_little:
        left, right = (scale.at(end) for end in ground.too_little)
        found += (
            f'<rect class="forest__little" x="{figures(left)}" y="{HEAD}" width="{figures(right - left)}"'
            f' height="{figures(below - HEAD)}"/>'
        )
    if ground.null is not None and scale.holds(ground.null):
        at = figures(scale.at(ground.null))
        found += f'<path class="forest__null" d="M{at} {HEAD - 6}V{figures(below)}"/>'
    return (
        f'{found}<text class="forest__side" x="{EDGE}" y="18">← {html.escape(cut(ground.left, 22))}</text>'
        f'<text class="forest__side forest__side--right" x="{WIDTH - EDGE}" y="18">'
        f"{html.escape(cut(ground.right, 22))} →</text>"
    )


@dataclass(frozen=True)
class _Written:
    """The words of a row in lines: its name, and which of them the value stands beside (after the last: below them)."""

    name: tuple[str, ...]
    value_line: int

    @property
    def more(self) -> int:
        """How many lines it takes beyond the first."""
        return max(len(self.name) - 1, self.value_line)


def _written_row(row: Effect) -> _Written:
    """Nothing of a name is left out: it goes on below its value, and a value too wide to stand beside it goes below it."""
    if len(row.words) <= VALUE_LETTERS:
        return _Written(_lines(row.name, NAME_LETTERS), 0)
    lines = _lines(row.name, ALL_LETTERS)
    return _Written(lines, len(lines))


@lru_cache(maxsize=1024)  # a page with a hundred long names is asked for again and again
def _lines(name: str, room: int) -> tuple[str, ...]:
    """A name in lines, the first as long as there is room beside its value; a word longer than a line is divided."""
    name = " ".join(
        re.sub(rf"\S{{{NAME_LETTERS}}}(?=\S)", lambda found: f"{found[0][:-1]}- {found[0][-1]}", name).split()
    )
    if len(name) <= room:
        return (name,)
    first = wrap(name, room)[0]
    return (first, *wrap(name[len(first) :].lstrip(), ALL_LETTERS))


def _row(effect: Effect, written: _Written, top: float, scale: Scale, heaviest: float) -> str:
    words = "".join(
        f'<text class="forest__name" x="{EDGE}" y="{figures(top + WORDS + LINE * line)}">{html.escape(said)}</text>'
        for line, said in enumerate(written.name)
    )
    words += (
        f'<text class="forest__value" x="{WIDTH - EDGE}" y="{figures(top + WORDS + LINE * written.value_line)}">'
        f"{html.escape(effect.words)}</text>"
    )
    if effect.estimate is None or effect.low is None or effect.high is None:
        return words
    y = top + PICTURE + LINE * written.more
    share = math.sqrt((effect.weight or 0.0) / heaviest) if heaviest else 0.5
    half = SMALLEST + (LARGEST - SMALLEST) * share
    x, side = scale.at(effect.estimate), figures(2 * half)
    line = f'<path class="forest__line" d="{_interval(scale, effect.low, effect.high, y)}"/>'
    square = f'<path class="forest__square" d="M{figures(x - half)} {figures(y - half)}h{side}v{side}h-{side}z"/>'
    return words + line + square


def _interval(scale: Scale, low: float, high: float, y: float) -> str:
    """A line from end to end, with an arrow where it goes on beyond the picture."""
    left, right = scale.at(low), scale.at(high)
    path = f"M{figures(left)} {figures(y)}H{figures(right)}"
    if not scale.holds(low):
        path += f"M{figures(left + 6)} {figures(y - 4)}L{figures(left)} {figures(y)}l6 4"
    if not scale.holds(high):
        path += f"M{figures(right - 6)} {figures(y - 4)}L{figures(right)} {figures(y)}l-6 4"
    return path


def _whole(whole: Whole, top: float, scale: Scale) -> str:
    y = top + PICTURE + 1
    left, middle, right = (scale.at(each) for each in (whole.low, whole.estimate, whole.high))
    upper = f"M{figures(left)} {figures(y)}L{figures(middle)} {figures(y - 8)}L{figures(right)} {figures(y)}"
    diamond = f"{upper}L{figures(middle)} {figures(y + 8)}z"
    drawn = (
        f'<path class="forest__rule" d="M{EDGE} {figures(top - 2)}H{WIDTH - EDGE}"/>'
        f'<text class="forest__name forest__name--all" x="{EDGE}" y="{figures(top + WORDS)}">{html.escape(whole.name)}</text>'
        f'<text class="forest__value forest__name--all" x="{WIDTH - EDGE}" y="{figures(top + WORDS)}">'
        f"{html.escape(whole.words)}</text>"
        f'<path class="forest__all" d="{diamond}"/>'
    )
    if whole.prediction is None:
        return drawn
    low, high = whole.prediction
    below = top + ROW
    ends = "".join(
        f"M{figures(scale.at(end))} {figures(below + PICTURE - 5)}v10" for end in (low, high) if scale.holds(end)
    )
    return (
        f'{drawn}<text class="forest__name" x="{EDGE}" y="{figures(below + WORDS)}">'
        f"{html.escape(whole.prediction_words)}</text>"
        f'<path class="forest__next" d="{_interval(scale, low, high, below + PICTURE)}{ends}"/>'
    )


def _axis(scale: Scale, below: float) -> str:
    ticks = scale.ticks()
    marks = "".join(f"M{figures(scale.at(tick))} {figures(below)}v5" for tick in ticks)
    numbers = "".join(
        f'<text class="forest__tick" x="{figures(scale.at(tick))}" y="{figures(below + 20)}">{_written(tick)}</text>'
        for tick in ticks
    )
    return f'<path class="forest__axis" d="M{EDGE} {figures(below)}H{WIDTH - EDGE}{marks}"/>{numbers}'


def _written(tick: float) -> str:
    """A tick in the reader's own way of writing numbers, without noughts that say nothing."""
    written = f"{tick:.10f}".rstrip("0").rstrip(".")
    return written.replace(".", ",").replace("-", "−") if (get_language() or "da").startswith("da") else written
