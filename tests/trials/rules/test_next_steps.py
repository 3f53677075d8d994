"""What comes next in a trial, for whom."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lysning.trials.rules import ENDED, STATES, NextStep, next_step
from lysning.trials.words import STEP_WORDS

DAY = date(2026, 4, 1)
OVER, AHEAD = date(2026, 4, 30), date(2026, 5, 31)
PARTS = ["lead", "evaluator", "seat", "sites"]


def step(state, *has, owed=None, ahead=None):
    return next_step(state, has, begins=DAY, owed=owed, ahead=ahead)


@pytest.mark.parametrize(
    ("state", "has", "days", "expected"),
    [
        ("draft", ["lead"], {}, NextStep("protocol")),
        ("draft", ["evaluator"], {}, None),
        ("proposed", ["evaluator"], {}, NextStep("approve")),
        ("proposed", ["lead"], {}, None),
        ("registered", ["seat"], {"ahead": AHEAD}, NextStep("sites", DAY)),
        ("registered", ["seat", "sites"], {"ahead": AHEAD}, NextStep("begin", DAY, is_asked=False)),
        ("registered", ["seat", "sites"], {"owed": OVER, "ahead": AHEAD}, NextStep("report", OVER)),
        ("running", ["seat", "sites"], {"owed": OVER, "ahead": AHEAD}, NextStep("report", OVER)),
        ("running", ["seat", "sites"], {"ahead": AHEAD}, NextStep("measure", AHEAD, is_asked=False)),
        ("running", ["seat", "sites"], {}, None),
        ("running", ["lead"], {}, NextStep("finish")),
        ("running", ["evaluator"], {}, NextStep("finish")),
        ("running", ["lead"], {"ahead": AHEAD}, NextStep("measure", AHEAD, is_asked=False)),
    ],
)
def test_each_has_what_is_theirs(state, has, days, expected):
    assert step(state, *has, **days) == expected


@given(
    st.sampled_from([each for each in STATES if each not in ENDED]),
    st.sets(st.sampled_from(PARTS)),
    st.none() | st.dates(),
    st.none() | st.dates(),
)
def test_what_is_asked_can_be_done_by_who_is_asked(state, has, owed, ahead):
    found = next_step(state, has, begins=DAY, owed=owed, ahead=ahead)
    if found is None:
        return
    assert found.key in STEP_WORDS
    needs = {"protocol": {"lead"}, "approve": {"evaluator"}, "sites": {"seat"}, "finish": {"lead", "evaluator"}}
    assert not found.is_asked or found.key not in needs or needs[found.key] & has
    assert (found.key == "report") == (
        owed is not None and state in {"registered", "running"} and not ("seat" in has and "sites" not in has)
    )
