"""The place of the vectors: the table, its index of neighbours, and what has to go."""

import logging
from collections.abc import Collection

from django.db import DatabaseError, connection, transaction

from lysning.matching.queries.dense import DIMENSIONS, EXISTS, OFFERED, SPACES, has_neighbour_index, index_name

log = logging.getLogger(__name__)
LARGE_SPACE = 20_000
"""From here an index of neighbours pays; below, comparing every row takes a few milliseconds."""

TABLE = f"""
    CREATE EXTENSION IF NOT EXISTS vector;
    CREATE TABLE IF NOT EXISTS matching_vector (
        space text NOT NULL CHECK (space IN {SPACES}),
        subject_id bigint NOT NULL,
        model_id text NOT NULL,
        content_hash text NOT NULL,
        text_hash text NOT NULL,
        vector halfvec({DIMENSIONS}) NOT NULL,
        embedded_at timestamptz NOT NULL,
        PRIMARY KEY (space, subject_id)
    )
"""
FORGET = """
    DELETE FROM matching_vector v
    WHERE v.space = %(space)s AND (%(ids)s::bigint[] IS NULL OR v.subject_id = ANY (%(ids)s::bigint[])) AND NOT EXISTS (
        SELECT FROM matching_generation g JOIN matching_document d ON d.generation_id = g.id
        WHERE g.space = v.space AND g.is_live AND d.subject_id = v.subject_id AND d.content_hash <> ''
    )
"""


def prepare_vectors() -> bool:
    """Makes the place for vectors where PostgreSQL can hold them; returns whether it is there. Repeating changes nothing.

    It is made on first use and not by a migration, so that a database which never had vectors needs no pgvector, nor does
    the server its dump is restored to.
    """
    with connection.cursor() as cursor:
        cursor.execute(EXISTS)
        if cursor.fetchone() == (True,):
            return True
        cursor.execute(OFFERED)
        if cursor.fetchone() != (True,):
            return False
        try:
            with transaction.atomic():
                cursor.execute(TABLE)
        except DatabaseError as error:
            log.warning("Dense search is off: the table of vectors cannot be made: %s", error)
            return False
    return True


def forget_vectors(space: str, ids: Collection[int] | None = None) -> int:
    """Deletes the vectors of those documents (or all) of a space that are no longer in it; returns how many.

    To be called after a document was removed or a space rebuilt, in the same transaction and after the document's own row
    was changed: a job that is just writing the vector then either comes first and is undone here, or finds the document
    gone. Where there are no vectors it costs one quick question.
    """
    with connection.cursor() as cursor:
        cursor.execute(EXISTS)
        if cursor.fetchone() != (True,):
            return 0
        keys = None if ids is None else list(ids)
        cursor.execute(FORGET, {"space": space, "ids": keys})
        deleted: int = cursor.rowcount
        return deleted


def index_neighbours(space: str, *, large: int = LARGE_SPACE) -> bool:
    """Gives a space of more than `large` vectors its index of neighbours, without locking anybody out; returns if it did.

    Must be called outside a transaction. An index that a crash left unfinished is made anew. Where it cannot be made, say
    because the table is somebody else's, a warning is logged: every row is compared then, which is slower and exact.
    """
    if has_neighbour_index(space):
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM matching_vector WHERE space = %s", [space])
        if cursor.fetchone()[0] <= large:
            return False
        try:
            cursor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {index_name(space)}")
            cursor.execute(
                f"CREATE INDEX CONCURRENTLY {index_name(space)} ON matching_vector USING hnsw (vector halfvec_ip_ops)"
                f" WHERE space = '{space}'"
            )
        except DatabaseError as error:
            log.warning("No index of neighbours for %s: %s", space, error)
            return False
    return True
