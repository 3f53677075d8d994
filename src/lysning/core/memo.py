"""A memo: one thing told on a page or two of A4, for people at a table. The same memo becomes a PDF and a page. Pure.

Whoever writes one says in whose name it is, what it is about, and its sections; each section is made of parts: paragraphs,
points, entries with a reason each, tables, sources, a picture. All of it is plain text in the language of the memo, already
formatted: days, sums and numbers are written by `core.formats`. Nothing in a text is read as markup, in either form.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Paragraph:
    """Running text; an empty line begins a new paragraph."""

    text: str


@dataclass(frozen=True)
class Points:
    """Short statements under each other."""

    items: Sequence[str]


@dataclass(frozen=True)
class Entry:
    """One of several things of a kind: what it is called, what is said of it, a small remark, and where it has its page."""

    title: str
    text: str = ""
    remark: str = ""
    address: str = ""


@dataclass(frozen=True)
class Entries:
    """Things of a kind under a heading of their own, with what that heading means."""

    heading: str
    entries: Sequence[Entry]
    meaning: str = ""


@dataclass(frozen=True)
class Table:
    """Rows under columns; the first column says what the row is about, `numbers` are the columns set to the right (from 0)."""

    caption: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    numbers: Sequence[int] = ()


@dataclass(frozen=True)
class Source:
    """Where something is known from: its name, and its address where it has one."""

    label: str
    address: str = ""


@dataclass(frozen=True)
class Sources:
    """What the memo builds on."""

    items: Sequence[Source]


@dataclass(frozen=True)
class Picture:
    """A drawing (a whole SVG file), all that it says in words for who cannot see it, and its width in per cent of the page."""

    svg: str
    words: str
    width: int = 100


Part = Paragraph | Points | Entries | Table | Sources | Picture


@dataclass(frozen=True)
class Section:
    """What is told under one heading."""

    heading: str
    parts: Sequence[Part]


@dataclass(frozen=True)
class Memo:
    """The whole memo. `issuer` is in whose name it is, `about` the small line over the title, `facts` pairs of label and value
    under it, `foot` what stands at the bottom of every page, as who made it and when.
    """

    issuer: str
    about: str
    title: str
    language: str
    on: date
    sections: Sequence[Section]
    lead: str = ""
    facts: Sequence[tuple[str, str]] = ()
    foot: str = ""

    def __post_init__(self) -> None:
        """A document for everyone has a title, and no heading in it is empty: raises ValueError otherwise."""
        parts = (part for section in self.sections for part in section.parts)
        inner = (part.heading for part in parts if isinstance(part, Entries))
        if not all(text.strip() for text in (self.title, *(section.heading for section in self.sections), *inner)):
            raise ValueError("a memo has a title, and words in every heading")


def data_of(memo: Memo) -> dict[str, Any]:
    """The memo as plain values, each part with its kind and every text cut into paragraphs: what its templates read."""
    sections = [
        {"heading": section.heading, "parts": [_plain(part) for part in section.parts if _says_something(part)]}
        for section in memo.sections
    ]
    facts = [list(fact) for fact in memo.facts]
    return asdict(memo) | {
        "on": memo.on.isoformat(),
        "facts": facts,
        "sections": [section for section in sections if section["parts"]],
    }


def _plain(part: Part) -> dict[str, Any]:
    kind = type(part).__name__.lower()
    if isinstance(part, Paragraph):
        return {"kind": kind, "texts": _paragraphs(part.text)}
    return {"kind": kind} | asdict(part)


def _says_something(part: Part) -> bool:
    match part:
        case Paragraph(text):
            return bool(text.strip())
        case Points(items) | Sources(items):
            return bool(items)
        case Entries(entries=entries):
            return bool(entries)
        case Table(rows=rows):
            return bool(rows)
        case Picture(svg):
            return bool(svg)


def _paragraphs(text: str) -> list[str]:
    pieces = text.replace("\r\n", "\n").split("\n\n")
    return [" ".join(piece.split()) for piece in pieces if piece.strip()]
