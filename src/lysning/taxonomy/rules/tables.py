"""Reading lists that people send: whatever encoding, separator and order of columns their spreadsheet wrote."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from lysning.core.plaintext import clean

MAX_BYTES = 20_000_000
MAX_ROWS = 100_000
LONGEST_QUOTE = 200
_SEPARATORS = (";", ",", "\t")
_LETTERS = str.maketrans({"æ": "ae", "ä": "ae", "ø": "oe", "ö": "oe", "å": "aa", "ü": "u", "ß": "ss"})
_FORMULA = re.compile(r"^[=+\-@\t\r ]+|(?<=[;,\t])[=@+\-]*(?:[=@]|[+\-](?=[A-Za-z(]))")


@dataclass(frozen=True)
class Column:
    """A column a list may have: our name for it, the headings people write (compared folded), and what an array in JSON is
    joined `between`.
    """

    name: str
    headings: tuple[str, ...]
    is_required: bool = False
    between: str = " "


@dataclass(frozen=True)
class Problem:
    """What is wrong, and where: line of the file (1 is the heading), column as headed, and a code with words."""

    line: int
    column: str
    code: str
    facts: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True)
class Row:
    """One line of a list: its first physical line in the file, and the cleaned text by our column names."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Table:
    """A list as read: its rows, how each known column was headed, and what was wrong with the file."""

    rows: tuple[Row, ...] = ()
    headed: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class ImportReport:
    """What an import changed, or would change: numbers of rows, every bad place, and whether it was written.

    `problems` stop the list; `left_out` stop their rows alone, where a list is taken without them; `warnings` are places that
    somebody should know of, and the list is written all the same.
    """

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    left_out: tuple[Problem, ...] = ()
    is_applied: bool = False


def fold(text: str) -> str:
    """The bare letters and digits of a word, so that "Århus", "Aarhus " and "AARHUS" are one: lower case, æ ae, ø oe, å aa."""
    lowered = unicodedata.normalize("NFC", text).casefold().translate(_LETTERS)
    bare = unicodedata.normalize("NFD", lowered)
    return "".join(character for character in bare if character.isalnum())


def neutral(text: str) -> str:
    """The text without the signs by which a spreadsheet takes a cell for a formula (= + - @ and tab at its start).

    Also after a comma, semicolon or tab, where a spreadsheet that expects another separator begins a cell; "500,-" stays.
    """
    return _FORMULA.sub("", text)


def read_table(content: bytes, columns: Sequence[Column]) -> Table:
    """Reads a comma, semicolon or tab separated list with a line of headings.

    Takes UTF-8 with or without mark, UTF-16 with mark, otherwise Windows-1252. Unknown columns and empty lines are passed
    over. A file that cannot be read gives no rows and one problem; a row with more cells than headings is a problem.
    """
    if len(content) > MAX_BYTES:
        return _refused("table_too_large", megabytes=MAX_BYTES // 1_000_000)
    text = decode(content)
    if text is None or "\x00" in text:
        return _refused("table_not_text")
    separator, headings = _headings(text, columns)
    headed = {name: headings[place] for name, place in places(headings, columns).items()}
    if missing := [column.headings[0] for column in columns if column.is_required and column.name not in headed]:
        if text.lstrip().startswith(("{", "[")):
            return _refused("table_is_json", missing=", ".join(missing))
        found = ", ".join(filter(None, headings)) or "–"
        return _refused("table_headings", missing=", ".join(missing), found=found[:LONGEST_QUOTE])
    try:
        return _rows(text, separator, columns, headed)
    except csv.Error:
        return _refused("table_broken")


def csv_lines(rows: Iterable[Mapping[str, object]]) -> Iterator[str]:
    """The rows as a list that `read_table` reads and spreadsheets open: UTF-8 with mark, semicolons, headings first.

    A collection is written as words with spaces between.
    """
    target = io.StringIO()
    writer = csv.writer(target, delimiter=";", lineterminator="\r\n")
    for number, row in enumerate(rows):
        if number == 0:
            writer.writerow(row)
        writer.writerow(" ".join(cell) if isinstance(cell, (list, tuple)) else cell for cell in row.values())
        yield ("" if number else "\ufeff") + target.getvalue()
        target.seek(0)
        target.truncate()


def _refused(code: str, **facts: str | int) -> Table:
    return Table(problems=(Problem(1, "", code, facts),))


def decode(content: bytes) -> str | None:
    """The text of a file: UTF-8 with or without mark, UTF-16 with mark, otherwise Windows-1252."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    for encoding in ("utf-8-sig", "cp1252", "latin-1"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _headings(text: str, columns: Sequence[Column]) -> tuple[str, list[str]]:
    """The separator under which the first line holds most known headings, and that line."""
    first = text.split("\n", 1)[0].strip("\r")
    lines = {separator: _cells(first, separator) for separator in _SEPARATORS}
    best = max(_SEPARATORS, key=lambda separator: len(places(lines[separator], columns)))
    return best, lines[best]


def _cells(line: str, separator: str) -> list[str]:
    try:
        return [clean(cell) for cell in next(csv.reader([line], delimiter=separator), [])]
    except csv.Error:
        return []


def places(headings: Sequence[str], columns: Sequence[Column]) -> dict[str, int]:
    """Where each known column stands among the headings; the first one counts when two are the same."""
    by_heading = {fold(heading): column.name for column in columns for heading in column.headings}
    found: dict[str, int] = {}
    for place, heading in enumerate(headings):
        if name := by_heading.get(fold(heading)):
            found.setdefault(name, place)
    return found


def _rows(text: str, separator: str, columns: Sequence[Column], headed: Mapping[str, str]) -> Table:
    rows: list[Row] = []
    problems: list[Problem] = []
    lines = _lines(text, separator)
    _line, headings = next(lines)
    at = places([clean(heading) for heading in headings], columns)
    for line, cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        if len(rows) == MAX_ROWS:
            return _refused("table_too_long", rows=MAX_ROWS)
        if any(cell.strip() for cell in cells[len(headings) :]):
            problems.append(Problem(line, "", "row_too_wide", {"cells": len(cells), "headings": len(headings)}))
        rows.append(Row(line, {name: clean(cells[place]) if place < len(cells) else "" for name, place in at.items()}))
    return Table(tuple(rows), headed, tuple(problems))


def _lines(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    starts = 1
    for cells in reader:
        yield starts, cells
        starts = reader.line_num + 1
