"""A list of measurements as people bring it: one row for each site, measure, group and period."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from lysning.core.plaintext import has_cpr_number
from lysning.taxonomy.rules import Column, Problem, Row, Table, fold, read_table
from lysning.trials.rules.numbers import UnreadableError, read_decimal, read_whole
from lysning.trials.rules.values import Arm, Value

MOST_ROWS = 20_000
LONGEST_QUOTE = 60
COLUMNS = (
    Column("municipality", ("kommune", "municipality", "kommunenavn"), is_required=True),
    Column("site", ("sted", "site", "institution", "enhed")),
    Column("measure", ("mål", "maal", "measure", "effektmål"), is_required=True),
    Column("arm", ("gruppe", "arm", "group")),
    Column("period", ("periode", "period", "måned", "fra"), is_required=True),
    Column("events", ("hændelser", "antal hændelser", "events")),
    Column("total", ("ud af", "af", "total")),
    Column("time", ("tid", "døgn", "persontid", "time")),
    Column("mean", ("gennemsnit", "middel", "mean")),
    Column("sd", ("spredning", "sd", "standardafvigelse")),
    Column("n", ("antal personer", "antal", "n")),
)
WHOLE, DECIMAL = ("events", "total", "n"), ("time", "mean", "sd")
_ARMS: Mapping[str, Arm] = {
    "": "intervention",
    **dict.fromkeys(("ny", "nye", "indsats", "intervention", "ja"), "intervention"),
    **dict.fromkeys(("vanlig", "sammenligning", "kontrol", "comparison", "nej"), "comparison"),
}
_ISO, _DANISH = (
    re.compile(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?"),
    re.compile(r"(?:(\d{1,2})[.\-/])?(\d{1,2})[.\-/](\d{4})"),
)
_QUARTER = re.compile(r"(\d{4})[ -]?[kq]([1-4])|[kq]([1-4])[ -]?(\d{4})", re.IGNORECASE)


@dataclass(frozen=True)
class ListedMeasurement:
    """One row, read: its line, folded words for municipality, site and measure, the arm, the period's first day, the value."""

    line: int
    municipality: str
    site: str
    measure: str
    arm: Arm
    period: date
    value: Value
    said: Mapping[str, str]


def read_sheet(content: bytes) -> tuple[list[ListedMeasurement], list[Problem]]:
    """Reads a CSV list; a row with a fault is a problem at its line and column, and no measurement."""
    table = read_table(content, COLUMNS)
    if len(table.rows) > MOST_ROWS:
        return [], [Problem(1, "", "measured_rows", {"most": MOST_ROWS})]
    read: list[ListedMeasurement] = []
    problems = list(table.problems)
    for row in table.rows:
        faults, listed = _read_row(row, table)
        problems += faults
        if listed is not None:
            read.append(listed)
    return read, sorted(problems, key=lambda problem: problem.line)


def read_period(text: str) -> date | None:
    """The first day a period is named by: 2026-04, 4/2026, 1.4.2026, 2026-04-01, 2026-K2; None for anything else."""
    bare = text.strip()
    if found := _QUARTER.fullmatch(bare):
        year, quarter = found[1] or found[4], found[2] or found[3]
        return date(int(year), 3 * int(quarter) - 2, 1)
    if found := _ISO.fullmatch(bare):
        return _day(found[1], found[2], found[3])
    if found := _DANISH.fullmatch(bare):
        return _day(found[3], found[2], found[1])
    return None


def csv_of(rows: Iterable[Iterable[Any]]) -> bytes:
    """The rows of a worksheet as a list `read_sheet` reads: days in ISO, numbers with a decimal comma, cells by tab."""
    return "\n".join("\t".join(_cell(cell) for cell in row) for row in rows).encode()


def _cell(value: Any) -> str:
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else f"{Decimal(repr(value)):f}".replace(".", ",")
    return re.sub(r"[\t\r\n\"]+", " ", str(value))


def _day(year: str, month: str, day: str | None) -> date | None:
    try:
        return date(int(year), int(month), int(day or 1))
    except ValueError:
        return None


def _read_row(row: Row, table: Table) -> tuple[list[Problem], ListedMeasurement | None]:
    cells, problems = row.cells, []
    numbers: dict[str, Any] = {}

    def fault(name: str, code: str) -> None:
        problems.append(
            Problem(row.line, table.headed.get(name, ""), code, {"value": cells.get(name, "")[:LONGEST_QUOTE]})
        )

    for name, text in cells.items():
        if has_cpr_number(text):
            fault(name, "trial_text_has_cpr")
    for name in (*WHOLE, *DECIMAL):
        try:
            numbers[name] = _number(name, cells.get(name, ""))
        except UnreadableError as unreadable:
            fault(name, unreadable.code)
    arm, period = _ARMS.get(fold(cells.get("arm", ""))), read_period(cells["period"])
    for name, found, code in (("arm", arm, "measured_no_arm_word"), ("period", period, "measured_no_period")):
        if found is None:
            fault(name, code)
    if problems or arm is None or period is None:
        return problems, None
    words = {name: fold(cells.get(name, "")) for name in ("municipality", "site", "measure")}
    return [], ListedMeasurement(row.line, **words, arm=arm, period=period, value=Value(**numbers), said=cells)


def _number(name: str, text: str) -> int | Decimal | float | None:
    if not text:
        return None
    if name in WHOLE:
        return read_whole(text)
    number = read_decimal(text)
    return number if name == "time" else float(number)
