"""A radar that somebody brings, as a spreadsheet, another radar's JSON or our own: each line as we understand it."""

import html
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import nh3

from lysning.core.plaintext import clean
from lysning.direction.rules.faults import LONGEST, is_safe_address
from lysning.direction.rules.states import Link
from lysning.taxonomy.rules import Column, Problem, Row, fold, neutral, read_list

MOST_LINES = 500
COLUMNS = (
    Column("name", ("navn", "name", "label", "titel", "title", "emne navn"), is_required=True),
    Column("ring", ("ring", "placering"), is_required=True),
    Column("reason", ("begrundelse", "reason", "description", "beskrivelse")),
    Column("topic", ("emne", "topic")),
    Column("solution", ("løsning", "solution")),
    Column("links", ("links", "link", "url")),
    Column("decided_on", ("besluttet", "decided_on")),
    Column("review_by", ("ses på igen", "review_by")),
)
Word = str
"""How a list calls a ring."""


@dataclass(frozen=True)
class ListedPlacement:
    """One line: what it is called, how it calls its ring, why, and what it may point at (a topic's key, a solution's slug).

    A line without a name has none of ours either; `missing` says in which column there should be one.
    """

    line: int
    name: str
    ring: Word
    reason: str
    topic: str = ""
    solution: str = ""
    links: tuple[Link, ...] = ()
    decided_on: date | None = None
    review_by: date | None = None
    missing: str = ""


def read_radar(content: bytes) -> tuple[tuple[ListedPlacement, ...], tuple[Problem, ...]]:
    """The lines of a radar and what is wrong with the file; HTML becomes text, and no line is left out.

    Reads CSV and JSON by the headings of COLUMNS, and our own format. A name that is too long is cut, and stands whole before
    the reason.
    """
    table = read_list(_flattened(content), COLUMNS)
    if len(table.rows) > MOST_LINES:
        return (), (Problem(1, "", "radar_too_long", {"most": MOST_LINES}),)
    return tuple(_line(row, table.headed) for row in table.rows), table.problems


def ring_of(word: Word, known: Mapping[str, str]) -> str | None:
    """The ring (key) that a word means among the known words (folded), or None for a word nobody has explained."""
    return known.get(fold(word))


def text_of(markup: str) -> str:
    """The words of something that may be HTML: tags, scripts and styles gone, entities as the signs they are."""
    spaced = markup.replace("</p>", "</p>\n").replace("<br", "\n<br")
    return clean(html.unescape(nh3.clean(spaced, tags=set())))


def _flattened(content: bytes) -> bytes:
    """Our own format as the plain list of its placements, one on each line, so that a line is told by its place in the list.

    Anything else as it is.
    """
    try:
        found = json.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError):
        return content
    if not isinstance(found, dict) or not isinstance(found.get("placements"), list):
        return content
    lines = (json.dumps(_flat(each)) for each in found["placements"])
    return ("[" + ",\n".join(lines) + "]").encode()


def _flat(placement: Any) -> Any:
    if not isinstance(placement, dict):
        return placement
    links = placement.get("links")
    addresses = [each.get("address") for each in links if isinstance(each, dict)] if isinstance(links, list) else links
    return {**placement, "links": addresses}


def _line(row: Row, headed: Mapping[str, str]) -> ListedPlacement:
    cells = {column.name: row.cells.get(column.name, "") for column in COLUMNS}
    whole = " ".join(neutral(text_of(cells["name"])).split())
    reason = text_of(cells["reason"])
    longest = LONGEST["own_title"]
    name = whole if len(whole) <= longest else f"{whole[: longest - 1].rstrip()}…"
    if name != whole:
        reason = f"{whole}\n\n{reason}".strip()
    addresses = [address for address in cells["links"].split() if is_safe_address(address)]
    return ListedPlacement(
        line=row.line,
        name=name,
        ring=cells["ring"],
        reason=reason,
        topic=cells["topic"],
        solution=cells["solution"],
        links=tuple(Link(name or address, address) for address in addresses),
        decided_on=_day(cells["decided_on"]),
        review_by=_day(cells["review_by"]),
        missing="" if name else headed["name"],
    )


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None
