from math import fsum, isclose

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lysning.matching.rules import kle
from lysning.matching.rules.kle import Title

TITLES = [
    Title("27", {"social": 2.0, "service": 2.0}),
    Title("27.36", {"hjælp": 2.0, "pleje": 2.0}),
    Title("27.36.04", {"pleje": 2.0, "hjem": 1.4}),
    Title("27.42", {"plejehjem": 2.0, "hjem": 1.4}),
    Title("05", {"vej": 2.0, "trafik": 2.0}),
    Title("05.13", {"trafik": 2.0, "sikkerhed": 2.0}),
    Title("07", {"affald": 2.0}),
    Title("07.99.01", {"genbrug": 2.0}),
]
LEARNT = kle.learn(TITLES)
ELDERLY, ROADS, WASTE = 1, 2, 3
LISTED = {"27.42": frozenset({ELDERLY}), "05": frozenset({ROADS}), "07": frozenset({WASTE})}

words = st.sampled_from(sorted({term for title in TITLES for term in title.terms} | {"ukendt"}))
weights = st.floats(0.01, 50, allow_subnormal=False)
texts = st.dictionaries(words, weights, max_size=8)
numbers = st.from_regex(r"\A0[12](\.0[123](\.0[123])?)?\Z")
lists = st.lists(
    st.builds(Title, numbers, st.dictionaries(words, weights, min_size=1, max_size=4)), min_size=1, max_size=9
)


def test_groups_are_told_apart_and_main_groups_only_where_no_group_is_known():
    assert kle.groups_in(["27", "27.36", "27.36.04", "07", "07.99.01"]) == ("07", "27.36")
    assert kle.groups_in([]) == ()


@pytest.mark.parametrize("title", [title for title in TITLES if len(title.number) > 2])
def test_a_title_is_given_its_own_group(title):
    found = kle.scores(LEARNT, title.terms)
    own = title.number[:5] if title.number[:5] in found else title.number[:2]
    assert max(found, key=found.get) == own


def test_kin_are_nearer_than_strangers():
    found = kle.scores(LEARNT, {"plejehjem": 1.0})
    assert found["27.42"] > found["27.36"] > found["05.13"]


@given(lists, texts)
def test_the_model_is_the_ridge_solution(titles, text):
    learnt = kle.learn(titles, ridge=1.0, kinship=0.3)
    terms = list(learnt.rows)
    unit = [kle._unit(title.terms, learnt.rarity) for title in titles]
    matrix = np.array([[row.get(term, 0.0) for term in terms] for row in unit])
    aims = np.array([[_aim(title.number, group, learnt.numbers) for group in learnt.numbers] for title in titles])
    expected = np.linalg.solve(matrix.T @ matrix + np.eye(len(terms)), matrix.T @ aims)
    assert np.allclose(learnt.weights, expected, atol=1e-4)
    asked = kle._unit(text, learnt.rarity)
    scores = np.array([asked.get(term, 0.0) for term in terms]) @ expected
    assert np.allclose(list(kle.scores(learnt, text).values()), scores, atol=1e-4)


def _aim(number, group, groups):
    own = number[:5] if number[:5] in groups else number[:2]
    return 1.0 if group == own else 0.3 * (group[:2] == number[:2])


@given(texts, st.sampled_from(LEARNT.numbers))
def test_shares_add_up_to_one_and_only_what_speaks_for_the_group_has_one(text, number):
    shares = kle.shares(LEARNT, text, number)
    assert not shares or isclose(fsum(shares.values()), 1.0)
    assert all(share > 0 for share in shares.values())
    assert list(shares.values()) == sorted(shares.values(), reverse=True)
    assert shares.keys() <= text.keys() - {"ukendt"}
    assert bool(shares) >= (kle.scores(LEARNT, text)[number] > 1e-6)


@given(texts, st.floats(0.5, 3))
def test_how_long_a_text_is_does_not_count(text, factor):
    more = {term: weight * factor for term, weight in text.items()}
    assert list(kle.scores(LEARNT, more).values()) == pytest.approx(list(kle.scores(LEARNT, text).values()), abs=1e-5)


@given(texts)
def test_saying_a_word_again_tells_ever_less(text):
    once, twice, thrice = (kle.as_title({term: n * weight for term, weight in text.items()}) for n in (1, 2, 3))
    for term in text:
        assert twice[term] - once[term] >= thrice[term] - twice[term] >= 0


@given(texts, st.dictionaries(st.sampled_from([ELDERLY, ROADS, WASTE]), st.floats(0.01, 1)))
def test_candidates_are_ordered_and_lie_where_the_text_is_heard_or_are_clear(text, strengths):
    scores = kle.scores(LEARNT, text)
    found = kle.candidates(LEARNT, text, strengths, LISTED)
    assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)
    assert [each.confidence for each in found] == sorted((each.confidence for each in found), reverse=True)
    for each in found:
        assert kle.LEAST_SCORE <= each.score <= scores[each.number] + 1e-9
        assert 0 <= each.confidence <= 1
        assert kle.areas_near(each.number, LISTED) & strengths.keys() or scores[each.number] >= kle.CLEAR


def test_a_text_about_nobody_gets_no_group_unless_it_says_a_title():
    assert kle.candidates(LEARNT, {"hjem": 1.0, "vej": 1.0, "service": 1.0}, {}, LISTED) == []
    (found,) = kle.candidates(LEARNT, {"affald": 1.0}, {}, LISTED)
    assert (found.number, found.score >= kle.CLEAR) == ("07", True)


def test_the_stronger_area_goes_first():
    text = {"hjem": 1.0, "trafik": 1.0}
    roads = kle.candidates(LEARNT, text, {ROADS: 0.9, ELDERLY: 0.1}, LISTED)
    elderly = kle.candidates(LEARNT, text, {ROADS: 0.1, ELDERLY: 0.9}, LISTED)
    assert (roads[0].number[:2], elderly[0].number[:2]) == ("05", "27")


@pytest.mark.parametrize(
    ("number", "own", "near"),
    [
        ("27.42", {ELDERLY}, {ELDERLY}),
        ("27.42.10", {ELDERLY}, {ELDERLY}),
        ("27.36", set(), {ELDERLY}),
        ("05.13", {ROADS}, {ROADS}),
        ("24.00", set(), set()),
    ],
)
def test_areas_come_from_the_group_else_the_main_group_else_the_kin(number, own, near):
    assert (kle.areas_of(number, LISTED), kle.areas_near(number, LISTED)) == (own, near)


def test_no_known_word_is_no_score():
    assert set(kle.scores(LEARNT, {"ukendt": 3.0}).values()) == {0.0}
    assert kle.shares(LEARNT, {"ukendt": 3.0}, "27.42") == {}
