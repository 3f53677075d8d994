"""Test collections from files: documents, queries, and which documents answer which query."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import click

from lysning.operations.text import _


class Document(NamedTuple):
    """One document as it stands in the file."""

    name: str
    title: str
    text: str


Grades = dict[str, dict[str, int]]
"""Query to document to grade."""


class Collection(NamedTuple):
    """Documents, the queries to ask by name, and the judgements."""

    documents: list[Document]
    queries: dict[str, str]
    grades: Grades


def read(corpus: Path, asked: Path, qrels: Path, limit: int | None) -> Collection:
    """The documents, the first `limit` queries that have a judgement, and the judgements.

    Raises click.UsageError for a bad line, and when no query has a judgement.
    """
    judgements = grades(qrels)
    judged = [(name, text) for name, text in queries(asked).items() if name in judgements]
    if not judged:
        raise click.UsageError(_("None of the queries has a judgement."))
    return Collection(documents(corpus), dict(judged[:limit]), judgements)


def documents(path: Path) -> list[Document]:
    """The documents of a JSON-lines file with _id, text and perhaps title. Raises click.UsageError for a bad line."""
    return [
        Document(str(row["_id"]), str(row.get("title") or ""), str(row["text"])) for row in lines(path, "_id", "text")
    ]


def queries(path: Path) -> dict[str, str]:
    """Query name to its text, in the file's order. Raises click.UsageError for a bad line."""
    return {str(row["_id"]): str(row["text"]) for row in lines(path, "_id", "text")}


def grades(path: Path) -> Grades:
    """The judgements of a tab-separated file: query, document, grade; or TREC's four columns. A heading is passed over.

    Raises click.UsageError for a bad line.
    """
    found: Grades = {}
    for number, line in enumerate(path.read_text(encoding="utf-8-sig").splitlines(), 1):
        fields = line.split("\t") if "\t" in line else line.split()
        if not line.strip() or (number == 1 and not _is_number(fields[-1])):
            continue
        if len(fields) not in {3, 4} or not _is_number(fields[-1]):
            raise click.UsageError(
                _("{file}, line {line}: not query, document and grade").format(file=path, line=number)
            )
        found.setdefault(fields[0], {})[fields[-2]] = int(float(fields[-1]))
    return found


def lines(path: Path, *needed: str) -> Iterator[dict[str, object]]:
    """The rows of a JSON-lines file. Raises click.UsageError for one that is no object with all the needed names."""
    with path.open(encoding="utf-8-sig") as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except ValueError:
                row = None
            if not isinstance(row, dict) or not set(needed) <= row.keys():
                names = ", ".join(needed)
                message = _("{file}, line {line}: not a JSON object with {names}")
                raise click.UsageError(message.format(file=path, line=number, names=names))
            yield row


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
