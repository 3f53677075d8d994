import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lysning.matching.text import bm25
from lysning.matching.text.analyser import default_analyser
from lysning.matching.text.bm25 import Bag, Field
from lysning.matching.text.reference import ReferenceIndex

WEIGHTS = st.dictionaries(st.sampled_from("abcdef"), st.floats(0.1, 20), max_size=6)


def test_the_score_of_one_field_is_the_textbook_s():
    offered = bm25.impacts({"body": Bag({"fald": 3.0}, 50)}, {"body": 100.0}, {"body": Field(1.0, 0.75)}, k1=1.2)
    asked = bm25.asking({"fald": 1.0}, {"fald": 9}, 99)
    idf = math.log(1 + (99 - 9 + 0.5) / (9 + 0.5))
    assert bm25.score(asked, offered) == pytest.approx(idf * 3 * 2.2 / (3 + 1.2 * (0.25 + 0.75 * 50 / 100)))


def test_fields_are_added_before_they_saturate():
    averages = {"title": 5.0, "body": 100.0}
    both = bm25.impacts({"title": Bag({"fald": 1.0}, 5), "body": Bag({"fald": 2.0}, 100)}, averages)
    weight = bm25.FIELDS["title"].weight
    assert both["fald"] == pytest.approx((weight + 2) * 2.2 / (weight + 2 + 1.2))


def test_a_word_no_document_has_is_not_asked_for():
    assert bm25.asking({"fald": 1.0, "ukendt": 1.0}, {"fald": 1}, 10).keys() == {"fald"}


def test_the_shares_are_the_score_explained_largest_first():
    asked, offered = {"a": 2.0, "b": 1.0, "c": 5.0}, {"a": 1.5, "b": 2.0, "d": 1.0}
    shares = bm25.shares(asked, offered)
    assert list(shares.items()) == [("a", 3.0), ("b", 2.0)]
    assert math.fsum(shares.values()) == bm25.score(asked, offered)


@given(WEIGHTS, WEIGHTS, st.integers(1, 500), st.floats(0.5, 500))
def test_impacts_lie_between_nothing_and_full(title, body, words, average):
    bags = {"title": Bag(title, words), "body": Bag(body, words)}
    offered = bm25.impacts(bags, {"title": average, "body": average})
    assert offered.keys() == title.keys() | body.keys()
    assert all(0 < impact < bm25.K1 + 1 for impact in offered.values())


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_a_rarer_word_never_tells_less(one, other):
    few, many = sorted((one, other))
    assert bm25.idf(few, 10_000) >= bm25.idf(many, 10_000) >= 0


def test_the_reference_index_finds_the_part_of_a_compound_and_the_other_inflection():
    texts = {
        "fald": "Alarm ved faldulykker på plejehjemmet",
        "skole": "Overblik over fravær i folkeskolen",
        "vej": "Måler glatte veje",
    }
    index = ReferenceIndex(default_analyser(), [(name, {"title": "", "body": text}) for name, text in texts.items()])
    assert [name for name, _ in index.search("fald hos ældre på plejehjem")] == ["fald"]
    assert [name for name, _ in index.search("elevers skolefravær")] == ["skole"]
    assert [name for name, _ in index.search("salte veje")] == ["vej"]
    assert index.search("brødskærer til bagerier") == []
    assert ReferenceIndex(default_analyser(), []).search("fald") == []
