"""The picture of a radar as a file of its own: with its list beside it, and with the colours a page gets from the theme."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import ceil

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from lysning.core.radar import Layout, cut
from lysning.core.radar_svg import Dot, figures, picture, tone_of, words_for

EDGE = 32
HEAD = 88
FOOT = 40
LINE = 21
COLUMN = 330
LETTERS = 39
"""As many letters as a line of the list has room for, in the widest fonts that stand in for ours."""
SAID_WIDTH = 8
"""The width of a letter of the description, with some air."""
MOST_COLUMNS = 3

STYLE = SafeString(
    "text{font-family:'IBM Plex Sans',sans-serif;fill:#17211d}"
    ".ground{fill:#fff}"
    ".title{font-size:26px;font-weight:600;fill:#0b2a22}"
    ".said,.note{font-size:15px;fill:#54635b}"
    ".heading{font-size:15px;font-weight:600;fill:#0b2a22}"
    ".line{font-size:14px}.count{font-size:14px;font-weight:600;text-anchor:end}"
    ".radar__ring{stroke:#7f9085;stroke-width:1}"
    ".radar__ring--0{fill:#dfecd9}.radar__ring--1{fill:#eef5ea}.radar__ring--2{fill:#f7faf5}.radar__ring--3{fill:#fff}"
    ".radar__border{stroke:#7f9085;stroke-width:1;fill:none}.radar__arc{fill:none}"
    ".radar__name{font-size:18px;font-weight:600;text-anchor:middle;fill:#1d5c4a}"
    ".radar__sector{font-size:16px;font-weight:600;text-anchor:middle}"
    ".radar__dots path,.swatch{stroke:#0b2a22;stroke-width:1.5;stroke-linejoin:round}"
    ".radar__dots text{font-weight:600;text-anchor:middle}"
    ".tone-night path{fill:#0b2a22}.tone-night text{fill:#fff}"
    ".tone-deep path{fill:#1d5c4a}.tone-deep text{fill:#fff}"
    ".tone-mid path{fill:#4d9a80}.tone-mid text{fill:#06201a}"
    ".tone-soft path{fill:#a3ccb6}.tone-soft text{fill:#0b2a22}"
)
ON_DARK = SafeString(
    "@media screen and (prefers-color-scheme:dark){"
    "text{fill:#eef5ea}.ground{fill:#10211b}"
    ".title,.heading{fill:#fff}.said,.note{fill:#b9c8bf}"
    ".radar__ring--0{fill:#2a4a3d}.radar__ring--1{fill:#1f3a30}.radar__ring--2{fill:#172d25}.radar__ring--3{fill:#10211b}"
    ".radar__name{fill:#bfe0cd}.radar__dots path,.swatch{stroke:#eef5ea}"
    ".tone-night path{fill:#fff}.tone-night text{fill:#0b2a22}"
    ".tone-deep path{fill:#a3ccb6}.tone-deep text{fill:#0b2a22}"
    ".tone-mid path{fill:#4d9a80}.tone-mid text{fill:#06201a}"
    ".tone-soft path{fill:#1d5c4a}.tone-soft text{fill:#fff}}"
)
"""For a file that is read on a dark screen: light within, dark without. Paper stays white."""
IN_CHOSEN_COLOURS = SafeString(
    "@media (forced-colors:active){"
    "text,.title,.heading,.said,.note,.radar__name,.radar__dots text{fill:CanvasText}"
    ".ground,.radar__ring,.radar__dots path,path.swatch{fill:Canvas}"
    ".radar__ring,.radar__border,.radar__dots path,path.swatch{stroke:CanvasText}}"
)
"""For who reads everything in colours of their own: the ring is seen by where a dot lies. As parts/_radar.scss for a page."""


@dataclass(frozen=True)
class _Line:
    """One line of the list: the name of a ring with its tone, or a dot with its number."""

    text: str
    tone: str = ""
    number: int = 0


GAP = _Line("")
"""An empty line before the name of a ring."""


def draw_alone(
    layout: Layout, dots: Iterable[Dot], *, title: str, description: str, note: str = "", follows_screen: bool = False
) -> SafeString:
    """Draws a whole SVG file: title, picture, the list of what the numbers mean, and a note at the foot (source and day).

    It needs nothing from elsewhere: no style sheet, font, or script. Links are left out, as the file may lie anywhere.
    When it `follows_screen` it has colours for a dark screen too, and takes the colours a reader has chosen for everything.
    """
    shown = _unlinked(dots)
    columns = _columns(_lines(layout, shown), int(2 * layout.half / LINE))
    side, most = 2 * layout.half, max(map(len, columns), default=0)
    width = EDGE + side + (EDGE + COLUMN) * len(columns) + EDGE
    height = HEAD + max(side, most * LINE) + FOOT
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img"'
        ' aria-label="{title}. {description}"><title>{title}</title><desc>{description}</desc><style>{style}</style>'
        '<rect class="ground" width="{width}" height="{height}"/><text class="title" x="{edge}" y="44">{title}</text>'
        '<text class="said" x="{edge}" y="70">{said}</text><g transform="translate({across} {down})">{picture}</g>{listed}'
        '<text class="note" x="{edge}" y="{foot}">{note}</text></svg>',
        width=figures(width),
        height=figures(height),
        title=title,
        description=description,
        style=STYLE + ON_DARK + IN_CHOSEN_COLOURS if follows_screen else STYLE,
        edge=EDGE,
        said=cut(description, int(width / SAID_WIDTH)),
        across=figures(EDGE + layout.half),
        down=figures(HEAD + layout.half),
        picture=picture(layout, shown, "radar"),
        listed=_list(columns, EDGE + side + EDGE),
        foot=figures(height - 14),
        note=note,
    )


def draw_bare(layout: Layout, dots: Iterable[Dot], *, title: str, description: str) -> SafeString:
    """Draws a whole SVG file of the picture alone, for a document that says in its own text what the numbers mean."""
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" width="{side}" height="{side}" viewBox="-{half} -{half} {side} {side}"'
        ' role="img" aria-label="{title}. {description}"><title>{title}</title><desc>{description}</desc>'
        "<style>{style}</style>{picture}</svg>",
        side=figures(2 * layout.half),
        half=figures(layout.half),
        title=title,
        description=description,
        style=STYLE,
        picture=picture(layout, _unlinked(dots), "radar"),
    )


def _unlinked(dots: Iterable[Dot]) -> list[Dot]:
    return [replace(dot, href="") for dot in dots]


def _lines(layout: Layout, dots: Sequence[Dot]) -> list[_Line]:
    ring_of = {spot.mark.key: spot.mark.ring for spot in layout.spots}
    lines: list[_Line] = []
    for place, ring in enumerate(layout.rings):
        inside = [dot for dot in dots if ring_of[dot.key] == place]
        if inside:
            lines += [GAP] if lines else []
            lines.append(_Line(ring.name, tone_of(place, len(layout.rings))))
            lines += (_Line(_said(dot), number=dot.number) for dot in inside)
    return lines


def _said(dot: Dot) -> str:
    after = "" if dot.movement == "same" else f" ({words_for(dot.movement)})"
    return cut(dot.name, LETTERS - len(after)) + after


def _columns(lines: Sequence[_Line], height: int) -> list[list[_Line]]:
    """The lines in as many columns as they need, at most three; no ring's name stands last in its column."""
    count = min(MOST_COLUMNS, ceil(len(lines) / height))
    columns: list[list[_Line]] = []
    rows = max(height, ceil((len(lines) + 2 * count) / max(count, 1)))
    for line in lines:
        needed = 2 if line.tone else 3 if line is GAP else 1  # a ring's name stands over its first dot
        if not columns or len(columns[-1]) + needed > rows:
            columns.append([])
        if columns[-1] or line is not GAP:
            columns[-1].append(line)
    return columns


def _list(columns: Sequence[Sequence[_Line]], left: float) -> SafeString:
    return format_html_join(
        "",
        '<g transform="translate({} {})">{}</g>',
        (
            (
                figures(left + place * (EDGE + COLUMN)),
                HEAD + LINE,
                format_html_join("", "{}", ((_row(line, row * LINE),) for row, line in enumerate(column))),
            )
            for place, column in enumerate(columns)
        ),
    )


def _row(line: _Line, y: int) -> SafeString:
    if line is GAP:
        return SafeString("")
    if line.tone:
        swatch = '<g class="tone-{}"><path class="swatch" d="M8 {}h14v14h-14z"/></g>'
        heading = '<text class="heading" x="32" y="{}">{}</text>'
        return format_html(swatch + heading, line.tone, y - 12, y, line.text)
    numbered = '<text class="count" x="22" y="{0}">{1}</text><text class="line" x="32" y="{0}">{2}</text>'
    return format_html(numbered, y, line.number, line.text)
