import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lysning.taxonomy import rules
from lysning.taxonomy.rules import Column, Problem, Row, fold, neutral, read_table

COLUMNS = (Column("name", ("navn", "name"), is_required=True), Column("number", ("tal", "number", "antal pr. uge")))


def cells(table):
    return [dict(row.cells) for row in table.rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_any_spreadsheet_is_read(encoding, separator, ending):
    text = ending.join([f"Navn{separator}Tal", f"Ærø{separator}1", f"Århus{separator}2", ""])
    table = read_table(text.encode(encoding), COLUMNS)
    assert table.problems == ()
    assert cells(table) == [{"name": "Ærø", "number": "1"}, {"name": "Århus", "number": "2"}]
    assert dict(table.headed) == {"name": "Navn", "number": "Tal"}


def test_order_and_unknown_columns_do_not_matter():
    table = read_table(b"andet;ANTAL PR UGE;name\nx;3;y\n", COLUMNS)
    assert cells(table) == [{"name": "y", "number": "3"}]


def test_lines_are_those_of_the_file():
    content = b'navn;tal\n"to\nlinjer";1\n\n;;\nslut;2\n'
    assert read_table(content, COLUMNS).rows == (
        Row(2, {"name": "to\nlinjer", "number": "1"}),
        Row(6, {"name": "slut", "number": "2"}),
    )


def test_short_rows_are_filled_and_wide_rows_told():
    table = read_table(b"navn;tal\nkort\nlang;1;2\n", COLUMNS)
    assert cells(table)[0] == {"name": "kort", "number": ""}
    assert table.problems == (Problem(3, "", "row_too_wide", {"cells": 3, "headings": 2}),)


def test_a_file_that_cannot_be_read_gives_one_problem(monkeypatch):
    empty, strange = read_table(b"", COLUMNS), read_table(b"a;b\n1;2\n", COLUMNS)
    assert empty.problems == (Problem(1, "", "table_headings", {"missing": "navn", "found": "–"}),)
    assert strange.problems == (Problem(1, "", "table_headings", {"missing": "navn", "found": "a, b"}),)
    json = read_table(b' {"navn": "x"}', COLUMNS)
    assert json.problems == (Problem(1, "", "table_is_json", {"missing": "navn"}),)
    wide = read_table(";".join(["overskrift"] * 100).encode(), COLUMNS)
    assert len(wide.problems[0].facts["found"]) == rules.tables.LONGEST_QUOTE
    assert read_table(b"PK\x03\x04\x00\x00navn", COLUMNS).problems == (Problem(1, "", "table_not_text"),)
    big = b'navn\n"' + b"x" * 200_000
    assert read_table(big, COLUMNS).problems == (Problem(1, "", "table_broken"),)


def test_limits_are_told():
    rows = b"navn\n" + b"x\n" * (rules.MAX_ROWS + 1)
    assert read_table(rows, COLUMNS).problems == (Problem(1, "", "table_too_long", {"rows": 100_000}),)
    assert len(read_table(rows[:-2], COLUMNS).rows) == 100_000
    heavy = b"navn\n" + b"x" * rules.MAX_BYTES
    assert read_table(heavy, COLUMNS).problems == (Problem(1, "", "table_too_large", {"megabytes": 20}),)


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(content):
    table = read_table(content, COLUMNS)
    assert table.rows == () or "name" in table.headed


@given(st.lists(st.tuples(st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Zs"))), st.integers())))
def test_what_a_spreadsheet_wrote_is_what_we_read(rows):
    file = io.StringIO()
    csv.writer(file, delimiter=";", quoting=csv.QUOTE_ALL).writerows([("navn", "tal"), *rows])
    table = read_table(file.getvalue().encode(), COLUMNS)
    assert [row.cells["number"] for row in table.rows] == [str(number) for _name, number in rows]


@pytest.mark.parametrize("text", ["=1+1", "+4512345678", "-1", "@SUM(A1)", "\t=1", " =HYPERLINK(1)", "==x"])
def test_no_cell_stays_a_formula(text):
    assert neutral(text)[:1] not in set("=+-@\t ")


@given(st.text() | st.text(alphabet="a5=+-@;,\t\r ("))
def test_neutral_takes_nothing_but_signs_and_takes_them_once(text):
    signs = str.maketrans("", "", "=+-@\t\r ")
    assert neutral(text).translate(signs) == text.translate(signs)
    assert neutral(neutral(text)) == neutral(text)
    assert not any(f"{separator}{sign}" in neutral(text) for separator in ",;\t" for sign in "=@")


@given(st.text(alphabet="abcæøåÆØÅäöü é-1"))
def test_folding_is_blind_to_case_and_final(text):
    assert fold(text) == fold(text.upper()) == fold(fold(text))


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("god idé,=1+1", "god idé,1+1"),
        ("god idé;@SUM(A1)", "god idé;SUM(A1)"),
        ("a\t+cmd", "a\tcmd"),
        ("kr. 500,- i alt", "kr. 500,- i alt"),
        ("mellem 2,-3 og 4", "mellem 2,-3 og 4"),
        ("Fald, -2 i alt", "Fald, -2 i alt"),
    ],
)
def test_e5_a_formula_after_a_separator_is_none_and_a_price_stays(text, left):
    assert neutral(text) == left
