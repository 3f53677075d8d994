from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lysning.enquiries.rules.answers import AnswerKind
from lysning.enquiries.rules.calendar import COPENHAGEN
from lysning.enquiries.rules.clock import EnquiryFacts
from lysning.enquiries.rules.measures import (
    ReachFacts,
    Share,
    answer_rate,
    gini,
    median_working_days_to_answer,
    offers_per_week,
    reach,
    weeks_over_room,
)


def local(day: str, clock: str = "12:00") -> datetime:
    return datetime.combine(date.fromisoformat(day), time.fromisoformat(clock), tzinfo=COPENHAGEN).astimezone(UTC)


PUBLISHED = local("2026-11-02")
LAST_IN_TIME = local("2026-11-16", "23:59:59")
TOO_LATE = local("2026-11-17", "00:00")


def published(offers: int, last: datetime = LAST_IN_TIME, relevant: int = 8) -> ReachFacts:
    return ReachFacts(PUBLISHED, relevant, (*[PUBLISHED] * (offers - 1), last)[:offers])


@pytest.mark.parametrize(
    ("solution", "share"),
    [
        (published(8), Share(1, 1)),
        (published(9), Share(1, 1)),
        (published(8, last=TOO_LATE), Share(0, 1)),
        (published(7), Share(0, 1)),
        (published(0), Share(0, 1)),
        (published(7, relevant=7), Share(0, 0)),
    ],
)
def test_reach_counts_eight_municipalities_within_fourteen_days(solution: ReachFacts, share: Share) -> None:
    assert reach([solution], TOO_LATE) == share


def test_reach_judges_a_solution_when_its_fourteen_days_are_over() -> None:
    assert [reach([published(8)], at) for at in (LAST_IN_TIME, TOO_LATE)] == [Share(0, 0), Share(1, 1)]


def test_a_share_of_nothing_is_unknown() -> None:
    assert (Share(0, 0).value, Share(0, 3).value, Share(3, 4).value) == (None, 0.0, 0.75)


def test_gini_by_hand() -> None:
    assert gini([5, 5, 5]) == pytest.approx(0)
    assert gini([0, 0, 0, 12]) == pytest.approx(0.75)
    assert gini([1, 3]) == pytest.approx(0.25)
    assert (gini([]), gini([0, 0])) == (None, None)


@given(st.lists(st.integers(0, 50), min_size=1, max_size=30).filter(any))
def test_gini_agrees_with_the_mean_difference(exposures: list[int]) -> None:
    count = len(exposures)
    differences = sum(abs(one - two) for one in exposures for two in exposures)
    assert gini(exposures) == pytest.approx(differences / (2 * count * sum(exposures)), abs=1e-12)


OFFERED = local("2026-11-02")
"""Due at the end of Monday 16 November 2026."""
DUE = local("2026-11-17", "00:00")


def enquiry(**stamps: object) -> EnquiryFacts:
    return replace(EnquiryFacts(created_at=OFFERED, offered_at=OFFERED), **stamps)


def answered(at: datetime, **stamps: object) -> EnquiryFacts:
    return enquiry(answered_at=at, answer_kind=AnswerKind.TOGETHER, **stamps)


@pytest.mark.parametrize(
    ("facts", "share"),
    [
        (answered(LAST_IN_TIME), Share(1, 1)),
        (answered(DUE), Share(0, 1)),
        (enquiry(), Share(0, 1)),
        (enquiry(escalated_at=DUE), Share(0, 1)),
        (enquiry(withdrawn_at=OFFERED), Share(0, 0)),
        (enquiry(handed_over_at=OFFERED), Share(0, 0)),
        (enquiry(questions=((OFFERED, None),)), Share(0, 0)),
        (EnquiryFacts(created_at=OFFERED), Share(0, 0)),
    ],
)
def test_the_answer_rate_counts_what_is_due(facts: EnquiryFacts, share: Share) -> None:
    assert answer_rate([facts], DUE) == share


def test_a_quick_answer_counts_only_when_the_slow_ones_do() -> None:
    quick = answered(OFFERED)
    assert [answer_rate([quick, enquiry()], at) for at in (DUE - timedelta(seconds=1), DUE)] == [
        Share(0, 0),
        Share(1, 2),
    ]


def test_the_median_counts_working_days_spent_and_leaves_the_pause_out() -> None:
    same_day = answered(local("2026-11-02", "20:00"))
    after_a_weekend = answered(local("2026-11-09"))  # 3, 4, 5 and 6 November had ended
    after_a_pause = answered(local("2026-11-09"), questions=((local("2026-11-04"), local("2026-11-05")),))
    unanswered = enquiry()
    assert median_working_days_to_answer([same_day]) == 0
    assert median_working_days_to_answer([after_a_weekend, unanswered]) == 4
    assert median_working_days_to_answer([after_a_pause]) == 2
    assert median_working_days_to_answer([same_day, after_a_pause, after_a_weekend]) == 2
    assert median_working_days_to_answer([after_a_pause, after_a_weekend]) == 3
    assert median_working_days_to_answer([unanswered]) is None


def test_offers_are_counted_per_post_and_local_week() -> None:
    counts = offers_per_week(
        [
            (7, local("2026-11-29", "23:59")),  # Sunday of week 48
            (7, local("2026-11-30", "00:00")),  # Monday of week 49, in UTC still Sunday
            (7, local("2026-12-06")),
            (8, local("2026-12-01")),
            (8, local("2027-01-01")),  # week 53 of 2026
        ]
    )
    assert counts == {(7, 2026, 48): 1, (7, 2026, 49): 2, (8, 2026, 49): 1, (8, 2026, 53): 1}


def test_weeks_over_room_heed_the_leaders_own_setting() -> None:
    counts = {(7, 2026, 49): 4, (7, 2026, 48): 3, (8, 2026, 49): 4, (9, 2026, 49): 1}
    assert weeks_over_room(counts, {8: 10, 9: 0}, otherwise=3) == [(7, 2026, 49), (9, 2026, 49)]
