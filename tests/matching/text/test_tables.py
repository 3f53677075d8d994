import re
import tomllib
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from lysning.matching.text import tables
from lysning.matching.text.analyser import default_analyser

AREAS = Path(__file__).resolve().parents[3] / "src" / "lysning" / "taxonomy" / "data" / "areas.toml"


@pytest.fixture(scope="module")
def areas():
    rows = tomllib.loads(AREAS.read_text(encoding="utf-8"))["area"]
    return {area["key"]: [role["da"] for role in area["roles"]] for area in rows}


def test_the_vocabulary_speaks_of_every_area_and_role_and_of_no_other(areas):
    counted = Counter((row.area_key, row.role) for row in tables.vocabulary())
    known = {(area, role) for area, roles in areas.items() for role in ("*", *roles)}
    known |= {(key, "*") for key in ("ingen", "privat", "offentlig")}
    assert counted.keys() == known
    assert min(counted[area, "*"] for area in areas) >= 60
    assert min(count for (_, role), count in counted.items() if role != "*") >= 8


def test_a_word_is_one_word_a_phrase_is_more_and_nothing_is_said_twice():
    rows = tables.vocabulary()
    assert all((row.kind == "phrase") == (" " in row.text) for row in rows)
    assert all(0 < row.weight <= 2 for row in rows)
    assert [
        key for key, count in Counter((row.area_key, row.role, row.text) for row in rows).items() if count > 1
    ] == []


def test_every_entry_of_the_vocabulary_is_something_the_analyser_hears():
    assert [row.text for row in tables.vocabulary() if not default_analyser().terms(row.text)] == []


@pytest.fixture(scope="module")
def written():
    """Every pair of synonyms.tsv, also those withdrawn."""
    lines = (tables.DATA / "synonyms.tsv").read_text(encoding="utf-8").splitlines()
    head, *rows = [line.split("\t") for line in lines if not line.startswith("#")]
    assert head == ["layman", "trade", "area", "source", "date", "status"]
    return [tables.Synonym(*row) for row in rows]


def test_every_synonym_has_an_area_a_source_a_date_and_a_status(written, areas):
    assert {row.area_key for row in written} - {"*"} == areas.keys()
    assert {row.source for row in written} == {"own", "reading"}
    assert {row.status for row in written} == {"used", "withdrawn"}
    assert all(date.fromisoformat(row.date) <= date(2026, 11, 29) for row in written)
    assert min(Counter(row.area_key for row in tables.synonyms()).values()) >= 40


def test_a_withdrawn_synonym_is_not_used(written):
    used = tables.synonyms()
    assert [row for row in used if row.status != "used"] == []
    assert len(used) == sum(row.status == "used" for row in written) < len(written)


def test_no_synonym_is_written_twice_nor_the_other_way_round(written):
    pairs = [(row.layman, row.trade) for row in written]
    assert [pair for pair, count in Counter(pairs).items() if count > 1] == []
    assert {pair for pair in pairs if pair[::-1] in pairs} == set()


def test_every_synonym_says_something_the_other_word_does_not():
    reader = default_analyser()
    pairs = [(row, reader.terms(row.layman).keys(), reader.terms(row.trade).keys()) for row in tables.synonyms()]
    assert [row for row, layman, trade in pairs if not layman or not trade or trade <= layman] == []


def test_there_are_enough_overrides_and_each_is_one_folded_word():
    overrides = tables.overrides()
    assert len(overrides) >= 250
    words = [word for row in overrides.values() for word in (row.lemma, *row.parts, *row.forms)]
    assert [word for word in words if not re.fullmatch(r"[a-zæøå]+", word)] == []


def test_no_form_is_claimed_by_two_overrides():
    forms = Counter(form for row in tables.overrides().values() for form in {row.lemma, *row.forms})
    assert [form for form, count in forms.items() if count > 1] == []


def test_an_abbreviation_is_not_also_a_stop_word():
    assert tables.abbreviations().keys() & tables.word_list("stop") == set()
