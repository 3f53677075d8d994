"""Which of many guesses moves a sum the most: a bar for each, from what it comes to at its least to its most."""

import html
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString

from lysning.core.radar import cut
from lysning.core.radar_svg import figures
from lysning.core.scales import scale_for

WIDTH, EDGE, HEAD, ROW = 360, 14, 12, 60
BAR = 16


@dataclass(frozen=True)
class Swing:
    """One guess: what the whole comes to when it alone is low, and when it alone is high, and both in words."""

    name: str
    low: float
    high: float
    words: str


def draw(swings: Sequence[Swing], likely: float, *, title: str, description: str) -> SafeString:
    """Draws the swings in the order they are given around what is likely, with a line at nought.

    Raises ValueError without a swing.
    """
    if not swings:
        raise ValueError("nothing to draw")
    values = [likely, 0.0, *(end for swing in swings for end in (swing.low, swing.high))]
    scale = scale_for(values, left=EDGE, right=WIDTH - EDGE)
    below = HEAD + ROW * len(swings)
    bars, words = [], []
    for place, swing in enumerate(swings):
        top = HEAD + ROW * place
        left, right = sorted((scale.at(swing.low), scale.at(swing.high)))
        words.append(
            f'<text class="forest__name" x="{EDGE}" y="{top + 14}">{html.escape(cut(swing.name, 48))}</text>'
            f'<text class="forest__tick forest__tick--first" x="{EDGE}" y="{top + 29}">'
            f"{html.escape(cut(swing.words, 52))}</text>"
        )
        bars.append(
            f'<rect class="tornado__bar" x="{figures(left)}" y="{top + 35}"'
            f' width="{figures(max(right - left, 1))}" height="{BAR}"/>'
        )
    nought = f'<path class="forest__null" d="M{figures(scale.at(0))} {HEAD}V{below}"/>'
    middle = f'<path class="tornado__likely" d="M{figures(scale.at(likely))} {HEAD}V{below}"/>'
    inside = SafeString("".join([nought, *bars, middle, *words]))
    return format_html(
        '<svg class="forest__picture tornado" viewBox="0 0 {} {}" role="img" aria-label="{}. {}">{}</svg>',
        *(WIDTH, below + 8, title, description, inside),
    )
