"""Is the index what it should be? What differs is named, and mended by the same actions that write it every day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

import numpy as np
from django.db import connection, transaction

from lysning.core.progress import Progress, silent
from lysning.matching.actions.folding import BLOCK_BITS, fold
from lysning.matching.actions.indexing import BATCH, document_of, index_documents, remove_document
from lysning.matching.actions.rebuilding import rebuild_space
from lysning.matching.actions.sources import Source, content_hash, read
from lysning.matching.actions.subjects import SUBJECTS
from lysning.matching.actions.words import count_all_words
from lysning.matching.models import Document, Generation
from lysning.matching.text.analyser import ANALYSER_VERSION

WRONG_BLOCKS = """
    WITH wanted AS (
        SELECT p.term, d.subject_id >> %(bits)s AS block,
            string_agg(int4send(subject_id::int), ''::bytea ORDER BY subject_id) AS subject_ids,
            string_agg(float4send(p.impact), ''::bytea ORDER BY subject_id) AS impacts
        FROM matching_document d CROSS JOIN LATERAL unnest(terms, impacts) AS p (term, impact)
        WHERE generation_id = %(generation)s GROUP BY 1, 2
    ), kept AS (SELECT term, block, subject_ids, impacts FROM matching_termrow WHERE generation_id = %(generation)s)
    SELECT DISTINCT block FROM wanted FULL JOIN kept USING (term, block)
    WHERE (wanted.subject_ids, wanted.impacts) IS DISTINCT FROM (kept.subject_ids, kept.impacts) ORDER BY block
"""
WRONG_WORDS = """
    SELECT count(*) FROM (
        SELECT form, count(*) AS documents FROM matching_document CROSS JOIN LATERAL unnest(forms) AS form
        WHERE generation_id = %(generation)s GROUP BY form
    ) wanted FULL JOIN (
        SELECT form, documents FROM matching_word WHERE generation_id = %(generation)s AND documents > 0
    ) kept USING (form) WHERE wanted.documents IS DISTINCT FROM kept.documents
"""


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong in a space.

    Kinds: "unread" (no generation, or one of another analyser), "missing" and "stale" (a thing is not there, or not as it
    is read now: its texts have changed, or its row was spoilt), "surplus" (what should not be found), "rows" (a block of
    postings differs from its documents), "words" (counts of words differ). `key` is the thing, the block, or the number of
    words.
    """

    space: str
    kind: str
    key: int = 0


def check_index(space: str) -> list[Fault]:
    """Every fault of a space; none when all is well. Folds the delta first, so that rows and documents can be compared, and
    reads every text anew, a millisecond each.
    """
    generation = Generation.objects.live(space).first()
    if generation is None or generation.analyser_version != ANALYSER_VERSION:
        return [Fault(space, "unread")]
    with transaction.atomic():
        fold(generation, at=generation.folded_at or generation.begun_at)
        faults = [*_differing(space, generation)]
        with connection.cursor() as cursor:
            values = {"generation": generation.pk, "bits": BLOCK_BITS}
            cursor.execute(WRONG_BLOCKS, values)
            faults += [Fault(space, "rows", block) for (block,) in cursor.fetchall()]
            cursor.execute(WRONG_WORDS, values)
            (words,) = cursor.fetchone()
        return faults + ([Fault(space, "words", words)] if words else [])


def repair_index(space: str, *, at: datetime, progress: Progress = silent) -> list[Fault]:
    """Mends every fault of a space and returns what was mended; a second time finds none."""
    faults = check_index(space)
    if any(fault.kind == "unread" for fault in faults):
        rebuild_space(space, SUBJECTS[space].all, at=at, progress=progress)
        return faults
    generation = Generation.objects.live(space).get()
    for fault in faults:
        if fault.kind in {"missing", "stale"} and (source := SUBJECTS[space].one(fault.key)):
            Document.objects.filter(generation=generation, subject_id=fault.key).update(content_hash="")
            index_documents(space, [source], at=at)
        elif fault.kind == "surplus":
            remove_document(space, fault.key, at=at)
        elif fault.kind == "rows":
            first = fault.key << BLOCK_BITS
            block = Document.objects.filter(generation=generation, subject_id__range=(first, first + 2**BLOCK_BITS - 1))
            block.update(is_folded=False)
        elif fault.kind == "words":
            count_all_words(generation)
    if faults:
        fold(generation, at=at)
    return faults


def _differing(space: str, generation: Generation) -> Iterator[Fault]:
    rows = Document.objects.filter(generation=generation).exclude(terms=[]).select_related("generation")
    kept = set(rows.values_list("subject_id", flat=True))
    sources = SUBJECTS[space].all()
    while some := list(islice(sources, BATCH)):
        written = {row.subject_id: row for row in rows.filter(subject_id__in=[source.subject_id for source in some])}
        kept -= written.keys()
        for source in some:
            if source.subject_id not in written:
                yield Fault(space, "missing", source.subject_id)
            elif not _says(written[source.subject_id], source):
                yield Fault(space, "stale", source.subject_id)
    yield from (Fault(space, "surplus", key) for key in sorted(kept))


def _says(row: Document, source: Source) -> bool:
    """True when the row is what the thing's texts are read as."""
    if row.content_hash != content_hash(source):
        return False
    wanted = document_of(row.generation, read(source), at=row.indexed_at)
    is_same = (row.terms, row.words, row.forms) == (wanted.terms, wanted.words, wanted.forms)
    impacts, weighed = (np.array(each.impacts, np.float32) for each in (row, wanted))
    return is_same and np.array_equal(impacts, weighed)
