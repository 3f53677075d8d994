"""Comparing somebody's list of municipalities with ours."""

from collections.abc import Mapping
from dataclasses import dataclass

from lysning.directory.rules.names import MunicipalityNames
from lysning.taxonomy.rules import Column, Problem, Table, fold

LIST_COLUMNS = (
    Column("municipality", ("kommune", "municipality", "kommunenavn", "navn", "name"), is_required=True),
    Column("region", ("region", "regionsnavn")),
)


@dataclass(frozen=True)
class OtherSpelling:
    """A municipality the list writes in another way than we do."""

    line: int
    written: str
    name: str


@dataclass(frozen=True)
class OtherRegion:
    """A municipality for which the list names another region than ours on the day."""

    line: int
    name: str
    written: str
    region: str


@dataclass(frozen=True)
class ListReport:
    """How a list of municipalities agrees with ours."""

    exact: int
    spelled_otherwise: tuple[OtherSpelling, ...]
    other_region: tuple[OtherRegion, ...]
    missing: tuple[str, ...]
    problems: tuple[Problem, ...]


def compare_list(
    table: Table, municipalities: MunicipalityNames, names: Mapping[str, str], regions: Mapping[str, str]
) -> ListReport:
    """Compares a list with ours: `names` and `regions` are our names and today's regions by municipality code.

    Names that are no municipality and municipalities that stand twice are problems; regions are compared without "Region".
    """
    seen: dict[str, int] = {}
    spelled, elsewhere, problems = [], [], list(table.problems)
    for row in table.rows:
        written = row.cells["municipality"]
        found = municipalities.find(written)
        if found is None:
            problems.append(Problem(row.line, table.headed["municipality"], "municipality_unknown", {"value": written}))
            continue
        if (first := seen.setdefault(found.code, row.line)) != row.line:
            problems.append(Problem(row.line, table.headed["municipality"], "municipality_twice", {"first": first}))
            continue
        if not found.is_exact:
            spelled.append(OtherSpelling(row.line, written, names[found.code]))
        region, ours = row.cells.get("region", ""), regions.get(found.code, "")
        if region and _bare(region) != _bare(ours):
            elsewhere.append(OtherRegion(row.line, names[found.code], region, ours))
    missing = tuple(name for code, name in names.items() if code not in seen) if table.rows else ()
    return ListReport(len(seen) - len(spelled), tuple(spelled), tuple(elsewhere), missing, tuple(problems))


def _bare(region: str) -> str:
    return fold(region).removeprefix("region")
