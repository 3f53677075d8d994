"""What a list of solutions can be narrowed by, and how many each choice would leave. Pure.

A solution carries marks, one per facet and value: "area:skole", "maturity:tested". The values chosen in one facet are
alternatives; a solution must fit every facet in which something is chosen.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

FACETS = ("area", "maturity", "personal", "ai")
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


def mark(facet: str, value: str) -> str:
    """How the value of a facet is written on a solution."""
    return f"{facet}:{value}"


def wanted(choices: Choices) -> dict[str, set[str]]:
    """Per facet in which something is chosen the marks of which a solution must carry one."""
    return {facet: {mark(facet, value) for value in values} for facet, values in choices.items() if values}


def fits(marks: Collection[str], choices: Choices) -> bool:
    """True when a solution with these marks fits every choice."""
    return not any(accepted.isdisjoint(marks) for accepted in wanted(choices).values())


def count(groups: Mapping[tuple[str, ...], int], choices: Choices) -> FacetCounts:
    """Counts solutions given as their marks to how many carry exactly these.

    A solution that fits all choices counts for each of its marks; one that fails in a single facet counts for its marks of
    that facet, because it would be there if another value were chosen; one that fails in two counts nowhere.
    """
    alternatives = wanted(choices)
    total, by_mark = 0, Counter[str]()
    for marks, number in groups.items():
        failed = [facet for facet, accepted in alternatives.items() if accepted.isdisjoint(marks)]
        if not failed:
            total += number
        if len(failed) <= 1:
            prefix = mark(failed[0], "") if failed else ""
            by_mark.update({each: number for each in marks if each.startswith(prefix)})
    return FacetCounts(total, by_mark)
