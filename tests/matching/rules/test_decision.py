import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lysning.matching.rules.decision import FITTED, Sides, certainty, contributions

SAID = st.floats(0, 1e6)


def sure(**said):
    return certainty(math.fsum(contributions(Sides(**said)).values()))


@given(area=SAID, more=st.floats(0, 1e3), trade=SAID, private=SAID, public=SAID)
def test_every_side_pulls_its_own_way_and_certainty_stays_between_zero_and_one(area, more, trade, private, public):
    said = {"area": area, "trade": trade, "private": private, "public": public}
    plain = sure(**said)
    assert 0 <= plain <= 1
    for side, speaks_for in {"area": True, "public": True, "trade": False, "private": False}.items():
        moved = sure(**(said | {side: said[side] + more}))
        assert moved >= plain if speaks_for else moved <= plain


def test_a_text_that_says_nothing_concerns_nobody_and_a_telling_word_is_enough():
    assert sure(area=0.0) < 0.5
    assert sure(area=2.75) > 0.5


def test_the_contributions_are_the_log_odds_side_by_side():
    added = contributions(Sides(area=3.0, trade=1.0))
    assert added["start"] == FITTED.start
    assert added["area"] == pytest.approx(FITTED.area * math.log(4))
    assert added["trade"] == pytest.approx(FITTED.trade * math.log(2))
    assert added["private"] == added["public"] == 0


@pytest.mark.parametrize(("log_odds", "expected"), [(0.0, 0.5), (-800.0, 0.0), (800.0, 1.0), (math.log(3), 0.75)])
def test_log_odds_become_a_probability_however_large(log_odds, expected):
    assert certainty(log_odds) == pytest.approx(expected)
