import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lysning.evidence.rules.conclusion import (
    SURENESS,
    Circumstances,
    Question,
    conclude,
    least_that_matters,
    places_by_side,
    verdict_of,
)
from lysning.evidence.rules.together import Unit, together

LOWER = Question("mean_difference", "lower")
HIGHER = Question("mean_difference", "higher")
MATTERS = Question("mean_difference", "lower", matters=2.0)


@pytest.mark.parametrize(
    ("question", "estimate", "low", "high", "said"),
    [
        (LOWER, -1, -2, -0.01, ("worked", "clear")),
        (LOWER, -1, -2, 0.0, ("unknown", "both_ways")),
        (LOWER, 1, 0.01, 2, ("did_not", "worse")),
        (LOWER, 1, 0.0, 2, ("unknown", "both_ways")),
        (HIGHER, 1, 0.01, 2, ("worked", "clear")),
        (HIGHER, -1, -2, -0.01, ("did_not", "worse")),
        (MATTERS, -3, -4, -1, ("worked", "clear")),
        (MATTERS, -2, -3, -1, ("worked", "clear")),
        (MATTERS, -1.99, -3, -1, ("unknown", "small_or_not")),
        (MATTERS, -1, -1.99, -0.5, ("did_not", "too_small")),
        (MATTERS, 0, -1.99, 1.9, ("did_not", "too_small")),
        (MATTERS, 0, -2.0, 1.9, ("unknown", "both_ways")),
        (MATTERS, 1, 0.5, 1.5, ("did_not", "worse")),
    ],
)
def test_every_verdict_at_its_border(question, estimate, low, high, said):
    assert verdict_of(estimate, low, high, question) == said


def test_what_matters_of_a_ratio_is_a_share():
    assert least_that_matters(Question("rate_ratio", "lower", 0.2)) == pytest.approx(-math.log(0.8))
    assert least_that_matters(Question("rate_ratio", "higher", 0.2)) == pytest.approx(math.log(1.2))
    assert least_that_matters(Question("mean_difference", "higher", 3)) == 3
    assert least_that_matters(LOWER) is None
    for measure, matters in (("rate_ratio", 1.0), ("rate_ratio", 0.0), ("mean_difference", -1.0)):
        with pytest.raises(ValueError, match="least difference"):
            least_that_matters(Question(measure, "lower", matters))


def found(*values, variance=0.0004):
    return together([Unit(str(n), str(n), value, variance) for n, value in enumerate(values)])


def test_how_sure():
    five = found(-1.0, -1.01, -0.99, -1.0, -1.0)
    sure = conclude(five, LOWER, Circumstances())
    assert (sure.sureness, sure.doubts) == ("high", ())
    paid = conclude(five, LOWER, Circumstances(sponsor="supplier"))
    assert (paid.sureness, paid.doubts) == ("moderate", ("supplier_paid",))
    before = Question("mean_difference", "lower", design="before_after")
    assert conclude(five, before, Circumstances("supplier")).sureness == "low"
    missing = Circumstances(reported=5, begun=7)
    assert conclude(five, LOWER, missing).doubts == ("missing",)
    assert conclude(five, LOWER, Circumstances(reported=4, begun=5)).doubts == (), "a fifth may be missing"
    one = conclude(found(-1.0), LOWER, Circumstances())
    assert (one.sureness, one.doubts) == ("low", ("one_place",)), "one place is two steps down"
    assert conclude(found(-1.0), before, Circumstances("supplier", 1, 5)).sureness == "very_low"


def test_nothing_to_conclude_from():
    with pytest.raises(ValueError, match="nothing was measured"):
        conclude(together([]), LOWER, Circumstances())
    share = conclude(found(1.0), Question("proportion", "higher"), Circumstances())
    assert (share.verdict, share.shade) == ("unknown", "level_only"), "how many use it says nothing of what it does"


def test_in_how_many_places():
    spread = found(-1.0, -0.9, 0.8, 0.0)
    assert places_by_side(spread, LOWER) == (2, 1, 1)
    assert places_by_side(spread, HIGHER) == (1, 2, 1)


effects = st.tuples(st.floats(-5, 5), st.floats(0.01, 3)).map(
    lambda pair: (pair[0], pair[0] - pair[1], pair[0] + pair[1])
)


@given(effects, st.none() | st.floats(0.05, 4))
def test_the_mirror_says_the_same(effect, matters):
    """What is lower-is-better of x is higher-is-better of -x: no direction is favoured."""
    estimate, low, high = effect
    here = verdict_of(estimate, low, high, Question("mean_difference", "lower", matters))
    assert here == verdict_of(-estimate, -high, -low, Question("mean_difference", "higher", matters))


@given(effects, st.floats(0.05, 4))
def test_knowing_what_matters_never_makes_a_success_of_none(effect, matters):
    without = verdict_of(*effect, Question("mean_difference", "higher"))
    known = verdict_of(*effect, Question("mean_difference", "higher", matters))
    assert known[0] != "worked" or without[0] == "worked"
    assert without[0] != "did_not" or known[0] == "did_not"


@given(
    st.lists(st.floats(-3, 3, allow_subnormal=False), min_size=1, max_size=6), st.sampled_from(["public", "supplier"])
)
def test_each_doubt_costs(values, sponsor):
    told = conclude(found(*values, variance=0.3), LOWER, Circumstances(sponsor))
    assert SURENESS.index(told.sureness) >= min(len(told.doubts), 3)
