"""The process that reads a PDF: the file comes in, one line of JSON goes out. Started by pdf_words alone.

It says whether there is something like a personal number, never the words themselves.
"""

import io
import json
import re
import resource
import sys
import unicodedata
from collections.abc import Iterator
from typing import Any

from lysning.core.plaintext import has_cpr_number

FEW_LETTERS = 20
"""A page with a picture and fewer letters is taken for a scan with a page number."""
UNNAMED = re.compile(r"/[A-Za-z.]{1,8}\d{1,5}(?=/|\s|$)")
"""What the reader gives for a sign of which the font says no letter: its inner name."""
PAINTS = re.compile(rb"(?:^|\s)(?:[fFsSbB]\*?|sh|Do|BI|T[jJ])(?=\s|$)")


def main() -> int:
    """Reads the file from standard input; writes what was found, or why nothing could be.

    Its arguments: the most pages, seconds of a processor, and megabytes of memory.
    """
    most_pages, seconds, megabytes = (int(limit) for limit in sys.argv[1:])
    sys.modules["PIL"] = None  # type: ignore[assignment] # pictures are not opened here
    import pypdf  # before the limits, so that its bytecode is kept for the next file

    _limit(seconds, megabytes * 2**20)
    try:
        content = io.BytesIO(sys.stdin.buffer.read())
        said = _look(pypdf.PdfReader(content, strict=False), most_pages)
    except MemoryError:
        said = {"why": "heavy"}
    except Exception:  # noqa: BLE001 -- whatever a broken file brings about
        said = {"why": "broken"}
    sys.stdout.write(json.dumps(said))
    return 0


def _limit(seconds: int, memory: int) -> None:
    for what, most in (
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        if sys.platform == "linux" or what != resource.RLIMIT_AS:  # other systems know no such limit
            resource.setrlimit(what, (most, most))


def _look(reader: Any, most_pages: int) -> dict[str, Any]:
    if reader.is_encrypted:
        return {"why": "closed"}
    if len(reader.pages) > most_pages:
        return {"why": "long"}
    if not reader.pages:
        return {"why": "broken"}
    has_cpr = any(has_cpr_number(text) for text in _beside_the_pages(reader))
    unread = 0
    for page in reader.pages:
        text = page.extract_text()
        has_cpr = has_cpr or has_cpr_number(text) or any(has_cpr_number(note) for note in _notes(page))
        unread += _shows_more_than_words(page, text)
    return {"has_cpr": has_cpr, "unread_pages": unread}


def _beside_the_pages(reader: Any) -> Iterator[str]:
    yield from (str(value) for value in (reader.metadata or {}).values())
    yield from (str(field.get("/V", "")) for field in (reader.get_fields() or {}).values())
    yield from _titles(reader.outline)


def _titles(outline: list[Any]) -> Iterator[str]:
    for entry in outline:
        if isinstance(entry, list):
            yield from _titles(entry)
        else:
            yield str(entry.title)


def _notes(page: Any) -> Iterator[str]:
    for note in page.get("/Annots") or ():
        row = note.get_object()
        yield from (str(row.get(name, "")) for name in ("/Contents", "/V", "/T"))


def _shows_more_than_words(page: Any, text: str) -> bool:
    signs = sum(not sign.isspace() for sign in text)
    letters = sum(unicodedata.category(sign)[0] in "LN" for sign in UNNAMED.sub("", text))
    if letters >= FEW_LETTERS:
        return letters * 2 < signs
    resources = page.get("/Resources")
    has_picture = bool(resources and resources.get_object().get("/XObject"))
    return has_picture or (not letters and _is_drawn_on(page))


def _is_drawn_on(page: Any) -> bool:
    drawn = page.get_contents()
    return drawn is not None and PAINTS.search(drawn.get_data()) is not None


if __name__ == "__main__":
    sys.exit(main())
