from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lysning.enquiries.rules.answers import AnswerKind, Reason
from lysning.enquiries.rules.restraint import LEAST_LEFT, MEMORY_DAYS, OF_ITS_KIND, YES, PastAnswer, remaining

TODAY = date(2026, 11, 25)
ANSWERS = st.builds(
    PastAnswer,
    on=st.dates(TODAY - timedelta(days=800), TODAY),
    kind=st.sampled_from(AnswerKind),
    reason=st.sampled_from(Reason),
    likeness=st.floats(0, 1),
)


def no(reason=Reason.HAVE_NO_NEED, on=TODAY, likeness=1.0):
    return PastAnswer(on, AnswerKind.NOT_RELEVANT, reason, likeness)


def yes(kind=AnswerKind.INTERESTED):
    return PastAnswer(TODAY, kind, None, 0.5)


@pytest.mark.parametrize(
    ("answers", "left"),
    [
        ([], 1.0),
        ([no()], 0.75),
        ([no(likeness=0.4)], 0.9),
        ([no(), no()], 0.5625),
        ([no()] * 20, LEAST_LEFT),
        ([no(), yes()], 1.0),
        ([no(), no(likeness=0.4), yes()], 0.9),
        ([no(on=TODAY - timedelta(days=MEMORY_DAYS))], 0.75),
        ([no(on=TODAY - timedelta(days=MEMORY_DAYS + 1))], 1.0),
        ([no(on=TODAY + timedelta(days=1))], 1.0),
    ],
)
def test_each_no_takes_a_quarter_by_likeness_and_each_yes_gives_one_back(answers, left):
    assert remaining(answers, TODAY) == pytest.approx(left)


@pytest.mark.parametrize("reason", sorted(set(Reason) - OF_ITS_KIND))
def test_a_reason_that_belongs_to_one_solution_says_nothing_of_others(reason):
    assert remaining([no(reason)], TODAY) == 1.0


@pytest.mark.parametrize("kind", sorted(YES))
def test_every_kind_of_yes_gives_back(kind):
    assert remaining([no(), yes(kind)], TODAY) == 1.0


@given(st.lists(ANSWERS, max_size=12))
def test_what_is_left_lies_between_a_third_and_all(answers):
    assert LEAST_LEFT <= remaining(answers, TODAY) <= 1


@given(st.lists(ANSWERS, max_size=8), st.floats(0, 1))
def test_one_more_no_never_raises_and_one_more_yes_never_lowers(answers, likeness):
    before = remaining(answers, TODAY)
    assert remaining([*answers, no(likeness=likeness)], TODAY) <= before
    assert remaining([*answers, yes()], TODAY) >= before


@given(st.lists(ANSWERS, max_size=8), st.randoms())
def test_the_order_of_answers_does_not_matter(answers, dice):
    shuffled = list(answers)
    dice.shuffle(shuffled)
    assert remaining(shuffled, TODAY) == pytest.approx(remaining(answers, TODAY))
