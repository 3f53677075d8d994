"""Years in handy pieces: five at a time, as a list is narrowed by when a project began."""

import re
from typing import NamedTuple

YEARS = 5


class Span(NamedTuple):
    """From the beginning of one year to the end of another."""

    first: int
    last: int

    @property
    def key(self) -> str:
        """The span as an address holds it."""
        return f"{self.first}-{self.last}"

    def __str__(self) -> str:
        return f"{self.first}–{self.last}"


def span_of(year: int) -> Span:
    """The five years that a year lies in: 2012 lies in 2010 to 2014."""
    first = year - year % YEARS
    return Span(first, first + YEARS - 1)


def read_span(text: str) -> Span | None:
    """The span that an address holds; None for anything that is not exactly one of ours."""
    found = re.fullmatch(r"([12]\d{3})-([12]\d{3})", text)
    if found is None:
        return None
    span = Span(int(found[1]), int(found[2]))
    return span if span == span_of(span.first) else None
