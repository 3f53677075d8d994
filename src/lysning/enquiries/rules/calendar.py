"""Danish working days and local days, as pure functions of dated lists.

A working day is a Monday to Friday that is neither a public holiday (`data/public_holidays.toml`) nor one of the configured
closing days (`data/closing_days.toml`). A day is a Copenhagen day: it begins and ends at local midnight, also when it is 23
or 25 hours long.
"""

import tomllib
from bisect import bisect_right
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from dateutil.easter import easter

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
ONE_DAY = timedelta(days=1)
SATURDAY = 5
LEAP_YEAR = 2000


@dataclass(frozen=True, kw_only=True)
class ClosingDay:
    """A day of every year on which municipalities are closed while the line is valid (both ends included).

    Either a date (`month`, `day`) or so many days from Easter Sunday (`from_easter`, negative before it).
    """

    name: str
    valid_from: date
    valid_to: date | None = None
    source: str
    status: str
    month: int | None = None
    day: int | None = None
    from_easter: int | None = None

    def falls_in(self, year: int) -> date | None:
        """The date in `year`; None when the line does not count then (or 29 February does not exist)."""
        try:
            falls = self.date_in(year)
        except ValueError:
            return None
        return falls if self.valid_from <= falls <= (self.valid_to or date.max) else None

    def date_in(self, year: int) -> date:
        """The date in `year`, valid then or not. Raises ValueError when it does not exist, TypeError when none is named."""
        match self.month, self.day, self.from_easter:
            case int(month), int(day), None:
                return date(year, month, day)
            case None, None, int(days):
                return easter(year) + timedelta(days)
            case _:
                raise TypeError("a closing day is a date or counted from Easter")


ClosingDays = tuple[ClosingDay, ...]


def read_closing_days(text: str) -> ClosingDays:
    """The closing days written in a TOML text shaped as `data/closing_days.toml`.

    Raises ValueError when a line lacks a key, has an unknown one, names an impossible date, both a date and days from Easter or
    neither, or ends before it begins.
    """
    lines = []
    for row in tomllib.loads(text).get("closing_day", []):
        try:
            line = ClosingDay(**row)
            line.falls_in(LEAP_YEAR)
            line.date_in(LEAP_YEAR)
        except (TypeError, ValueError) as error:
            raise ValueError(f"closing day {row}: {error}") from error
        if line.valid_to and line.valid_to < line.valid_from:
            raise ValueError(f"closing day {row}: ends before it begins")
        lines.append(line)
    return tuple(lines)


def _read(file: str) -> ClosingDays:
    return read_closing_days((files("lysning.enquiries") / "data" / file).read_text("utf-8"))


PUBLIC_HOLIDAYS = _read("public_holidays.toml")
"""The public holidays of Denmark, with those that have been abolished."""
CLOSING_DAYS = _read("closing_days.toml")
"""The other closing days this installation is configured with."""


@lru_cache(maxsize=512)
def _closed_weekdays(year: int, closing: ClosingDays) -> tuple[date, ...]:
    closed = {falls for line in (*PUBLIC_HOLIDAYS, *closing) if (falls := line.falls_in(year))}
    return tuple(sorted(day for day in closed if day.weekday() < SATURDAY))


def is_working_day(day: date, closing: ClosingDays = CLOSING_DAYS) -> bool:
    """True on a Monday to Friday that is neither a Danish public holiday nor a closing day.

    Source: the one each line of the two lists names.
    """
    return day.weekday() < SATURDAY and day not in _closed_weekdays(day.year, closing)


def add_working_days(day: date, count: int, closing: ClosingDays = CLOSING_DAYS) -> date:
    """The `count`-th working day after `day`; `day` itself does not count. Zero gives `day` back as it is.

    Raises ValueError on a negative count.
    """
    if count < 0:
        raise ValueError("working days are counted forwards")
    while count:
        day += ONE_DAY
        count -= is_working_day(day, closing)
    return day


def working_days_between(after: date, until: date, closing: ClosingDays = CLOSING_DAYS) -> int:
    """How many working days lie after `after` and up to and with `until`; negative when `until` is the earlier."""
    if until < after:
        return -working_days_between(until, after, closing)
    closed = 0
    for year in range(after.year, until.year + 1):
        days = _closed_weekdays(year, closing)
        closed += bisect_right(days, until) - bisect_right(days, after)
    return _weekdays_up_to(until) - _weekdays_up_to(after) - closed


def _weekdays_up_to(day: date) -> int:
    weeks, rest = divmod(day.toordinal(), 7)  # ordinal 1 is a Monday
    return 5 * weeks + min(rest, 5)


def local_day(at: datetime) -> date:
    """The Copenhagen day on which the moment falls. Raises ValueError on a moment without time zone."""
    if at.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return at.astimezone(COPENHAGEN).date()


def start_of_day(day: date) -> datetime:
    """The moment (UTC) at which `day` begins in Copenhagen."""
    return datetime.combine(day, time(), tzinfo=COPENHAGEN).astimezone(UTC)


def end_of_day(day: date) -> datetime:
    """The moment (UTC) at which `day` has ended in Copenhagen: the next local midnight, itself no longer part of it."""
    return start_of_day(day + ONE_DAY)
