"""What a list of KLE subjects or CPV codes must look like."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from lysning.taxonomy.rules.tables import Column, Problem, Row, Table, neutral

KLE_COLUMNS = (
    Column("number", ("nummer", "number", "kle", "kle-nummer", "emnenr"), is_required=True),
    Column("title", ("titel", "title", "title_da", "navn", "emnetitel"), is_required=True),
)
CPV_COLUMNS = (
    Column("code", ("kode", "code", "cpv", "cpv-kode"), is_required=True),
    Column("name_da", ("navn", "name_da", "label_da", "titel", "dansk"), is_required=True),
    Column("name_en", ("name_en", "label_en", "engelsk", "english")),
    Column("is_light_regime", ("light_regime", "is_light_regime", "light")),
)
_KLE = re.compile(r"\d\d(\.\d\d){0,2}")
_CPV = re.compile(r"(\d{8})(-\d)?")
_YES = {"1", "ja", "yes", "true"}
Values = Mapping[str, str | int | bool | None]


@dataclass(frozen=True)
class CheckedCode:
    """One good row of a code list: where it stood, and the values by field name."""

    line: int
    code: str
    values: Values


Checked = tuple[tuple[CheckedCode, ...], tuple[Problem, ...]]
Check = Callable[[Row], CheckedCode | Problem]


def check_kle(table: Table, known: Collection[str]) -> Checked:
    """The good rows of a KLE list and what is wrong with the others; `known` are the numbers already stored.

    Each row needs a number ("27", "27.36", "27.36.04"), a title, and something to stand under in the file or among the known.
    """
    numbers = {row.cells["number"] for row in table.rows} | set(known)

    def check(row: Row) -> CheckedCode | Problem:
        number = row.cells["number"]
        if not _KLE.fullmatch(number):
            return Problem(row.line, "number", "kle_number", {"value": number})
        above = kle_above(number, numbers)
        if "." in number and above is None:
            return Problem(row.line, "number", "kle_parent", {"value": number, "parent": number[:-3]})
        title = neutral(row.cells["title"])
        if not title:
            return Problem(row.line, "title", "cell_empty")
        return CheckedCode(row.line, number, {"level": 1 + number.count("."), "title": title, "above": above})

    return _checked(table, check)


def kle_above(number: str, numbers: Collection[str]) -> str | None:
    """The nearest of the numbers under which this one stands: its group, otherwise its main group; None without either."""
    return next((number[:length] for length in (5, 2) if length < len(number) and number[:length] in numbers), None)


def kle_gaps(codes: Iterable[CheckedCode], column: str) -> tuple[Problem, ...]:
    """Which topics stand under their main group since their group is neither in the list nor known; one warning each."""
    return tuple(
        Problem(code.line, column, "kle_gap", {"value": code.code, "parent": code.code[:-3], "above": str(above)})
        for code in codes
        if (above := code.values["above"]) and above != code.code[:-3]
    )


def check_cpv(table: Table) -> Checked:
    """The good rows of a CPV list and what is wrong with the others; a check digit after the eight digits is dropped."""

    def check(row: Row) -> CheckedCode | Problem:
        found = _CPV.fullmatch(row.cells["code"])
        if not found:
            return Problem(row.line, "code", "cpv_code", {"value": row.cells["code"]})
        values: dict[str, str | int | bool | None] = {
            name: neutral(row.cells[name]) for name in ("name_da", "name_en") if name in row.cells
        }
        if not values["name_da"]:
            return Problem(row.line, "name_da", "cell_empty")
        if "is_light_regime" in row.cells:
            values["is_light_regime"] = row.cells["is_light_regime"].casefold() in _YES
        return CheckedCode(row.line, found[1], values)

    return _checked(table, check)


def _checked(table: Table, check: Check) -> Checked:
    """Checks each row; a code that stands twice with the same words counts once, with other words it is a problem."""
    good: dict[str, CheckedCode] = {}
    problems = list(table.problems)
    for row in table.rows:
        found = check(row)
        if isinstance(found, Problem):
            problems.append(replace(found, column=table.headed[found.column]))
            continue
        first = good.setdefault(found.code, found)
        if first.values != found.values:
            problems.append(Problem(row.line, "", "row_twice", {"first": first.line}))
    return tuple(good.values()), tuple(sorted(problems, key=lambda problem: problem.line))
