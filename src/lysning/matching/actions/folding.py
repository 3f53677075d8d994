"""The delta folded into one row per term and block, so that a query reads few rows; rankings are the same before and after.

Everything happens inside PostgreSQL. A folding locks the documents of the delta and rewrites their blocks; what others write
meanwhile stays in the delta and wins over the rows.
"""

from datetime import datetime

from django.db import connection, transaction

from lysning.matching.models import Document, Generation, TermRow

BLOCK_BITS = 16
SORT_MEMORY = "96MB"

LOCK_DELTA = """
    SELECT subject_id FROM matching_document WHERE generation_id = %(generation)s AND NOT is_folded
    ORDER BY subject_id FOR UPDATE
"""
REWRITE = """
    WITH present AS MATERIALIZED (
        SELECT subject_id, terms, impacts FROM matching_document
        WHERE generation_id = %(generation)s AND subject_id >= %(first)s AND subject_id < %(after)s
    ), rows AS (
        INSERT INTO matching_termrow (generation_id, term, block, subject_ids, impacts)
        SELECT %(generation)s, p.term, %(block)s,
            string_agg(int4send(subject_id::int), ''::bytea ORDER BY subject_id),
            string_agg(float4send(p.impact), ''::bytea ORDER BY subject_id)
        FROM present CROSS JOIN LATERAL unnest(terms, impacts) AS p (term, impact) GROUP BY p.term
    )
    UPDATE matching_document SET in_rows = NOT matching_document.in_rows FROM present
    WHERE generation_id = %(generation)s AND matching_document.subject_id = present.subject_id
        AND in_rows <> (present.terms <> '{}')
"""


@transaction.atomic
def fold(generation: Generation, *, at: datetime) -> int:
    """Folds the delta of a generation; returns how many documents it had. Two foldings of one wait for each other."""
    Generation.objects.select_for_update().get(pk=generation.pk)
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL work_mem = '{SORT_MEMORY}'")
        cursor.execute(LOCK_DELTA, {"generation": generation.pk})
        locked = [key for (key,) in cursor.fetchall()]
        for block in sorted({key >> BLOCK_BITS for key in locked}):
            TermRow.objects.filter(generation=generation, block=block).delete()
            bounds = {"block": block, "first": block << BLOCK_BITS, "after": (block + 1) << BLOCK_BITS}
            cursor.execute(REWRITE, {"generation": generation.pk, **bounds})
    return _settled(generation, locked, at)


def _settled(generation: Generation, locked: list[int], at: datetime) -> int:
    """Marks the locked documents, which nobody can have changed meanwhile, and counts what the rows hold."""
    documents = Document.objects.filter(generation=generation)
    delta = documents.extra(where=["subject_id = ANY (%s)"], params=[locked])
    delta.filter(terms=[]).delete()
    delta.update(is_folded=True)
    count = documents.filter(in_rows=True).count()
    Generation.objects.filter(pk=generation.pk).update(folded_count=count, folded_at=at)
    return len(locked)
