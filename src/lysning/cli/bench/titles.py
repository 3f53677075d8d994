"""What a test of classifying is made of: KLE with its titles, parted in two, and KL's activities with their groups."""

import csv
import json
import re
from collections.abc import Collection, Iterable
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import click

from lysning.operations.text import _

HELD_OUT = 0.3
GROUP, TOPIC = 5, 8
FORMULA = re.compile(
    r"(\d+\. )?behandling(en)? af personoplysni?n?ger( sker)?( i forbindelse med| med henblik på| for at| til)?",
    re.IGNORECASE,
)
"""What nearly every activity begins with; it says that there are data, not what it is about."""


class Subject(NamedTuple):
    """One row of KLE: number and title."""

    number: str
    title: str


class Asked(NamedTuple):
    """A text to classify, and the KLE groups that are right."""

    text: str
    groups: frozenset[str]


class Parted(NamedTuple):
    """The titles to learn from, and the topics held out."""

    learnt: list[Subject]
    held: list[Asked]


def subjects(path: Path, known: Collection[str]) -> list[Subject]:
    """The rows of a KLE list, read as `lysning import kle` reads it where the numbers `known` are there already.

    Raises click.UsageError for a bad or empty list.
    """
    from lysning.core.refusal import Refused
    from lysning.taxonomy.rules import check_kle, read_table
    from lysning.taxonomy.rules.codes import KLE_COLUMNS

    try:
        checked, problems = check_kle(read_table(path.read_bytes(), KLE_COLUMNS), known)
    except Refused as refusal:
        raise click.UsageError(f"{path}: {refusal}") from None
    if problems or not checked:
        line = problems[0].line if problems else 1
        raise click.UsageError(_("{file}, line {line}: not a number and title of KLE").format(file=path, line=line))
    return [Subject(row.code, str(row.values["title"])) for row in checked]


def parted(rows: Iterable[Subject], split: str) -> Parted:
    """The titles without the topics that are held out, and these; `dev` holds out some of what `held` learns from.

    Which topics these are is decided by their number alone. Titles of main groups and groups are always learnt from.
    """
    rest = list(rows)
    for salt in ("", "dev") if split == "dev" else ("",):
        out = {row for row in rest if len(row.number) == TOPIC and _is_out(f"{salt}{row.number}")}
        rest, held = [row for row in rest if row not in out], [row for row in rest if row in out]
    if not held:
        raise click.UsageError(_("The list has too few topics to hold any out."))
    return Parted(rest, [Asked(row.title, frozenset({row.number[:GROUP]})) for row in held])


def _is_out(key: str) -> bool:
    return sha256(key.encode()).digest()[0] < HELD_OUT * 256


def needs(path: Path, column: str, rows: Iterable[Subject]) -> list[Asked]:
    """The needs of a reading test that name what they were written from (kle), in the words of a column (text or trade).

    A need of a main group is met by each of its groups. Raises click.UsageError for a file without such needs.
    """
    groups = {row.number for row in rows if len(row.number) == GROUP}
    with path.open(encoding="utf-8-sig", newline="") as file:
        found = [
            Asked(row[column], frozenset({row["kle"]} | {group for group in groups if group.startswith(row["kle"])}))
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            if row.get(column) and row.get("kle")
        ]
    if not found:
        raise click.UsageError(
            _("{file}: not tab-separated needs with kle and {column}").format(file=path, column=column)
        )
    return found


def activities(path: Path) -> list[Asked]:
    """The activities of a JSON list with name and kleGroups, those without a group left out, without the formula.

    Raises click.UsageError for another file.
    """
    try:
        rows = json.loads(path.read_text(encoding="utf-8-sig"))
        found = [
            Asked(FORMULA.sub("", row["name"]), frozenset(number[:GROUP] for number in row["kleGroups"]))
            for row in rows
            if row["kleGroups"]
        ]
    except (ValueError, KeyError, TypeError):
        found = []
    if not found:
        raise click.UsageError(_("{file}: not a JSON list of activities with name and kleGroups").format(file=path))
    return found
