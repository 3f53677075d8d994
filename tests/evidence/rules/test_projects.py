import json
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lysning.evidence.rules.projects import (
    COLUMNS,
    Defaults,
    check_projects,
    identity_of,
    likeness_of,
    partners_of,
    read_defaults,
    twins,
)
from lysning.evidence.rules.unclear import Unclear
from lysning.taxonomy.rules import read_list

REAL = Path(__file__).resolve().parents[4] / "shared" / "data" / "erdf_dk" / "erdf_dk.jsonl"


def read(content):
    content = content if isinstance(content, bytes) else content.encode()
    return check_projects(read_list(content, COLUMNS), Defaults())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1"])
@pytest.mark.parametrize("sign", [";", ",", "\t"])
def test_a_spreadsheet_is_read_whatever_wrote_it(encoding, sign):
    rows = [
        ["Titel", "Periode", "Budget", "Partnere", "Land"],
        ["Færre fald", "marts 2015", "2 mio kr", "Århus Kommune", "Danmark"],
    ]
    [listed] = read("\r\n".join(sign.join(row) for row in rows).encode(encoding)).projects
    facts = listed.facts
    assert (facts.title, facts.country, facts.partners, listed.line) == ("Færre fald", "DK", ("Århus Kommune",), 2)
    assert (facts.period.start.day, facts.period.start.precision) == (date(2015, 3, 1), 2)
    assert (facts.budget.amount, facts.budget_written) == (2_000_000, "2 mio kr")


def test_json_lines_are_read_with_the_line_of_each():
    lines = [{"title": "A", "start": "01.02.2012", "end": "2013"}, {"title": "B", "budget": 1250000.5}]
    listed = read("\n".join(map(json.dumps, lines)))
    assert [(row.line, row.facts.title) for row in listed.projects] == [(1, "A"), (2, "B")]
    assert listed.projects[1].facts.budget.amount == 1_250_000.5
    assert listed.projects[0].facts.period_written == "01.02.2012 – 2013"


def test_what_is_not_understood_is_told_by_line_and_column_and_kept_as_written():
    listed = read("titel;periode;budget;link;land\nA;foråret;1,250;ingen;Atlantis\nB;2017-2015;;;\n")
    assert [(each.line, each.column, each.code, each.facts["value"]) for each in listed.unclear] == [
        (2, "periode", "project_period", "foråret"),
        (2, "budget", "project_amount_ambiguous", "1,250"),
        (2, "land", "project_country", "Atlantis"),
        (2, "link", "project_link", "ingen"),
        (3, "periode", "project_period_reversed", "2017-2015"),
    ]
    assert listed.problems == ()
    assert listed.projects[0].facts.budget_written == "1,250"
    assert listed.projects[0].facts.period_written == "foråret"


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (";2015", "project_title_missing"),
        (f"{'x' * 301};2015", "project_too_long"),
        ("Om 010203-1234;2015", "project_personal_number"),
    ],
)
def test_some_rows_are_left_out_and_a_list_of_nothing_else_is_kept_out(row, code):
    assert [problem.code for problem in read(f"titel;periode\n{row}").problems] == [code]
    listed = read(f"titel;periode\nFørst;foråret\n{row}\nSidst;2016\n")
    assert [project.facts.title for project in listed.projects] == ["Først", "Sidst"]
    assert [(told.line, told.code) for told in listed.left_out] == [(3, code)]
    assert ([told.line for told in listed.unclear], listed.problems) == ([2], ())


def test_the_same_row_twice_counts_once():
    listed = read("titel;periode\nA;2015\nB;2016\nA;2015\n")
    assert len(listed.projects) == 2
    assert [(each.line, each.code, each.facts) for each in listed.unclear] == [(4, "project_twice", {"first": 2})]


def test_the_same_row_in_other_words_is_told_and_the_first_counts():
    listed = read("titel;periode;tekst\nFærre fald;2015;En\nFærre Fald!;2015;To\n")
    assert [row.facts.text for row in listed.projects] == ["En"]
    assert [(each.line, each.code) for each in listed.unclear] == [(3, "project_twice_otherwise")]


def test_the_same_title_and_period_are_one_project_and_it_is_said_which():
    rows = read(
        "titel;periode;region\nFærre Fald!;2015;Nord\nfærre fald;2015;Syd\nFærre fald;2016;Syd\nfærre fald;;Syd\n"
    ).projects
    assert [(each.line, each.facts) for each in twins(rows, "liste", {})] == [
        (3, {"first": "Færre Fald!", "source": "liste"})
    ]
    known = {likeness_of(rows[2].facts): ("anden", "7", "Fald")}
    assert [each.line for each in twins(rows, "liste", known)] == [3, 4]


def test_a_project_is_known_by_its_number_where_it_has_one():
    with_number, without = read("titel;id\nA;J-17\nB;\n").projects
    assert with_number.identity == "J-17"
    assert without.identity == identity_of(without.facts) != identity_of(with_number.facts)


def test_a_number_that_two_rows_claim_is_that_of_the_first():
    listed = read("titel;id\nA;7\nA;7\nB;7\n")
    assert [(each.line, each.column, each.code) for each in listed.left_out] == [(4, "id", "row_twice")]
    assert [each.line for each in listed.unclear] == [3]


def test_a_sum_in_a_currency_that_is_not_understood_is_none():
    listed = read("titel;budget;valuta\nA;500;kr.\nB;500;skæpper\nC;500 EUR;kr\n")
    assert [row.facts.budget and row.facts.budget.currency for row in listed.projects] == ["DKK", None, "EUR"]
    assert [(each.line, each.column, each.code) for each in listed.unclear] == [(3, "valuta", "project_currency")]


@pytest.mark.parametrize("said", [("Danmark", "kr", "dansk"), ("dk", "DKK", "da")])
def test_what_holds_for_a_list_is_read_as_people_write_it(said):
    assert read_defaults(*said) == Defaults("DK", "DKK", "da")


@pytest.mark.parametrize("said", [("Atlantis", "DKK", "da"), ("DK", "skæpper", "da"), ("DK", "DKK", "volapyk")])
def test_what_holds_for_a_list_must_be_known(said):
    with pytest.raises(Unclear):
        read_defaults(*said)


def test_a_sum_below_nothing_is_not_understood_and_keeps_its_sign():
    listed = read("titel;budget\nA;-500 kr.\n=B;=1+1\n")
    assert [each.code for each in listed.unclear] == ["project_amount", "project_amount"]
    assert [row.facts.budget_written for row in listed.projects] == ["\N{MINUS SIGN}500 kr.", "1+1"]
    assert listed.projects[1].facts.title == "B"


def test_an_array_of_partners_is_parted_where_it_was():
    (listed,) = read('{"title": "A", "partners": ["Aarhus, Odense og co.", "=Region Syd"]}').projects
    assert listed.facts.partners == ("Aarhus, Odense og co", "Region Syd")


@pytest.mark.parametrize(
    ("written", "partners"),
    [
        ("", ()),
        (
            "Aalborg Universitet. Sct. Hans Skole. Dantherm Power A/S.",
            ("Aalborg Universitet", "Sct. Hans Skole", "Dantherm Power A/S"),
        ),
        ("Erhvervsskolerne Aars.\nEUC Nord.\nEUC Nordvest", ("Erhvervsskolerne Aars", "EUC Nord", "EUC Nordvest")),
        ("A; B;A", ("A", "B")),
        ("Aarhus Kommune, Region Midtjylland", ("Aarhus Kommune", "Region Midtjylland")),
        ("Udenrigsministeriet .", ("Udenrigsministeriet",)),
    ],
)
def test_partners_are_parted(written, partners):
    assert partners_of(written) == partners


@given(st.lists(st.dictionaries(st.sampled_from([c.headings[0] for c in COLUMNS]), st.text(max_size=30)), max_size=5))
def test_any_list_is_read_or_told_what_is_wrong(rows):
    listed = read("\n".join(json.dumps({"titel": "x"} | row) for row in rows) or "{}")
    assert len({row.identity for row in listed.projects}) == len(listed.projects)
    for facts in (row.facts for row in listed.projects):
        assert len(facts.country) == len(facts.language) == 2 or "" in (facts.country, facts.language)
        assert facts.budget is None or re.fullmatch("[A-Z]{3}", facts.budget.currency)
    for told in (*listed.problems, *listed.left_out, *listed.unclear):
        assert told.line >= 1


def test_real_projects_are_understood():
    assert REAL.exists(), f"the real list {REAL} is missing"
    lines = REAL.read_text(encoding="utf-8").splitlines()[::4]
    listed = read("\n".join(lines))
    assert (listed.problems, listed.left_out) == ((), ())
    assert (len(listed.projects), listed.unclear) == (len(lines), ())
    assert all(row.facts.period.start and row.facts.period.end and row.facts.budget for row in listed.projects)
