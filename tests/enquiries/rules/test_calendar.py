from datetime import UTC, date, datetime, timedelta

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lysning.enquiries.rules.calendar import (
    CLOSING_DAYS,
    PUBLIC_HOLIDAYS,
    ClosingDay,
    add_working_days,
    end_of_day,
    is_working_day,
    local_day,
    read_closing_days,
    start_of_day,
    working_days_between,
)

DAYS = st.dates(date(2009, 1, 1), date(2090, 12, 31))


def closing(  # the order in which a line is read aloud
    month: int,
    day: int,
    name: str,
    valid_from: date,
    valid_to: date | None,
    source: str = "aftale",
    status: str = "local",
) -> ClosingDay:
    return ClosingDay(
        name=name, month=month, day=day, valid_from=valid_from, valid_to=valid_to, source=source, status=status
    )


def working(*days: str) -> list[bool]:
    return [is_working_day(date.fromisoformat(day)) for day in days]


def test_an_ordinary_week_has_five_working_days() -> None:
    monday = date(2026, 11, 23)
    assert [is_working_day(monday + timedelta(days=n)) for n in range(7)] == [True] * 5 + [False] * 2


def test_easter_2027_is_closed_from_maundy_thursday_to_easter_monday() -> None:
    assert working("2027-03-24", "2027-03-25", "2027-03-26", "2027-03-29", "2027-03-30") == [
        True, False, False, False, True,
    ]  # fmt: skip


def test_ascension_and_whit_monday_are_closed_and_the_days_beside_them_open() -> None:
    assert working("2027-05-06", "2027-05-07", "2027-05-14", "2027-05-17", "2027-05-18") == [
        False, True, True, False, True,
    ]  # fmt: skip


@pytest.mark.parametrize("year", range(1990, 2100))
def test_the_public_holidays_are_those_an_independent_list_knows(year: int) -> None:
    ours = {day for line in PUBLIC_HOLIDAYS if (day := line.falls_in(year))}
    assert ours == set(holidays.country_holidays("DK", years=year))


def test_every_public_holiday_names_its_law() -> None:
    assert all(line.source and line.status == "law" for line in PUBLIC_HOLIDAYS)


def test_store_bededag_closed_in_2023_and_no_longer_in_2024() -> None:
    assert working("2023-05-05", "2024-04-26") == [False, True]


def test_the_configured_closing_days_are_closed() -> None:
    assert working("2026-06-05", "2026-12-24", "2026-12-31") == [False, False, False]


def test_the_same_days_without_configuration_are_working_days() -> None:
    days = [date(2026, 6, 5), date(2026, 12, 24), date(2026, 12, 31)]
    assert [is_working_day(day, ()) for day in days] == [True, True, True]


def test_christmas_and_new_year_2026() -> None:
    """23 December, then 28, 29, 30 December, then 4 January: 24 to 27 and 31 December to 3 January are closed."""
    days, day = [], date(2026, 12, 22)
    for _ in range(5):
        day = add_working_days(day, 1)
        days.append(day)
    assert days == [date(2026, 12, 23), date(2026, 12, 28), date(2026, 12, 29), date(2026, 12, 30), date(2027, 1, 4)]


def test_a_leap_day_is_a_working_day_like_any_other() -> None:
    assert add_working_days(date(2028, 2, 28), 2) == date(2028, 3, 1)


def test_a_closing_day_counts_only_while_it_is_valid() -> None:
    line = closing(6, 5, "Grundlovsdag", date(2025, 1, 1), date(2026, 12, 31))
    assert [is_working_day(date(year, 6, 5), (line,)) for year in (2024, 2025, 2026, 2029)] == [
        True, False, False, True,
    ]  # fmt: skip


def test_both_ends_of_a_closing_days_validity_are_included() -> None:
    line = closing(6, 5, "Grundlovsdag", date(2025, 6, 5), date(2026, 6, 5))
    assert [line.falls_in(year) for year in (2024, 2025, 2026, 2027)] == [
        None, date(2025, 6, 5), date(2026, 6, 5), None,
    ]  # fmt: skip


def test_a_closing_day_on_29_february_falls_only_in_leap_years() -> None:
    line = closing(2, 29, "Skuddag", date(2000, 1, 1), None)
    assert [line.falls_in(year) for year in (2027, 2028)] == [None, date(2028, 2, 29)]


def test_the_installed_closing_days_name_their_source() -> None:
    assert [(line.month, line.day, bool(line.source), line.status) for line in CLOSING_DAYS] == [
        (6, 5, True, "law"), (12, 24, True, "law"), (12, 31, True, "law"),
    ]  # fmt: skip


GOOD_LINE = """[[closing_day]]
month = 12
day = 24
name = "Juleaftensdag"
valid_from = 2008-01-01
source = "lov"
status = "law"
"""


def test_a_closing_day_is_read_from_toml() -> None:
    assert read_closing_days(GOOD_LINE) == (closing(12, 24, "Juleaftensdag", date(2008, 1, 1), None, "lov", "law"),)


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        ("day = 24", "day = 32"),
        ("month = 12", "month = 13"),
        ('source = "lov"\n', ""),
        ("day = 24", "day = 24\ndaze = 1"),
        ("2008-01-01", '"2008-01-01"'),
        ("day = 24", "day = 24\nfrom_easter = 1"),
        ("month = 12\nday = 24\n", ""),
        ("day = 24\n", ""),
        ("valid_from = 2008-01-01", "valid_from = 2008-01-01\nvalid_to = 2007-12-31"),
    ],
)
def test_a_faulty_closing_day_is_refused(written: str, instead: str) -> None:
    with pytest.raises(ValueError, match="closing day"):
        read_closing_days(GOOD_LINE.replace(written, instead))


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 7, 1, 21, 59, 59, 999999, tzinfo=UTC), date(2026, 7, 1)),
        (datetime(2026, 7, 1, 22, 0, tzinfo=UTC), date(2026, 7, 2)),
        (datetime(2026, 12, 1, 22, 59, 59, tzinfo=UTC), date(2026, 12, 1)),
        (datetime(2026, 12, 1, 23, 0, tzinfo=UTC), date(2026, 12, 2)),
    ],
)
def test_a_late_evening_belongs_to_the_local_day(moment: datetime, day: date) -> None:
    assert local_day(moment) == day


def test_a_moment_without_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        local_day(datetime(2026, 7, 1, 12, 0))  # noqa: DTZ001 -- the point of the test


@pytest.mark.parametrize(
    ("day", "hours"),
    [(date(2026, 10, 25), 25), (date(2026, 3, 29), 23), (date(2026, 6, 1), 24)],
)
def test_the_day_ends_at_local_midnight_also_when_the_clocks_change(day: date, hours: int) -> None:
    assert end_of_day(day) - start_of_day(day) == timedelta(hours=hours)


def test_the_nights_the_clocks_change_in_utc() -> None:
    assert (start_of_day(date(2026, 10, 25)), end_of_day(date(2026, 10, 25))) == (
        datetime(2026, 10, 24, 22, tzinfo=UTC), datetime(2026, 10, 25, 23, tzinfo=UTC),
    )  # fmt: skip
    assert (start_of_day(date(2026, 3, 29)), end_of_day(date(2026, 3, 29))) == (
        datetime(2026, 3, 28, 23, tzinfo=UTC), datetime(2026, 3, 29, 22, tzinfo=UTC),
    )  # fmt: skip


def test_no_working_days_gives_the_day_back_even_a_sunday() -> None:
    assert add_working_days(date(2026, 11, 22), 0) == date(2026, 11, 22)


def test_working_days_are_not_counted_backwards() -> None:
    with pytest.raises(ValueError, match="forwards"):
        add_working_days(date(2026, 11, 22), -1)


def test_the_year_2027_has_253_working_days() -> None:
    """261 weekdays; 6 public holidays and 2 closing days (24, 31 December) fall on weekdays."""
    assert working_days_between(date(2026, 12, 31), date(2027, 12, 31)) == 253


@given(DAYS, st.integers(1, 60))
def test_adding_never_lands_on_a_closed_day(day: date, count: int) -> None:
    assert is_working_day(add_working_days(day, count))


@given(DAYS, st.integers(0, 40), st.integers(0, 40))
def test_adding_is_additive(day: date, one: int, two: int) -> None:
    assert add_working_days(add_working_days(day, one), two) == add_working_days(day, one + two)


@given(DAYS, st.integers(0, 30), st.integers(0, 40))
def test_adding_is_monotone(day: date, later: int, count: int) -> None:
    assert add_working_days(day, count) <= add_working_days(day + timedelta(days=later), count)
    assert add_working_days(day, count) < add_working_days(day, count + 1)


@given(DAYS, st.integers(0, 60))
def test_counting_undoes_adding(day: date, count: int) -> None:
    assert working_days_between(day, add_working_days(day, count)) == count


@given(DAYS, st.integers(-400, 400))
def test_counting_agrees_with_looking_at_every_day(after: date, length: int) -> None:
    until = after + timedelta(days=length)
    low, high = sorted((after, until))
    seen = sum(is_working_day(low + timedelta(days=n)) for n in range(1, (high - low).days + 1))
    assert working_days_between(after, until) == (seen if after <= until else -seen)


@given(st.datetimes(datetime(2009, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 -- made aware
def test_every_moment_lies_within_its_local_day(at: datetime) -> None:
    assert start_of_day(local_day(at)) <= at < end_of_day(local_day(at))
