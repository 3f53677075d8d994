"""How near texts lie to a query in meaning: cosines of stored vectors, taken inside PostgreSQL.

Everything here is optional. Without the extra packages, or on a PostgreSQL without pgvector 0.8, `ask` answers None and the
lexical ranking stands alone.
"""

from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction

from lysning.matching.dense import Encoder, Vector, available_encoder, why_no_encoder
from lysning.matching.queries.ranking import Within

SPACES = ("solution", "need", "post")
"""The spaces whose documents get vectors."""
DIMENSIONS = 384
LONGEST = 2_000
REMEMBERED_QUERIES = 512
MOST_LOOKED_AT = 1_000
"""The most neighbours that pgvector keeps in view while it walks; twice the limit finds nearly all of the nearest."""

EXISTS = "SELECT to_regclass('matching_vector') IS NOT NULL"
OFFERED = """
    SELECT EXISTS (
        SELECT FROM pg_available_extensions WHERE name = 'vector'
        AND string_to_array(coalesce(installed_version, default_version), '.')::int[] >= '{0,8}'
    )
"""
COUNTS = """
    SELECT count(*), count(v.subject_id) FROM matching_generation g JOIN matching_document d ON d.generation_id = g.id
    LEFT JOIN matching_vector v ON v.space = g.space AND v.subject_id = d.subject_id AND v.content_hash = d.content_hash
    WHERE g.space = ANY (%s) AND g.is_live AND d.content_hash <> ''
"""


class Asked(NamedTuple):
    """A query as a vector, and the model whose vectors it can be held against."""

    model_id: str
    vector: Vector


class DenseState(NamedTuple):
    """Whether dense search works: None, or why it does not, as a code; and how many of the documents have a vector.

    Codes: those of `why_no_encoder`, "no_extension" (PostgreSQL does not offer pgvector 0.8), and "no_table" (it does, and
    no job has made the table yet, or may).
    """

    why_not: str | None
    documents: int = 0
    embedded: int = 0


def is_on() -> bool:
    """Whether this process can tell meanings."""
    return available_encoder() is not None


def ask(text: str, encoder: Encoder | None = None) -> Asked | None:
    """What somebody looks for as a vector; None where dense search is off, or the text is empty.

    About 25 ms of one processor, and nothing for a text asked before; the first call of a process loads the encoder.
    """
    asked = " ".join(text[:LONGEST].split())
    using = encoder or available_encoder()
    if not asked or using is None or not vectors_exist():
        return None
    return Asked(using.model_id, _query(using, asked))


def cosines(space: str, asked: Asked, ids: Collection[int]) -> dict[int, float]:
    """The cosine of each of these documents that has a vector of the query's model; the others are left out."""
    statement = """
        SELECT subject_id, -(vector <#> %s::halfvec) FROM matching_vector
        WHERE space = %s AND model_id = %s AND subject_id = ANY (%s)
    """
    return dict(_rows(statement, [as_text(asked.vector), space, asked.model_id, list(ids)]))


def nearest(space: str, asked: Asked, *, limit: int, within: Within | None = None) -> list[tuple[int, float]]:
    """The `limit` nearest documents and their cosines, nearest first, ties by key; never a row outside `within`.

    Exact while the space has no index of neighbours. With one, PostgreSQL walks it until `limit` rows pass the filter;
    where it gives up before that, the rows are compared one by one after all.
    """
    indexed = has_neighbour_index(space)
    found = _nearest(space, asked, limit, within, walk=indexed)
    if indexed and len(found) < limit:
        found = _nearest(space, asked, limit, within, walk=False)
    return sorted(found, key=lambda row: (-row[1], row[0]))


def vectors_exist() -> bool:
    """Whether this database has a place for vectors; asked once per process when it has."""
    global _exist
    if not _exist:
        ((_exist,),) = _rows(EXISTS, [])
    return _exist


def has_neighbour_index(space: str) -> bool:
    """Whether the space has a finished index of neighbours."""
    statement = "SELECT EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass(%s) AND indisvalid)"
    ((found,),) = _rows(statement, [index_name(space)])
    return bool(found)


def dense_state() -> DenseState:
    """Whether dense search works here, why not, and how far the vectors have come. Loads no encoder."""
    ((exists,),) = _rows(EXISTS, [])
    ((offered,),) = _rows(OFFERED, [])
    ((documents, embedded),) = _rows(COUNTS, [list(SPACES)]) if exists else [(0, 0)]
    return DenseState(why_no_search(why_no_encoder(), exists, offered), documents, embedded)


def why_no_search(why_no_encoder: str | None, exists: bool, offered: bool) -> str | None:
    """The code of why dense search does not work, of the answers of EXISTS and OFFERED; None when it does."""
    if why_no_encoder or exists:
        return why_no_encoder
    return "no_table" if offered else "no_extension"


def index_name(space: str) -> str:
    """The name of the space's index of neighbours. Raises ValueError for a space without vectors."""
    if space not in SPACES:
        raise ValueError(space)
    return f"matching_vector_{space}"


def as_text(vector: Vector) -> str:
    """The vector as pgvector reads it."""
    return f"[{','.join(f'{number:.6g}' for number in vector)}]"


_exist = False


@lru_cache(REMEMBERED_QUERIES)
def _query(encoder: Encoder, text: str) -> Vector:
    return tuple(encoder.query(text))


def _nearest(space: str, asked: Asked, limit: int, within: Within | None, *, walk: bool) -> Sequence[tuple[int, float]]:
    allowed, values = _inside(within)
    distance = "vector <#> %s::halfvec" if walk else "(vector <#> %s::halfvec) + 0"
    statement = f"""
        SELECT subject_id, -({distance}) FROM matching_vector WHERE space = %s AND model_id = %s AND {allowed}
        ORDER BY {distance} LIMIT %s
    """  # noqa: S608 -- assembled from the constants above and Django's own compiled filter; values are parameters
    vector = as_text(asked.vector)
    with transaction.atomic():
        if walk:
            _rows(
                "SELECT set_config('hnsw.iterative_scan', 'strict_order', true), set_config('hnsw.ef_search', %s, true)",
                [str(min(MOST_LOOKED_AT, 2 * limit))],
            )
        return _rows(statement, [vector, space, asked.model_id, *values, vector, limit])


def _inside(within: Within | None) -> tuple[str, Sequence[Any]]:
    """The filter as SQL and its values."""
    if within is None:
        return "TRUE", ()
    if isinstance(within, np.ndarray):
        return "subject_id = ANY (%s)", [within.tolist()]
    try:
        sql, values = within.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:
        return "FALSE", ()
    return f"subject_id IN ({sql})", values


def _rows(statement: str, values: Sequence[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[Any] = cursor.fetchall()
        return rows
