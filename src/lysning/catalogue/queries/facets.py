"""Lists of solutions narrowed and counted by what they are marked with."""

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count

from lysning.catalogue.models import SolutionQuerySet
from lysning.catalogue.rules.facets import Choices, FacetCounts, count, fits, wanted


def fitting(rows: SolutionQuerySet, choices: Choices) -> SolutionQuerySet:
    """Those of the solutions that fit every choice."""
    for marks in wanted(choices).values():
        rows = rows.filter(marks__overlap=sorted(marks))
    return rows


def facet_counts(rows: SolutionQuerySet, choices: Choices) -> FacetCounts:
    """How many of the solutions fit the choices, and exactly how many each choice would leave. One query."""
    grouped = rows.order_by().values_list("marks").annotate(number=Count("pk"))
    return count({tuple(marks): number for marks, number in grouped}, choices)


def fitting_and_counts(rows: SolutionQuerySet, choices: Choices) -> tuple[frozenset[int], FacetCounts]:
    """The keys of those that `fitting` gives, and what `facet_counts` gives, in one query together."""
    grouped = rows.order_by().values_list("marks").annotate(keys=ArrayAgg("pk"))
    groups = {tuple(marks): keys for marks, keys in grouped}
    keys = frozenset(key for marks, keys in groups.items() if fits(marks, choices) for key in keys)
    return keys, count({marks: len(keys) for marks, keys in groups.items()}, choices)
