"""The vectors of documents, made by a job in bounded slices."""

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from math import inf
from time import monotonic
from typing import Any, NamedTuple

from django.db import connection

from lysning.matching.actions.sources import Source
from lysning.matching.actions.subjects import SUBJECTS
from lysning.matching.actions.vectors import forget_vectors, index_neighbours, prepare_vectors
from lysning.matching.dense import Encoder, Passage
from lysning.matching.queries.dense import DIMENSIONS, SPACES, as_text

AT_ONCE = 16
"""Documents encoded and written together: about two seconds of work."""

DUE = """
    SELECT d.subject_id, d.content_hash, CASE WHEN v.model_id = %(model)s THEN v.text_hash END
    FROM matching_generation g JOIN matching_document d ON d.generation_id = g.id
    LEFT JOIN matching_vector v ON v.space = g.space AND v.subject_id = d.subject_id
    WHERE g.space = %(space)s AND g.is_live AND d.content_hash <> '' AND d.subject_id > %(after)s
      AND (v.subject_id IS NULL OR v.model_id <> %(model)s OR v.content_hash <> d.content_hash)
    ORDER BY d.subject_id LIMIT %(most)s
"""
WRITE = """
    INSERT INTO matching_vector (space, subject_id, model_id, content_hash, text_hash, vector, embedded_at)
    SELECT g.space, d.subject_id, %(model)s, d.content_hash, %(text)s, %(vector)s::halfvec, %(at)s
    FROM matching_generation g JOIN matching_document d ON d.generation_id = g.id
    WHERE g.space = %(space)s AND g.is_live AND d.subject_id = %(subject)s AND d.content_hash = %(content)s FOR SHARE OF d
    ON CONFLICT (space, subject_id) DO UPDATE SET model_id = excluded.model_id, content_hash = excluded.content_hash,
        text_hash = excluded.text_hash, vector = excluded.vector, embedded_at = excluded.embedded_at
"""
CONFIRM = """
    UPDATE matching_vector SET content_hash = %(content)s
    WHERE space = %(space)s AND subject_id = %(subject)s AND model_id = %(model)s AND text_hash = %(text)s
"""


Some = Callable[[list[int]], Iterable[Source]]


class Due(NamedTuple):
    """A document that waits for a vector; `text_hash` tells the text its vector of this model was made of, if any."""

    subject_id: int
    content_hash: str
    text_hash: str | None


def embed_missing(
    space: str, *, at: datetime, most: int, encoder: Encoder, seconds: float = inf, some: Some | None = None
) -> int:
    """Gives up to `most` documents of a space the vector they lack; returns how many were written or confirmed.

    A vector is missing when there is none, or it is of another model or an older text. The encoding happens outside every
    transaction; what changed or went away meanwhile is not written, and found again by the next call. Ends after the batch
    in which `seconds` have passed. `some` gives the sources with these keys, where they are not the space's own. Raises
    ValueError for an encoder of another width than the table's.
    """
    if encoder.dimensions != DIMENSIONS:
        raise ValueError(f"{encoder.model_id} has {encoder.dimensions} dimensions, the table {DIMENSIONS}")
    until = monotonic() + seconds
    written = after = 0
    while written < most and monotonic() < until:
        due = _due(space, encoder.model_id, after, min(AT_ONCE, most - written))
        if not due:
            break
        written += _embed(space, due, at, encoder, some or SUBJECTS[space].some)
        after = due[-1].subject_id
    return written


def embed_slice(*, at: datetime, seconds: float, encoder: Encoder) -> bool:
    """Embeds in all spaces until nothing is left or the time is up; returns whether something may be left.

    Removes what a restored database may hold of documents that are no more, and gives a space that has grown large its
    index of neighbours.
    """
    if not prepare_vectors():
        return False
    until = monotonic() + seconds
    for space in SPACES:
        forget_vectors(space)
        embed_missing(space, at=at, most=sys.maxsize, encoder=encoder, seconds=until - monotonic())
        if monotonic() > until:
            return True
        index_neighbours(space)
    return False


def _due(space: str, model_id: str, after: int, most: int) -> list[Due]:
    with connection.cursor() as cursor:
        cursor.execute(DUE, {"space": space, "model": model_id, "after": after, "most": most})
        return [Due(*row) for row in cursor.fetchall()]


def _embed(space: str, due: Sequence[Due], at: datetime, encoder: Encoder, some: Some) -> int:
    """Encodes what has another text than its vector; a text that only its analyser sees anew keeps its vector."""
    passages = {source.subject_id: _passage(source) for source in some([row.subject_id for row in due])}
    facts = {
        row: {
            "space": space,
            "model": encoder.model_id,
            "at": at,
            "subject": row.subject_id,
            "content": row.content_hash,
            "text": _hash(passages[row.subject_id]),
        }
        for row in due
        if row.subject_id in passages
    }
    fresh = [row for row in facts if row.text_hash != facts[row]["text"]]
    vectors = encoder.passages([passages[row.subject_id] for row in fresh])
    written = [facts.pop(row) | {"vector": as_text(vector)} for row, vector in zip(fresh, vectors, strict=True)]
    return _count(WRITE, written) + _count(CONFIRM, facts.values())


def _count(statement: str, rows: Iterable[Mapping[str, Any]]) -> int:
    """Runs the statement for each row, each in a transaction of its own; returns how many rows it touched."""
    with connection.cursor() as cursor:
        touched = 0
        for row in rows:
            cursor.execute(statement, row)
            touched += cursor.rowcount
        return touched


def _passage(source: Source) -> Passage:
    return Passage(source.fields.get("title", ""), source.fields.get("body", ""))


def _hash(passage: Passage) -> str:
    return sha256("\x00".join(passage).encode()).hexdigest()
