from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lysning.matching.rules.mixing import NEAR, mix, weight_of_meaning, worth_showing

keys = st.integers(1, 8)
lexicals = st.dictionaries(keys, st.floats(0, 200))
cosines = st.dictionaries(keys, st.floats(-1, 1))
weights = st.floats(0, 200)


def order(rows):
    return [row.subject_id for row in rows]


@given(lexicals, cosines, weights)
def test_every_document_is_ranked_once_and_its_shares_add_up(lexical, cosine, weight):
    rows = mix(lexical, cosine, weight)
    assert sorted(order(rows)) == sorted(lexical.keys() | cosine.keys())
    for row in rows:
        assert row.words == lexical.get(row.subject_id, 0)
        assert row.meaning >= 0
        assert row.score == row.words + row.meaning
    assert [row.score for row in rows] == sorted((row.score for row in rows), reverse=True)


@given(lexicals, cosines, weights)
def test_equal_ones_come_by_key(lexical, cosine, weight):
    rows = mix(lexical, cosine, weight)
    assert all(a.subject_id < b.subject_id for a, b in pairwise(rows) if a.score == b.score)


@given(lexicals, weights)
def test_without_cosines_the_words_decide_alone(lexical, weight):
    assert [(row.subject_id, row.score) for row in mix(lexical, {}, weight)] == sorted(
        lexical.items(), key=lambda pair: (-pair[1], pair[0])
    )


@given(lexicals, cosines)
def test_a_weight_of_nothing_leaves_the_words(lexical, cosine):
    assert all(row.meaning == 0 for row in mix(lexical, cosine, 0))


@given(lexicals, cosines, weights, keys, st.floats(0, 100), st.floats(0, 1))
def test_more_words_or_more_nearness_never_lower_a_document(lexical, cosine, weight, key, words, nearness):
    before = mix(lexical, cosine, weight)
    if key in lexical:
        assert place(mix(lexical | {key: lexical[key] + words}, cosine, weight), key) <= place(before, key)
    if key in cosine:
        assert beaten(before, key) <= beaten(mix(lexical, cosine | {key: cosine[key] + nearness}, weight), key)


def place(rows, key):
    return order(rows).index(key)


def beaten(rows, key):
    """The documents clearly below this one; what rounding decides is left out."""
    score = {row.subject_id: row.score for row in rows}
    return {other for other in score if score[other] < score[key] - 1e-6}


def test_one_that_waits_for_its_vector_is_as_near_as_the_middle_one():
    rows = mix({1: 5.0, 2: 5.0, 3: 5.0, 4: 5.0}, {1: 0.9, 2: 0.8, 3: 0.7}, 100)
    assert order(rows) == [1, 2, 4, 3]
    assert rows[1].meaning == rows[2].meaning == pytest.approx(10)


def test_meaning_can_outweigh_a_word_and_not_a_good_hit():
    weight = weight_of_meaning(2_000)
    assert order(mix({1: 7.0}, {1: 0.80, 2: 0.89}, weight)) == [2, 1]
    assert order(mix({1: 14.0}, {1: 0.80, 2: 0.89}, weight)) == [1, 2]


@pytest.mark.parametrize("weight", [-1.0, float("nan")])
def test_a_weight_that_is_none_is_refused(weight):
    with pytest.raises(ValueError, match="a weight of"):
        mix({1: 1.0}, {}, weight)


@pytest.mark.parametrize(("documents", "weight"), [(0, 4.0), (1, 4.0), (50, 49.4), (2_000, 100.7), (100_000, 155.5)])
def test_the_weight_grows_slowly_with_the_catalogue(documents, weight):
    assert weight_of_meaning(documents) == pytest.approx(weight, abs=0.1)


@given(lexicals, cosines)
def test_only_the_far_ones_without_a_word_are_left_out(lexical, cosine):
    kept = worth_showing(lexical, cosine)
    nearest = max(cosine.values(), default=0)
    assert kept.items() <= cosine.items()
    assert all(key in kept for key in cosine if key in lexical)
    assert all(nearest - NEAR - cosine[key] > -1e-9 for key in cosine.keys() - kept.keys())
