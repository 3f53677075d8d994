"""Solutions side by side: the same rows for each, and where they differ."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from lysning.catalogue.queries import SolutionPageFacts
from lysning.catalogue.rules.compare import differs
from lysning.core import formats
from lysning.enquiries.queries import Interest

Kind = Literal["text", "price"]
Read = Callable[[SolutionPageFacts, Interest], str]


@dataclass(frozen=True)
class Row:
    """One line of the comparison: what is compared, what each says in the order of the solutions, and whether they differ.

    `differs` is None where nobody expects the same: the supplier's own words, or a single solution.
    """

    label: Promise
    kind: Kind
    cells: tuple[tuple[SolutionPageFacts, str], ...]
    differs: bool | None


@dataclass(frozen=True)
class Line:
    """What a row is made of: its name, how a solution is read, and whether it is a fact that can be held against another."""

    label: Promise
    read: Read
    is_fact: bool = True
    kind: Kind = "text"


def _joined(values: Sequence[str]) -> str:
    return ", ".join(values)


def _price(solution: SolutionPageFacts, _interest: Interest) -> str:
    nearest = solution.price.nearest
    return "" if nearest is None else f"{nearest.first_year} {nearest.yearly}"


def _in_all(solution: SolutionPageFacts, _interest: Interest) -> str:
    whole = solution.price.in_all
    return "" if whole is None else formats.kroner(whole, get_language() or "da")


LINES: tuple[Line, ...] = (
    Line(_("The problem"), lambda each, _: each.problem, is_fact=False),
    Line(_("For whom"), lambda each, _: each.audience, is_fact=False),
    Line(_("How far it is"), lambda each, _: str(each.maturity)),
    Line(_("Price"), _price, kind="price"),
    Line(_("In all over four years"), _in_all),
    Line(_("In use, says the supplier"), lambda each, _: _joined([name for name, _slug in each.used_by])),
    Line(_("Municipalities that want to try it together"), lambda _, said: str(said.together)),
    Line(_("Municipalities that are interested"), lambda _, said: str(said.interested)),
    Line(_("Personal data"), lambda each, _: str(each.personal_data)),
    Line(_("Artificial intelligence"), lambda each, _: str(each.ai_use)),
    Line(_("Medical device"), lambda each, _: str(each.medical_device)),
    Line(_("Service areas"), lambda each, _: _joined([area.name for area in each.areas])),
    Line(_("Kind of technology"), lambda each, _: _joined([topic.name for topic in each.topics])),
    Line(_("Connects with"), lambda each, _: each.integrations, is_fact=False),
    Line(_("What we ask of the municipality"), lambda each, _: each.wanted_from_municipality, is_fact=False),
    Line(pgettext_lazy("comparison", "Supplier"), lambda each, _: each.supplier_name, is_fact=False),
)


def rows_of(solutions: Sequence[SolutionPageFacts], interest: dict[int, Interest]) -> list[Row]:
    """The lines of a comparison in one order; a line about which none of the solutions says anything is left out."""
    nobody = Interest(0, 0)
    said = [(each, interest.get(each.solution_id, nobody)) for each in solutions]
    read = ((line, [line.read(each, counts) for each, counts in said]) for line in LINES)
    return [_row(line, solutions, values) for line, values in read if any(values)]


def _row(line: Line, solutions: Sequence[SolutionPageFacts], values: list[str]) -> Row:
    judged = differs(values) if line.is_fact and len(values) > 1 else None
    return Row(line.label, line.kind, tuple(zip(solutions, values, strict=True)), judged)
