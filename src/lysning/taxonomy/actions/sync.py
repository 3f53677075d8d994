"""Bringing a table in line with a list, writing only what differs."""

import csv
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from django.db.models import Manager, Model

from lysning.core.progress import Progress, silent

M = TypeVar("M", bound=Model)
BATCH = 1000


@dataclass(frozen=True)
class Counts:
    """How many rows were new, changed and unchanged."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(self.new + other.new, self.changed + other.changed, self.unchanged + other.unchanged)


@dataclass(frozen=True)
class Origin:
    """Where a data file comes from: its source with date, the status of rows that have none of their own, and the date."""

    source: str
    status: str
    dated: date


def origins(folder: Path) -> dict[str, Origin]:
    """The origins of a folder's data files, by table name of its sources.toml."""
    tables = tomllib.loads((folder / "sources.toml").read_text(encoding="utf-8"))
    return {
        name: Origin(f"{table['source']}, {table['date']}", table["status"], date.fromisoformat(table["date"]))
        for name, table in tables.items()
    }


def read_rows(path: Path) -> list[dict[str, str]]:
    """The rows of one of our own comma-separated data files, by heading."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def sync_rows(
    table: Manager[M],
    rows: Iterable[Mapping[str, Any]],
    *,
    key: str,
    leave: Callable[[M], bool] = lambda _row: False,
    is_dry_run: bool = False,
    progress: Progress = silent,
) -> Counts:
    """Creates the rows whose key is unknown and updates those that differ; rows not in the list stay as they are.

    `leave` says which stored rows are not touched. Written in batches; a row that is equal causes no write at all.
    """
    stored = {getattr(row, key): row for row in table.all()}
    new: list[M] = []
    changed: list[M] = []
    fields: set[str] = set()
    unchanged = 0
    for values in rows:
        row = stored.get(values[key])
        different = {} if row is None or leave(row) else {n: v for n, v in values.items() if getattr(row, n) != v}
        if row is None:
            new.append(table.model(**values))
        elif different:
            for name, value in different.items():
                setattr(row, name, value)
            changed.append(row)
            fields |= different.keys()
        else:
            unchanged += 1
    if not is_dry_run:
        _write(table, new, changed, sorted(fields), progress)
    return Counts(len(new), len(changed), unchanged)


def _write(table: Manager[M], new: list[M], changed: list[M], fields: list[str], progress: Progress) -> None:
    total = len(new) + len(changed)
    for start in range(0, len(new), BATCH):
        table.bulk_create(new[start : start + BATCH])
        progress(min(start + BATCH, len(new)), total, "")
    for start in range(0, len(changed), BATCH):
        table.bulk_update(changed[start : start + BATCH], fields)
        progress(len(new) + min(start + BATCH, len(changed)), total, "")
