"""Documents on paper: a template of ours and plain data become a PDF that a screen reader can read, or a PNG. By typst.

What people wrote reaches a template as one JSON text and is set as text: it is never part of the source, so no sign in it means
anything. A template sees the files of its own folder and no others, uses only the fonts that set-up placed (without them those
inside typst), and asks no network. The same data give the same bytes. A document for everyone may not hold a character that no
font can draw, so those become a lozenge.
"""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from django.conf import settings

from lysning.core.glyphs import code_points, drawable
from lysning.core.memo import Memo, data_of

if TYPE_CHECKING:
    from typst import Fonts

Kind = Literal["pdf", "png"]
DOCUMENTS = Path(__file__).parent / "documents"
FONTS = settings.BUILD / "fonts"
EUROPEAN = frozenset((*range(0x20, 0x7F), *range(0xA0, 0x180), *map(ord, "–—‘’“”„†•…‹›€™−")))
POINTS_PER_INCH = 72


def render(template: Path, data: Mapping[str, Any], *, on: date, kind: Kind = "pdf", ppi: float = 144) -> bytes:
    """Sets a template with its data: a whole PDF/UA-1, or the first page as PNG at `ppi` dots per inch.

    The template reads `json(bytes(sys.inputs.data))` and sets the document's title and language. `on` is the day the file says
    it was made. Raises TypstError where a template is faulty; no data of the promised shape make it so.
    """
    from typst import Compiler

    inputs = {"data": json.dumps(_drawable(data), ensure_ascii=False)}
    compiler = Compiler(template, root=template.parent, font_paths=_fonts(), sys_inputs=inputs)
    made = datetime.combine(on, time(), tzinfo=UTC)
    if kind == "pdf":
        result = compiler.compile(format="pdf", pdf_standards="ua-1", timestamp=made)
    else:
        result = compiler.compile(format="png", ppi=ppi, timestamp=made)
    whole = result[0] if isinstance(result, list) else result
    assert whole is not None
    return whole


def memo(document: Memo, *, kind: Kind = "pdf") -> bytes:
    """Sets a memo on A4."""
    return render(DOCUMENTS / "memo.typ", data_of(document), on=document.on, kind=kind)


def picture(
    svg: str, *, title: str, words: str, language: str, on: date, kind: Kind = "pdf", width: int = 1600
) -> bytes:
    """Sets an SVG file on a page of its own size: a PDF where `words` tell what it shows, or a PNG so many pixels wide."""
    data = {"title": title, "language": language, "svg": svg, "words": words, "width": width / 2}
    return render(DOCUMENTS / "picture.typ", data, on=on, kind=kind, ppi=2 * POINTS_PER_INCH)


def _drawable(value: Any) -> Any:
    match value:
        case str():
            return drawable(value, _known())
        case Mapping():
            return {key: _drawable(each) for key, each in value.items()}
        case list() | tuple():
            return [_drawable(each) for each in value]
        case _:
            return value


@cache
def _fonts() -> "Fonts":
    from typst import Fonts

    return Fonts(include_system_fonts=False, font_paths=[FONTS] if _font_files() else [])


@cache
def _known() -> frozenset[int]:
    """What every one of our fonts can draw; without them the letters of Western and Central Europe, which typst brings."""
    files = _font_files()
    return frozenset.intersection(*(code_points(file.read_bytes()) for file in files)) if files else EUROPEAN


def _font_files() -> list[Path]:
    return sorted(FONTS.glob("*.ttf"))
