"""What a list of solutions can be narrowed by, and how many each choice would leave. Pure.

A solution carries marks, one per facet and value: "area:skole", "topic:skaermbesoeg", "maturity:tested". The values chosen
in one facet are alternatives; a solution must fit every facet in which something is chosen.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np

from lysning.core.keys import Flags, Ids, is_among

FACETS = ("area", "topic", "maturity", "personal", "ai")
Choices = Mapping[str, Collection[str]]
"""Facet to the values chosen in it; none: whatever it says."""


@dataclass(frozen=True)
class FacetCounts:
    """How many solutions fit all choices, and per mark how many would fit if its facet's own choice were this value alone."""

    total: int
    by_mark: Mapping[str, int]

    def of(self, facet: str, value: str) -> int:
        """How many solutions have this value of the facet and fit what is chosen in all others."""
        return self.by_mark.get(mark(facet, value), 0)


class Narrowed(NamedTuple):
    """The keys that fit the choices, in the shelf's order, and what each choice would leave."""

    ids: Ids
    counts: FacetCounts


@dataclass(frozen=True)
class Shelf:
    """Solutions side by side, in an order: `ids` of n solutions, and per mark n flags that tell which of them carry it.

    `orders` are others they can stand in, laid beside them by who first asks: name to the same keys.
    """

    ids: Ids
    flags: Mapping[str, Flags]
    orders: dict[str, Ids] = field(default_factory=dict)

    def narrowed(self, choices: Choices, among: Ids | None = None) -> Narrowed:
        """Those that fit every choice, and exactly how many each value would leave; of the keys `among` only, if given."""
        rows = np.ones(len(self.ids), bool) if among is None else is_among(self.ids, among)
        fits = {facet: self._any(facet, values) for facet, values in choices.items() if values}
        by_mark: dict[str, int] = {}
        for facet, marks in self._marks.items():
            others = _all(rows, (fit for other, fit in fits.items() if other != facet))
            by_mark |= {each: int(np.count_nonzero(others & self.flags[each])) for each in marks}
        chosen = _all(rows, fits.values())
        return Narrowed(self.ids[chosen], FacetCounts(int(np.count_nonzero(chosen)), by_mark))

    @cached_property
    def _marks(self) -> dict[str, list[str]]:
        marks: dict[str, list[str]] = {}
        for each in self.flags:
            marks.setdefault(each.partition(":")[0], []).append(each)
        return marks

    def _any(self, facet: str, values: Iterable[str]) -> Flags:
        found = np.zeros(len(self.ids), bool)
        for value in values:
            found |= self.flags.get(mark(facet, value), np.False_)
        return found


def mark(facet: str, value: str) -> str:
    """How the value of a facet is written on a solution."""
    return f"{facet}:{value}"


def marks_of(choices: Choices) -> list[str]:
    """The choices as marks, in one order whatever order they were chosen in: the same choices are the same list."""
    return sorted(mark(facet, value) for facet, values in choices.items() for value in set(values))


def choices_in(marks: Iterable[str]) -> dict[str, list[str]]:
    """The choices that these marks were made of."""
    choices: dict[str, list[str]] = {facet: [] for facet in FACETS}
    for each in marks:
        facet, _colon, value = each.partition(":")
        choices.setdefault(facet, []).append(value)
    return choices


def shelf(rows: Iterable[tuple[int, Collection[str]]]) -> Shelf:
    """The shelf of solutions given as key and marks, in their order."""
    listed = list(rows)
    places: dict[str, list[int]] = {}
    for place, (_key, marks) in enumerate(listed):
        for each in marks:
            places.setdefault(each, []).append(place)
    flags = {each: np.zeros(len(listed), bool) for each in places}
    for each, found in places.items():
        flags[each][found] = True
    return Shelf(np.array([key for key, _marks in listed], np.int64), flags)


def _all(rows: Flags, conditions: Iterable[Flags]) -> Flags:
    found = rows
    for condition in conditions:
        found = found & condition
    return found
