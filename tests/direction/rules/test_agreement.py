"""The consensus of Tastle and Wierman (2007) against values reckoned by hand, and its properties."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lysning.direction.rules import consensus, spread_of

answers = st.lists(st.integers(0, 98), min_size=2, max_size=7).filter(any)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((5, 0, 0, 0), 1.0),  # all in one ring
        ((0, 0, 9, 0), 1.0),
        ((4, 0, 0, 4), 0.0),  # half at each end: log2(1 - 1/2) = -1
        ((1, 1), 0.0),
        ((0, 3, 3, 0), 1 + -0.26303440583379383),  # mean 1.5, both half a step of three away: log2(5/6)
        ((7,), 1.0),
    ],
)
def test_known_values(counts, expected):
    assert consensus(counts) == pytest.approx(expected)


def test_uniform_over_four_rings():
    # mean 1.5; two are 1.5/3 away (log2 1/2 = -1), two 0.5/3 (log2 5/6)
    assert consensus((1, 1, 1, 1)) == pytest.approx(1 + (2 * -1 + 2 * -0.26303440583379383) / 4)


@given(answers)
def test_it_lies_between_nought_and_one_and_does_not_mind_the_direction(counts):
    assert 0 <= consensus(counts) <= 1
    assert consensus(counts) == pytest.approx(consensus(counts[::-1]))


@given(answers, st.integers(2, 5))
def test_it_depends_on_shares_alone(counts, times):
    assert consensus(counts) == pytest.approx(consensus([count * times for count in counts]))


@given(answers)
def test_it_is_one_exactly_when_all_say_the_same(counts):
    is_unanimous = sum(count > 0 for count in counts) == 1
    assert (consensus(counts) == pytest.approx(1)) == is_unanimous


def test_a_spread_in_the_order_of_the_rings():
    spread = spread_of({"klar": 3, "afvent": 1, "gammel": 9}, ["klar", "afproev", "afvent"])
    assert (spread.counts, spread.total, spread.leading) == ((3, 0, 1), 4, 0)
    assert spread.shares == (0.75, 0, 0.25)
    assert spread.disagreement == pytest.approx(1 - spread.consensus)
    with pytest.raises(ValueError, match="no answers"):
        spread_of({"gammel": 9}, ["klar"])
