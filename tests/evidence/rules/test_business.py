import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lysning.evidence.rules.business import INPUTS, LARGEST, Guess, Plan, check, plan_faults, reckon

LIKELY = {
    "start": 100_000,
    "training": 20_000,
    "running": 30_000,
    "citizens": 10,
    "minutes": 6,
    "hour": 300,
    "usable": 50,
    "other": 5_000,
}


def plan(years=4, rate=0.0, days=365, **changed):
    guesses = {name: Guess(value * 0.5, value, value * 1.5) for name, value in LIKELY.items()}
    guesses["usable"] = Guess(25, 50, 75)
    return Plan({**guesses, **changed}, years, rate, days)


def test_the_sum_by_hand():
    """10 citizens, 6 minutes, 365 days: 365 hours; half of them at 300 kroner: 54,750."""
    found = reckon(plan())
    yearly = 54_750 + 5_000 - 30_000
    assert (found.first, found.yearly) == (-120_000, yearly)
    assert found.sum == pytest.approx(-120_000 + 4 * yearly)
    assert found.paid_after is None
    assert reckon(plan(years=5)).paid_after == 5
    assert reckon(plan(years=5, rate=9.0)).paid_after is None, "not in today's kroner"
    assert reckon(plan(rate=5.0)).sum == pytest.approx(-120_000 + sum(yearly / 1.05**t for t in (1, 2, 3, 4)))


def test_each_guess_alone_and_where_the_sum_would_be_nought():
    found = reckon(plan())
    assert [swing.width for swing in found.swings] == sorted((swing.width for swing in found.swings), reverse=True)
    swings = {swing.name: swing for swing in found.swings}
    assert set(swings) == set(INPUTS)
    for name, swing in swings.items():
        assert swing.even is not None
        exact = Guess(swing.even, swing.even, swing.even)
        assert reckon(plan(**{name: exact})).sum == pytest.approx(0, abs=1e-3), name


def test_what_could_never_make_it_even():
    assert reckon(plan(citizens=Guess(0, 0, 0), other=Guess(0, 0, 0))).swings[-1].even is None
    dear = plan(start=Guess(0, 10_000_000, LARGEST))
    assert {swing.name: swing.even for swing in reckon(dear).swings}["usable"] is None, "not even all of the time"


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"minutes": Guess(3, 2, 4)}, ("minutes", "case_order")),
        ({"start": Guess(-1, 2, 4)}, ("start", "case_number")),
        ({"start": Guess(0, 2, 1e308)}, ("start", "case_number")),
        ({"hour": Guess(0, math.nan, 4)}, ("hour", "case_number")),
        ({"usable": Guess(0, 50, 101)}, ("usable", "case_number")),
        ({"minutes": Guess(0, 50, 1441)}, ("minutes", "case_number")),
        ({"years": 0}, ("years", "case_years")),
        ({"years": 16}, ("years", "case_years")),
        ({"rate": 21.0}, ("rate", "case_rate")),
        ({"rate": math.nan}, ("rate", "case_rate")),
    ],
)
def test_what_cannot_be_reckoned(changed, fault):
    (found,) = plan_faults(plan(**changed), most_years=15)
    assert (found.field, found.code) == fault
    assert plan_faults(plan(), most_years=15) == []


def test_what_became_of_it():
    found = check(plan(), {"minutes": 3.0, "start": 250_000})
    assert found.planned == pytest.approx(reckon(plan()).sum)
    assert found.now == pytest.approx(-270_000 + 4 * (54_750 / 2 + 5_000 - 30_000))
    start, minutes = found.lines
    assert (start.name, start.is_within, start.moved) == ("start", False, pytest.approx(-150_000))
    assert (minutes.name, minutes.is_within, minutes.moved) == ("minutes", True, pytest.approx(-4 * 27_375))
    assert check(plan(), {}).now == found.planned
    assert check(plan(years=10), {}).share == 1
    assert check(plan(), {}).share is None, "no gain was planned"
    with pytest.raises(ValueError, match="start"):
        check(plan(), {"start": math.inf})


guesses = st.tuples(*[st.floats(0, 100)] * 3).map(lambda three: Guess(*sorted(three)))
plans = st.builds(
    Plan, st.fixed_dictionaries(dict.fromkeys(INPUTS, guesses)), st.integers(1, 15), st.floats(0, 20), st.just(365.0)
)


@given(plans)
def test_the_likely_lies_between_worst_and_best(planned):
    found = reckon(planned)
    slack = 1e-6 * (1 + abs(found.sum))
    assert plan_faults(planned, most_years=15) == []
    assert found.worst - slack <= found.sum <= found.best + slack
    for swing in found.swings:
        assert found.worst - slack <= min(swing.low, swing.high)
        assert max(swing.low, swing.high) <= found.best + slack
    assert Plan.read(planned.written()) == planned
    assert check(planned, {name: guess.likely for name, guess in planned.guesses.items()}).now == pytest.approx(
        found.sum
    )


@given(plans)
def test_a_higher_rate_never_makes_a_gain_greater(planned):
    dearer = Plan(planned.guesses, planned.years, planned.rate + 1, planned.days)
    now, later = reckon(planned), reckon(dearer)
    assert (later.sum <= now.sum) == (now.yearly >= 0) or later.sum == pytest.approx(now.sum)
