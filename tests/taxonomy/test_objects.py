"""JSON as lists: an array, an array in an object, or an object on each line."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lysning.taxonomy import rules
from lysning.taxonomy.rules import Column, Problem, Row, objects, read_list

COLUMNS = (
    Column("name", ("navn", "name"), is_required=True),
    Column("tags", ("tags",), between="; "),
    Column("words", ("ord",)),
)
ROWS = [{"Navn": "Ærø", "tags": ["a", "b"], "ord": ["c", "d"], "andet": {"x": 1}}, {"name": None, "tags": True}]
READ = [{"name": "Ærø", "tags": "a; b", "words": "c d"}, {"name": "", "tags": "ja"}]


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(ROWS),
        json.dumps({"licence": "CC0", "rows": ROWS}),
        json.dumps({"rows": ROWS}, indent=2),
        "\n".join(map(json.dumps, ROWS)),
        "\ufeff\n" + "\r\n\r\n".join(map(json.dumps, ROWS)) + "\n",
    ],
)
def test_json_is_read_however_it_is_laid_out(text):
    table = read_list(text.encode(), COLUMNS)
    assert ([dict(row.cells) for row in table.rows], table.problems) == (READ, ())


def test_one_object_is_a_list_of_one_row():
    assert read_list(b'{"navn": "x", "tags": ["a"]}', COLUMNS).rows == (Row(1, {"name": "x", "tags": "a"}),)


def test_each_line_that_is_no_object_is_told_and_the_others_read():
    table = read_list(b'{"navn": "x"}\n{"navn": \n[1]\n\n{"navn": "y"}', COLUMNS)
    assert table.problems == (Problem(2, "", "row_json_broken"), Problem(3, "", "row_json_broken"))
    assert table.rows == (Row(1, {"name": "x"}), Row(5, {"name": "y"}))


def test_lines_without_what_is_asked_for_are_refused():
    assert read_list(b'{"tags": "x"}\n', COLUMNS).problems == (
        Problem(1, "", "table_headings", {"missing": "navn", "found": "tags"}),
    )


def test_a_list_too_long_or_too_large_is_refused(monkeypatch):
    monkeypatch.setattr(objects, "MAX_ROWS", 2)
    two, three = (b"\n".join([b'{"navn": "x"}'] * times) for times in (2, 3))
    assert len(read_list(two, COLUMNS).rows) == 2
    assert [each.code for each in read_list(three, COLUMNS).problems] == ["table_too_long"]
    assert [each.code for each in read_list(b"[" + b" " * rules.MAX_BYTES, COLUMNS).problems] == ["table_too_large"]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=5,
)


@given(st.lists(st.dictionaries(st.sampled_from(["navn", "tags", "andet"]), json_values), min_size=1, max_size=6))
def test_an_array_and_lines_say_the_same(rows):
    rows = [{"navn": "x"} | row for row in rows]
    as_array, as_lines = (
        read_list(text.encode(), COLUMNS) for text in (json.dumps(rows), "\n".join(map(json.dumps, rows)))
    )
    assert [row.cells for row in as_array.rows] == [row.cells for row in as_lines.rows]
    assert [row.line for row in as_lines.rows] == list(range(1, len(rows) + 1))
