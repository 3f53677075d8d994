"""Reading lists that programs send: JSON with one object for each row, by the same columns as a spreadsheet's."""

import json
from collections.abc import Iterator, Sequence
from itertools import islice

from lysning.core.plaintext import clean
from lysning.taxonomy.rules.tables import MAX_BYTES, MAX_ROWS, Column, Problem, Row, Table, decode, places, read_table

_BETWEEN = " \t\r\n,"


def read_list(content: bytes, columns: Sequence[Column]) -> Table:
    """Reads a list as CSV or JSON, whichever it is; see `read_table` and `read_objects`."""
    return (
        read_objects(content, columns)
        if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"[", b"{"}
        else read_table(content, columns)
    )


def read_objects(content: bytes, columns: Sequence[Column]) -> Table:
    """Reads JSON: an array of objects, alone or as a value of one object, as our own files are.

    A row's line is where its object begins. Values are texts, numbers, true, false, null or arrays of these (read as words
    with spaces between); members we do not know are passed over. JSON that cannot be read gives no rows and one problem.
    """
    if len(content) > MAX_BYTES:
        return _refused(1, "table_too_large", megabytes=MAX_BYTES // 1_000_000)
    try:
        found = list(islice(_objects(decode(content) or ""), MAX_ROWS + 1))
    except (json.JSONDecodeError, RecursionError) as broken:
        return _refused(getattr(broken, "lineno", 1), "table_json_broken")
    if len(found) > MAX_ROWS:
        return _refused(1, "table_too_long", rows=MAX_ROWS)
    return _table(found, columns)


def _table(found: list[tuple[int, dict[str, object]]], columns: Sequence[Column]) -> Table:
    headed: dict[str, str] = {}
    rows = []
    for line, values in found:
        names = list(values)
        at = {name: names[place] for name, place in places(names, columns).items()}
        headed |= at
        rows.append(Row(line, {name: _written(values[heading]) for name, heading in at.items()}))
    if missing := [column.headings[0] for column in columns if column.is_required and column.name not in headed]:
        return _refused(1, "table_headings", missing=", ".join(missing), found=", ".join(headed.values()) or "–")
    return Table(tuple(rows), headed)


def _refused(line: int, code: str, **facts: str | int) -> Table:
    return Table(problems=(Problem(line, "", code, facts),))


def _objects(text: str) -> Iterator[tuple[int, dict[str, object]]]:
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


def _written(value: object) -> str:
    if isinstance(value, list):
        return " ".join(map(_written, value))
    if isinstance(value, bool):
        return "ja" if value else "nej"
    return "" if value is None else clean(str(value))
