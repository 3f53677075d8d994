"""The picture of a radar as SVG: in a page, where the theme colours it, and as a file that carries its own colours and list.

A dot says by its shape what happened to it: a circle stays, a drop points to the centre when it moved in and away from it
when it moved out, a square is new. Its colour says its ring, which one can see anyway.
"""

import html
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import cos, hypot, pi, sin, sqrt
from typing import Literal

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import pgettext

from lysning.core.radar import Layout, Ring, Sector, Spot, cut

Movement = Literal["same", "in", "out", "new"]
TONES = ("night", "deep", "mid", "soft")
"""Of the tile map, from the centre outwards; the surfaces of the rings are numbered alike."""
DISC = 0.75
"""The round part of a dot, of the radius it keeps within; the rest is for the tip of a drop."""
SQUARE = 0.69
"""Half the side of the square, of the radius: its corners are within."""
NUMBER = (1.15, 1.15, 0.9, 0.68)
"""The height of a number of one, two, three and four figures, of the radius of the disc."""
FIRST_OF_THREE_FIGURES = 100
PHONE = 328
"""The width of the picture on a phone, in pixels."""
READABLE = 9
"""The least height of a number, in pixels; below it the picture is drawn wider than the phone and is moved sideways."""
SECTOR_NAME = 16


@dataclass(frozen=True)
class Dot:
    """What a dot says: its number in the list, its name there, all of it in one sentence for the ear, and where it leads."""

    key: str
    number: int
    name: str
    title: str
    href: str = ""
    movement: Movement = "same"


def draw(layout: Layout, dots: Iterable[Dot], *, title: str, description: str, prefix: str = "radar") -> SafeString:
    """Draws the picture for a page: classes of the theme, one stop for the Tab key, dots in the order they are given.

    `title` and `description` are its name for who cannot see it; the list beside the picture says what the numbers mean.
    `prefix` begins the ids in it, for a page with several. Raises ValueError when dots and spots have not the same keys.
    """
    shown = list(dots)
    half, side = figures(layout.half), figures(2 * layout.half)
    look = " radar__picture--wide" if _least_number(layout, shown) * PHONE / (2 * layout.half) < READABLE else ""
    return format_html(
        '<svg class="radar__picture{}" viewBox="-{} -{} {} {}" role="group" aria-label="{}. {}" data-arrows="">{}</svg>',
        *(look, half, half, side, side, title, description, picture(layout, shown, prefix)),
    )


def picture(layout: Layout, dots: Sequence[Dot], prefix: str) -> SafeString:
    """What lies inside the frame, around the centre at 0, 0."""
    ground = _rings(layout.rings) + _borders(layout) + _sector_names(layout, prefix) + _ring_names(layout.rings)
    return SafeString(ground + _dots(layout, dots))


def tone_of(ring: int, rings: int) -> str:
    """The tone of a ring counted from the centre, of so many: dark within, light without."""
    return TONES[_step(ring, rings)]


def _step(ring: int, rings: int) -> int:
    return round(ring * (len(TONES) - 1) / max(rings - 1, 1))


def figures(value: float) -> str:
    """A number of the drawing with at most one decimal, and no more signs than it needs."""
    return f"{round(value, 1) + 0:g}"  # adding 0 turns -0 into 0


# --- the ground -----------------------------------------------------------------------------------------------------------


def _rings(rings: Sequence[Ring]) -> str:
    return "".join(
        f'<circle class="radar__ring radar__ring--{_step(place, len(rings))}" r="{figures(ring.outer)}"/>'
        for place, ring in reversed(list(enumerate(rings)))
    )


def _ring_names(rings: Sequence[Ring]) -> str:
    return "".join(
        f'<text class="radar__name" y="-{figures(ring.name_bottom + 4)}">{html.escape(ring.shown_name)}</text>'
        for ring in rings
    )


def _borders(layout: Layout) -> str:
    if len(layout.sectors) == 1:
        return ""
    ends = (_point(layout.radius, sector.start) for sector in layout.sectors)
    return f'<path class="radar__border" d="{"".join(f"M0 0L{end}" for end in ends)}"/>'


def _sector_names(layout: Layout, prefix: str) -> str:
    return "".join(
        f'<path id="{prefix}-{place}" class="radar__arc" d="{_arc(layout.radius, sector)}"/>'
        f'<text class="radar__sector"><textPath href="#{prefix}-{place}" startOffset="50%">'
        f"{html.escape(cut(sector.name, _letters(layout.radius, sector)))}</textPath></text>"
        for place, sector in enumerate(layout.sectors)
        if sector.name
    )


def _arc(radius: float, sector: Sector) -> str:
    """The line a sector's name stands on: over the outermost ring, and below the centre read from left to right as well."""
    wide = min(sector.end - sector.start, pi) * 0.98 / 2
    ends = (sector.middle - wide, sector.middle + wide)
    if round(cos(sector.middle), 6) >= 0:
        away, turn, (first, last) = radius + 9, 1, ends
    else:
        away, turn, (last, first) = radius + 9 + SECTOR_NAME * 0.7, 0, ends
    return f"M{_point(away, first)}A{figures(away)} {figures(away)} 0 0 {turn} {_point(away, last)}"


def _letters(radius: float, sector: Sector) -> int:
    """How many letters of a name the arc of a sector has room for."""
    return int(radius * min(sector.end - sector.start, pi) * 0.95 / (SECTOR_NAME * 0.6))


def _point(away: float, angle: float) -> str:
    return f"{figures(away * sin(angle))} {figures(-away * cos(angle))}"


# --- the dots -------------------------------------------------------------------------------------------------------------


def _dots(layout: Layout, dots: Sequence[Dot]) -> str:
    """The dots in runs of one ring, each run with the tone of its ring. In plain Python, as the tiles of the map are."""
    spots = {spot.mark.key: spot for spot in layout.spots}
    if sorted(spots) != sorted(dot.key for dot in dots):
        raise ValueError("the dots are not those of the layout")
    height, rings = figures(layout.dot * DISC * NUMBER[0]), len(layout.rings)
    return "".join(
        f'<g class="radar__dots tone-{tone_of(ring, rings)}" font-size="{height}">'
        f"{''.join(_dot(dot, spots[dot.key], layout.dot) for dot in run)}</g>"
        for ring, run in groupby(dots, key=lambda dot: spots[dot.key].mark.ring)
    )


def _dot(dot: Dot, spot: Spot, radius: float) -> str:
    opening, name = (f'<a href="{html.escape(dot.href)}">', "a") if dot.href else ('<g role="img">', "g")
    shape = f'<path d="{_outline(dot.movement, spot.x, spot.y, radius, _outwards(spot))}"/>'
    height = _number_height(dot.number, radius * DISC)
    smaller = f' font-size="{figures(height)}"' if dot.number >= FIRST_OF_THREE_FIGURES else ""
    number = f'<text x="{figures(spot.x)}" y="{figures(spot.y + 0.35 * height)}"{smaller}>{dot.number}</text>'
    return f"{opening}<title>{html.escape(dot.title)}</title>{shape}{number}</{name}>"


def _number_height(number: int, disc: float) -> float:
    return disc * NUMBER[min(len(str(number)), len(NUMBER)) - 1]


def _least_number(layout: Layout, dots: Sequence[Dot]) -> float:
    return min((_number_height(dot.number, layout.dot * DISC) for dot in dots), default=READABLE * 2)


def _outwards(spot: Spot) -> tuple[float, float]:
    """The direction from the centre to a spot, of length one."""
    away = hypot(spot.x, spot.y)
    return (spot.x / away, spot.y / away) if away else (0.0, 1.0)


def _outline(movement: Movement, x: float, y: float, radius: float, outwards: tuple[float, float]) -> str:
    """The shape of a dot around its middle; the tip of a drop lies on the line through the centre of the radar."""
    disc = radius * DISC
    if movement == "new":
        half, side = radius * SQUARE, figures(2 * radius * SQUARE)
        return f"M{figures(x - half)} {figures(y - half)}h{side}v{side}h-{side}z"
    if movement == "same":
        arc, across = f"a{figures(disc)} {figures(disc)} 0 1 1 ", figures(2 * disc)
        return f"M{figures(x - disc)} {figures(y)}{arc}{across} 0{arc}-{across} 0z"
    right, down = outwards if movement == "out" else (-outwards[0], -outwards[1])
    along, aside = disc * DISC, disc * sqrt(1 - DISC**2)  # where the lines from the tip touch the disc
    first = f"{figures(x + along * right - aside * down)} {figures(y + along * down + aside * right)}"
    last = f"{figures(x + along * right + aside * down)} {figures(y + along * down - aside * right)}"
    tip = f"{figures(x + radius * right)} {figures(y + radius * down)}"
    return f"M{tip}L{first}A{figures(disc)} {figures(disc)} 0 1 1 {last}z"


# --- what the shapes mean -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Key:
    """One shape and what it says, with its outline in a box of 24 x 24, as it lies straight below the centre."""

    movement: Movement
    words: str
    outline: str


def words_for(movement: Movement) -> str:
    """What a movement is called, in the language of the reader."""
    return {
        "same": pgettext("radar", "unchanged"),
        "in": pgettext("radar", "moved in"),
        "out": pgettext("radar", "moved out"),
        "new": pgettext("radar", "new"),
    }[movement]


def keys_to(dots: Iterable[Dot]) -> list[Key]:
    """The shapes that occur among the dots, explained; none where nothing moved."""
    there = {dot.movement for dot in dots}
    order: tuple[Movement, ...] = ("new", "in", "out", "same")
    return (
        [Key(each, words_for(each), _outline(each, 12, 12, 11, (0, 1))) for each in order if each in there]
        if there - {"same"}
        else []
    )
