"""A radar as a picture: what the drawing in core needs to know of it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lysning.core.formats import alphabetical
from lysning.core.radar import Layout, Mark, layout
from lysning.core.radar_svg import Dot
from lysning.core.radar_svg import Movement as Shape
from lysning.direction.models import Direction
from lysning.direction.queries import CountryRadar, PlacementLine, Radar, RingSection, TopicLine
from lysning.direction.queries.names import Kind

KIND_WORDS: dict[Kind, Promise] = {
    "topic": gettext_lazy("Topics"),
    "solution": gettext_lazy("Solutions"),
    "own": gettext_lazy("In own words"),
}

_WIDTHS: dict[Kind, float] = {"topic": 2, "solution": 1, "own": 1}
"""Topics have the upper half of the circle, solutions the quarter below to the right, own words the one to the left."""


@dataclass(frozen=True)
class Picture:
    """A radar ready to be drawn: where the dots lie, what they say, and what the picture is called for who cannot see it."""

    layout: Layout
    dots: tuple[Dot, ...]
    title: str
    description: str


def picture_of(direction: Direction, radar: Radar, sections: Sequence[RingSection], *, is_compared: bool) -> Picture:
    """The picture of these sections of a radar.

    Every kind of thing has its sector, the same on every radar and every day, so that nothing moves when others come or go.
    A radar in own words alone, as one that was brought from elsewhere, has the whole circle for them.
    """
    lines = [line for section in sections for line in section.lines]
    rings = [section.ring for section in radar.sections]
    place = {ring.key: number for number, ring in enumerate(rings)}
    kinds = _sectors(radar)
    marks = tuple(Mark(line.slug, place[line.ring.key], kinds.index(line.kind)) for line in lines)
    names = tuple(str(KIND_WORDS[kind]) for kind in kinds) if len(kinds) > 1 else ("",)
    address = reverse("direction:direction", args=[direction.municipality.slug, direction.area.key])
    counts = ", ".join(f"{section.ring.name}: {len(section.lines)}" for section in sections)
    return Picture(
        _laid(marks, tuple(ring.name for ring in rings), names, tuple(_WIDTHS[kind] for kind in kinds)),
        tuple(_dot(address, line, is_compared=is_compared) for line in lines),
        _("Radar of %(name)s, %(area)s") % {"name": direction.municipality.name, "area": direction.area.name},
        counts,
    )


def _sectors(radar: Radar) -> list[Kind]:
    there = {line.kind for section in radar.sections for line in section.lines}
    return ["own"] if there == {"own"} else list(KIND_WORDS)


def country_picture(radar: CountryRadar, *, is_compared: bool) -> Picture:
    """The picture of what the municipalities say together: each topic that enough have placed, in the ring most stand in.

    A topic moves the way most of those go that have moved it.
    """
    lines = sorted(
        ((line, line.spread.leading) for line in radar.lines if line.spread),
        key=lambda pair: (pair[1], alphabetical(pair[0].topic.name)),
    )
    rings = tuple(ring.name for ring in radar.rings)
    counts = Counter(place for _line, place in lines)
    return Picture(
        _laid(tuple(Mark(line.topic.key, place) for line, place in lines), rings, ("",), (1,)),
        tuple(
            _country_dot(line, number, rings[place], is_compared=is_compared)
            for number, (line, place) in enumerate(lines, 1)
        ),
        _("What the municipalities say: %(area)s") % {"area": radar.area.name},
        ", ".join(f"{name}: {counts[place]}" for place, name in enumerate(rings)),
    )


def _country_dot(line: TopicLine, number: int, ring: str, *, is_compared: bool) -> Dot:
    moved = line.movement if is_compared else 0
    shape: Shape = "in" if moved > 0 else "out" if moved < 0 else "same"
    said = ngettext("%(name)s: %(ring)s, %(n)s municipality", "%(name)s: %(ring)s, %(n)s municipalities", line.total)
    title = said % {"name": line.topic.name, "ring": ring, "n": line.total}
    words = _SHAPE_WORDS.get(shape)
    address = f"/emner/{line.topic.key}/"
    return Dot(line.topic.key, number, line.topic.name, f"{title}, {words}" if words else title, address, shape)


_SHAPE_WORDS: dict[Shape, Promise] = {
    "new": gettext_lazy("new"),
    "in": gettext_lazy("moved in"),
    "out": gettext_lazy("moved out"),
}


@lru_cache(maxsize=512)
def _laid(
    marks: tuple[Mark, ...], rings: tuple[str, ...], sectors: tuple[str, ...], weights: tuple[float, ...]
) -> Layout:
    """The same marks lie in the same places, so a layout that was reckoned is kept."""
    return layout(marks, rings=rings, sectors=sectors, weights=weights)


def _dot(address: str, line: PlacementLine, *, is_compared: bool) -> Dot:
    shape = _shape(line) if is_compared else "same"
    title = f"{line.named.name}: {line.ring.name}"
    words = _SHAPE_WORDS.get(shape)
    return Dot(
        line.slug,
        line.number,
        line.named.name,
        f"{title}, {words}" if words else title,
        f"{address}{line.slug}/",
        shape,
    )


def _shape(line: PlacementLine) -> Shape:
    if line.movement == "moved":
        return "in" if line.is_inwards else "out"
    return "new" if line.movement == "new" else "same"
