import re
import tomllib
from collections import Counter
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


def test_every_synonym_says_something_the_other_word_does_not():
    pairs = tables.synonyms()
    assert len(pairs) >= 150
    assert [pair for pair, count in Counter(pairs).items() if count > 1] == []
    keys = [(default_analyser().terms(lay).keys(), default_analyser().terms(trade).keys()) for lay, trade in pairs]
    assert [pair for pair, (lay, trade) in zip(pairs, keys, strict=True) if not lay or not trade or lay == trade] == []


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
