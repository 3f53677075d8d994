"""A list of studies to take together: one line each with its name, its effect (yi) and its sampling variance (vi)."""

import math
from collections.abc import Iterable
from typing import NamedTuple

from lysning.taxonomy.rules import Column, Problem, Row, Table

COLUMNS = (
    Column("study", ("study", "studie", "trial", "afprøvning"), is_required=True),
    Column("yi", ("yi", "effect", "effekt"), is_required=True),
    Column("vi", ("vi", "variance", "varians"), is_required=True),
)
FEW = 5
"""With fewer trials what lies between them is hardly known, and who reads the result must be told."""


class Study(NamedTuple):
    """One independent trial: its name, its effect and the variance of its effect."""

    name: str
    effect: float
    variance: float


def read_studies(table: Table) -> tuple[list[Study], tuple[Problem, ...]]:
    """The studies of a list read by COLUMNS, and what was wrong with it.

    Problems: those of the table; "study_missing", "not_a_number", "not_positive" at their line and column. A comma counts as
    the decimal sign.
    """
    studies: list[Study] = []
    problems = list(table.problems)
    for row in table.rows:
        found = list(_faults(row, table))
        problems += found
        if not found:
            studies.append(Study(row.cells["study"], *(_number(row.cells[name]) for name in ("yi", "vi"))))
    return studies, tuple(problems)


def twice(studies: Iterable[Study]) -> list[str]:
    """The names that stand more than once, in the order of the list: one trial told twice would count double."""
    seen: dict[str, int] = {}
    for study in studies:
        name = study.name.casefold()
        seen[name] = seen.get(name, 0) + 1
    return [name for name, count in seen.items() if count > 1]


def _faults(row: Row, table: Table) -> Iterable[Problem]:
    if not row.cells["study"]:
        yield Problem(row.line, table.headed["study"], "study_missing")
    for name in ("yi", "vi"):
        value = _number(row.cells[name])
        if not math.isfinite(value):
            yield Problem(row.line, table.headed[name], "not_a_number", {"value": row.cells[name]})
        elif name == "vi" and value <= 0:
            yield Problem(row.line, table.headed[name], "not_positive", {"value": row.cells[name]})


def _number(text: str) -> float:
    """Not a number when it is none."""
    try:
        return float(text.replace(",", ".")) if "_" not in text else math.nan
    except ValueError:
        return math.nan
