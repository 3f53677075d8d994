import pytest
from hypothesis import given
from hypothesis import strategies as st

from lysning.matching.text.spelling import LONGEST, Known, deletions, distance, meant

WORDS = st.text(alphabet="abæø", max_size=8)


@pytest.mark.parametrize(
    ("one", "other", "edits"),
    [
        ("fald", "fald", 0),
        ("fald", "flad", 1),
        ("fald", "fal", 1),
        ("fald", "falde", 1),
        ("fald", "bold", 2),
        ("", "a", 1),
    ],
)
def test_distance_counts_edits_and_swaps(one, other, edits):
    assert distance(one, other, 3) == edits


@given(WORDS, WORDS)
def test_distance_is_the_same_both_ways_and_zero_for_equals_only(one, other):
    assert distance(one, other, 9) == distance(other, one, 9)
    assert (distance(one, other, 9) == 0) == (one == other)


@given(WORDS, WORDS, st.integers(0, 4))
def test_a_bound_only_cuts_off(one, other, most):
    assert distance(one, other, most) == min(distance(one, other, 20), most + 1)


@given(WORDS, WORDS)
def test_words_one_edit_apart_share_a_deletion(one, other):
    if distance(one, other, 1) <= 1:
        assert set(deletions(one)) & set(deletions(other))


def test_a_word_too_long_to_mend_is_left_alone():
    assert deletions("a" * (LONGEST + 1)) == ["a" * (LONGEST + 1)]
    assert meant("a" * (LONGEST + 1), [Known("a" * LONGEST, 1)]) is None


@pytest.mark.parametrize(
    ("typed", "known", "expected"),
    [
        ("borgre", [("borger", 3), ("borge", 9)], "borge"),
        ("borgre", [("borger", 3)], "borger"),
        ("borger", [("borger", 3)], None),
        ("faldd", [("fald", 2), ("faldt", 5)], "faldt"),
        ("fal", [("fald", 2)], None),
        ("plejhjemmt", [("plejehjemmet", 1)], "plejehjemmet"),
        ("hejmm", [("hjem", 1)], None),
    ],
)
def test_the_nearest_and_most_used_word_is_meant(typed, known, expected):
    assert meant(typed, [Known(*word) for word in known]) == expected
