from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lysning.community.rules import LONGEST, Leaving, is_task_due, mandate_fault, standing_of, text_fault

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
TODAY = date(2026, 11, 23)
moments = st.none() | st.just(NOW)


@given(moments, moments, moments, moments)
def test_a_membership_stands_somewhere_whatever_its_moments_are(joined, declined, withdrawn, left):
    standing = standing_of(joined, declined, withdrawn, left)
    assert (standing == "asked") == (not any((joined, declined, withdrawn, left)))
    assert (standing == "left") == (left is not None)


@pytest.mark.parametrize(
    ("day", "fault"),
    [
        (TODAY, None),
        (TODAY + timedelta(days=1), "community_mandate_to_come"),
        (date(2016, 1, 1), None),
        (date(2015, 12, 31), "community_mandate_old"),
    ],
)
def test_a_mandate_has_been_given_and_not_too_long_ago(day, fault):
    assert mandate_fault(day, TODAY) == fault


@pytest.mark.parametrize("kind", sorted(LONGEST))
def test_texts_fit_to_the_letter(kind):
    assert text_fault(kind, "x" * LONGEST[kind]) is None
    assert text_fault(kind, "x" * (LONGEST[kind] + 1)) == "community_text_too_long"
    assert text_fault(kind, "ring 010190-1234") == "community_text_has_cpr"


def test_only_a_greeting_may_be_left_out():
    assert sorted(kind for kind in LONGEST if text_fault(kind, "") is None) == ["leaving_note", "message"]


@given(st.booleans(), st.integers(0, 5), st.integers(0, 5), st.integers(0, 5))
def test_whoever_leaves_somebody_looks_after_it_or_it_is_closed(is_steward, stewards, others, may):
    leaving = Leaving(0, is_steward, stewards, others, may)
    if leaving.needs_successor or leaving.must_close:
        assert is_steward
        assert stewards == 0
    assert not (leaving.needs_successor and leaving.must_close)
    assert leaving.is_last_steward == (leaving.needs_successor or leaving.must_close)


@pytest.mark.parametrize(
    ("days_before", "is_due"), [(3, False), (2, True), (0, True), (-1, True), (-14, True), (-15, False)]
)
def test_a_task_is_reminded_of_two_days_before_and_not_long_after(days_before, is_due):
    assert is_task_due(TODAY, None, TODAY - timedelta(days=days_before)) is is_due
    assert not is_task_due(TODAY, TODAY, TODAY - timedelta(days=days_before))
    assert is_task_due(TODAY, TODAY + timedelta(days=9), TODAY - timedelta(days=days_before)) is is_due


@given(st.lists(st.integers(-60, 60), min_size=1, max_size=40))
def test_a_task_is_reminded_of_at_most_once_whenever_the_job_runs(days):
    told, reminded_of = 0, None
    for day in sorted(days):
        if is_task_due(TODAY, reminded_of, TODAY + timedelta(days=day)):
            told, reminded_of = told + 1, TODAY
    assert told == any(-2 <= day <= 14 for day in days)
