from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lysning.needs.rules import hour_of, is_burst

FEW = st.integers(0, 500)


@pytest.mark.parametrize(
    ("confirmed", "asked", "earlier", "is_so"),
    [
        (29, 29, [], False),
        (30, 30, [], True),
        (30, 30, [8], False),
        (32, 32, [8, 1], True),
        (0, 99, [], False),
        (0, 100, [], True),
        (100, 150, [200], False),
        (1, 101, [200], True),
    ],
)
def test_when_a_person_should_look(confirmed, asked, earlier, is_so):
    assert is_burst(confirmed, asked, earlier) is is_so


@given(FEW, FEW, st.lists(FEW, max_size=20))
def test_more_unconfirmed_never_calms_the_alarm(confirmed, more, earlier):
    if is_burst(confirmed, confirmed, earlier):
        assert is_burst(confirmed, confirmed + more, earlier)


@given(st.datetimes(timezones=st.just(UTC)))
def test_an_hour_holds_its_moment(moment):
    assert hour_of(moment) <= moment < hour_of(moment) + timedelta(hours=1)
    assert hour_of(hour_of(moment)) == hour_of(moment)


def test_the_hour_is_whole():
    assert hour_of(datetime(2026, 11, 23, 9, 59, 59, 1, tzinfo=UTC)) == datetime(2026, 11, 23, 9, tzinfo=UTC)
