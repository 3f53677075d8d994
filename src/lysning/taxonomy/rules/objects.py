"""Reading lists that programs send: JSON with one object for each row, by the same columns as a spreadsheet's."""

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from lysning.core.plaintext import clean
from lysning.taxonomy.rules.tables import MAX_BYTES, MAX_ROWS, Column, Problem, Row, Table, decode, places, read_table

_BETWEEN = " \t\r\n,"
Found = tuple[int, dict[str, object]]
"""The line where an object begins, and its members."""


def read_list(content: bytes, columns: Sequence[Column]) -> Table:
    """Reads a list as CSV, JSON or JSON lines, whichever it is; see `read_table`, `read_objects` and `read_lines`."""
    if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] not in {b"[", b"{"}:
        return read_table(content, columns)
    if len(content) > MAX_BYTES:
        return _refused(1, "table_too_large", megabytes=MAX_BYTES // 1_000_000)
    text = decode(content) or ""
    return read_lines(text, columns) if _are_lines(text, columns) else read_objects(text, columns)


def read_objects(text: str, columns: Sequence[Column]) -> Table:
    """Reads JSON: an array of objects, alone or as a value of one object, as our own files are.

    A row's line is where its object begins. Values are texts, numbers, true, false, null or arrays of these (read as one
    text with what the column has `between`); members we do not know are passed over. JSON that cannot be read gives no rows
    and one problem.
    """
    try:
        found = list(islice(_objects(text), MAX_ROWS + 1))
    except (json.JSONDecodeError, RecursionError) as broken:
        return _refused(getattr(broken, "lineno", 1), "table_json_broken")
    return _table(found, columns)


def read_lines(text: str, columns: Sequence[Column]) -> Table:
    """Reads JSON lines: one object on each line, values as in `read_objects`. A line that is none is a problem of its own."""
    found, problems = [], []
    written = ((line, each) for line, each in enumerate(text.split("\n"), 1) if each.strip("\ufeff \t\r"))
    for line, each in islice(written, MAX_ROWS + 1):
        values = _one(each)
        if values is None:
            problems.append(Problem(line, "", "row_json_broken"))
        else:
            found.append((line, values))
    return _table(found, columns, problems)


def _are_lines(text: str, columns: Sequence[Column]) -> bool:
    """True when the first line is an object by itself and has one of our columns; what only wraps an array has none."""
    first = _one(text.lstrip("\ufeff \t\r\n").split("\n", 1)[0])
    return first is not None and bool(places(list(first), columns))


def _one(line: str) -> dict[str, object] | None:
    """The object that a line holds; None when it holds anything else."""
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _table(found: Sequence[Found], columns: Sequence[Column], problems: Iterable[Problem] = ()) -> Table:
    if len(found) > MAX_ROWS:
        return _refused(1, "table_too_long", rows=MAX_ROWS)
    between = {column.name: column.between for column in columns}
    headed: dict[str, str] = {}
    rows = []
    for line, values in found:
        names = list(values)
        at = {name: names[place] for name, place in places(names, columns).items()}
        headed |= at
        rows.append(Row(line, {name: _written(values[heading], between[name]) for name, heading in at.items()}))
    if missing := [column.headings[0] for column in columns if column.is_required and column.name not in headed]:
        return _refused(1, "table_headings", missing=", ".join(missing), found=", ".join(headed.values()) or "–")
    return Table(tuple(rows), headed, tuple(problems))


def _refused(line: int, code: str, **facts: str | int) -> Table:
    return Table(problems=(Problem(line, "", code, facts),))


def _objects(text: str) -> Iterator[Found]:
    """Each object of the first array with the line where it begins. Raises JSONDecodeError."""
    decoder, at, line = json.JSONDecoder(), text.find("[") + 1, 1
    if not at:
        raise json.JSONDecodeError("no array", text, 0)
    counted = 0
    while True:
        while text[at : at + 1] and text[at] in _BETWEEN:
            at += 1
        if text[at : at + 1] == "]":
            return
        line, counted = line + text.count("\n", counted, at), at
        found, at = decoder.raw_decode(text, at)
        if not isinstance(found, dict):
            raise json.JSONDecodeError("not an object", text, counted)
        yield line, found


def _written(value: object, between: str) -> str:
    if isinstance(value, list):
        return between.join(_written(each, between) for each in value)
    if isinstance(value, bool):
        return "ja" if value else "nej"
    return "" if value is None else clean(str(value))
