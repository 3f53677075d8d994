"""What a reading test is made of: needs in plain words, and real texts in the files they came in."""

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import click

from lysning.cli.bench.collections import Document, lines
from lysning.operations.text import _

TEXT_NAMES = ("text", "description", "short_description")


class Need(NamedTuple):
    """One need as it stands in the file: in plain words, perhaps in those of the profession, and the split it belongs to."""

    name: str
    text: str
    trade: str
    split: str


def needs(path: Path, split: str | None = None) -> list[Need]:
    """The needs of a tab-separated file with the columns id and text, and perhaps trade and split; with `split` only those.

    Raises click.UsageError for a file without such needs.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    if not rows or not all(row.get("id") and row.get("text") for row in rows):
        raise click.UsageError(_("{file}: not tab-separated needs with id and text").format(file=path))
    found = [Need(row["id"], row["text"], row.get("trade") or "", row.get("split") or "") for row in rows]
    wanted = [need for need in found if split in {None, need.split}]
    if not wanted:
        raise click.UsageError(_("No need is of that split."))
    return wanted


def documents(paths: Iterable[Path]) -> list[Document]:
    """The rows of JSON-lines files that have a title and a text, under any of TEXT_NAMES.

    One without _id is called after its file's first word and its place there, from 0: erdf-17. Raises click.UsageError for
    a bad line, and for no document at all.
    """
    found = []
    for path in paths:
        word = path.stem.split("_")[0]
        for place, row in enumerate(lines(path, "title")):
            text = next(filter(None, map(row.get, TEXT_NAMES)), None)
            if row["title"] and text:
                found.append(Document(str(row.get("_id") or f"{word}-{place}"), str(row["title"]), str(text)))
    if not found:
        raise click.UsageError(_("No document has a title and a text."))
    return found
