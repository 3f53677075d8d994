"""When something ran, however somebody wrote it: "2015-03", "marts 2015", "01.07.2019-30.06.2021", "2015–2017"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from lysning.evidence.rules.unclear import Unclear

EARLIEST, LATEST = 1950, 2100
MONTHS = (
    *(("januar", "january", "jan"), ("februar", "february", "feb"), ("marts", "march", "mar")),
    *(("april", "apr"), ("maj", "may"), ("juni", "june", "jun"), ("juli", "july", "jul"), ("august", "aug")),
    *(("september", "sep", "sept"), ("oktober", "october", "okt", "oct"), ("november", "nov")),
    ("december", "dec"),
)
_MONTH_OF = {name: number for number, names in enumerate(MONTHS, start=1) for name in names}
_NAME = "|".join(sorted(_MONTH_OF, key=len, reverse=True))
_SHAPES = (
    re.compile(r"(?P<year>\d{4})"),
    re.compile(r"(?P<year>\d{4})[-./](?P<month>\d{1,2})"),
    re.compile(r"(?P<month>\d{1,2})[-./](?P<year>\d{4})"),
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?:[t ][\d:.]+z?)?"),
    re.compile(r"(?P<day>\d{1,2})[-./] ?(?P<month>\d{1,2})[-./ ] ?(?P<year>\d{4})"),
    re.compile(rf"(?P<name>{_NAME})\.? (?P<year>\d{{4}})"),
    re.compile(rf"(?P<day>\d{{1,2}})\.? (?P<name>{_NAME})\.? (?P<year>\d{{4}})"),
    re.compile(rf"(?P<name>{_NAME}) (?P<day>\d{{1,2}}),? (?P<year>\d{{4}})"),
)
_BETWEEN = re.compile(r" (?:til|to) | ?[–—] ?| - ")


class Precision(IntEnum):
    """How exactly a day is known."""

    YEAR = 1
    MONTH = 2
    DAY = 3


@dataclass(frozen=True)
class Dated:
    """A day as exactly as it is known: of a month or a year the first day stands for it."""

    day: date
    precision: Precision

    def __str__(self) -> str:
        """As exactly as it is known: 2015, 2015-03 or 2015-03-31; `read_date` reads it back."""
        return self.day.isoformat()[: (4, 7, 10)[self.precision - 1]]


@dataclass(frozen=True)
class Period:
    """From when to when, each None where it is not known."""

    start: Dated | None = None
    end: Dated | None = None


def read_date(text: str) -> Dated:
    """The year, month or day that a text says, in Danish or English; figures are day, month, year, or year first.

    Raises Unclear("date") for what is none, and for years of two figures.
    """
    written = " ".join(text.casefold().split())
    for shape in _SHAPES:
        if found := shape.fullmatch(written):
            return _dated(found.groupdict(), text)
    raise Unclear("date", text)


def read_period(text: str) -> Period:
    """The period that a text says: two dates with a sign or word between, one date it begins or ends with, or one date.

    A single year or month is when it began and ended. Raises Unclear: "period", "period_ambiguous" when the signs can be parted
    in two ways (2015-03-2016), "period_reversed" when it ends before it begins.
    """
    written = " ".join(text.casefold().split()).removeprefix("fra ").removeprefix("from ")
    if one := _date(written):
        return Period(one, one)
    for open_end in ("-", "–", "—", " til", " to"):
        if written.endswith(open_end) and (one := _date(written.removesuffix(open_end).strip())):
            return Period(start=one)
    found = set(_parted(written))
    if len(found) != 1:
        raise Unclear("period_ambiguous" if found else "period", text)
    return checked(*found.pop(), text)


def checked(start: Dated | None, end: Dated | None, text: str) -> Period:
    """The period from two dates; raises Unclear("period_reversed") when it would end before it begins."""
    if start and end:
        known = min(start.precision, end.precision)
        if _cut(end.day, known) < _cut(start.day, known):
            raise Unclear("period_reversed", text)
    return Period(start, end)


def _cut(day: date, precision: Precision) -> tuple[int, ...]:
    return (day.year, day.month, day.day)[:precision]


def _parted(written: str) -> Iterator[tuple[Dated, Dated]]:
    """Every way to part the text into two dates; a plain hyphen only where no clearer sign stands."""
    clear = list(_BETWEEN.finditer(written))
    places = [(each.start(), each.end()) for each in clear or re.finditer(r"[-/]", written)]
    for end_of_first, start_of_last in places:
        first, last = _date(written[:end_of_first].strip()), _date(written[start_of_last:].strip())
        if first and last:
            yield first, last


def _date(written: str) -> Dated | None:
    try:
        return read_date(written)
    except Unclear:
        return None


def _dated(parts: dict[str, str | None], text: str) -> Dated:
    year, name, month, day = (parts.get(key) for key in ("year", "name", "month", "day"))
    number = _MONTH_OF[name] if name else int(month or 1)
    precision = Precision.DAY if day else Precision.MONTH if name or month else Precision.YEAR
    try:
        found = date(int(year or 0), number, int(day or 1))
    except ValueError:
        raise Unclear("date", text) from None
    if not EARLIEST <= found.year <= LATEST:
        raise Unclear("date", text)
    return Dated(found, precision)
