"""The postings of a query, read in one statement, so that a folding in between is never seen half done."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from lysning.core.keys import Ids, is_among
from lysning.core.rows import binary_rows
from lysning.matching.text.bm25 import shares

Numbers = NDArray[np.float64]

READ = """
    WITH live AS (SELECT id, folded_count FROM matching_generation WHERE space = %(space)s AND is_live),
    delta AS MATERIALIZED (
        SELECT subject_id, terms, impacts, in_rows FROM matching_document JOIN live ON generation_id = live.id
        WHERE NOT is_folded
    )
    SELECT false, term, subject_ids, impacts, 0 FROM matching_termrow JOIN live ON generation_id = live.id
    WHERE term = ANY (%(terms)s)
    UNION ALL
    SELECT true, p.term, string_agg(int4send(subject_id::int), ''), string_agg(float4send(p.impact), ''), 0
    FROM delta CROSS JOIN LATERAL unnest(terms, impacts) AS p (term, impact) WHERE p.term = ANY (%(terms)s) GROUP BY p.term
    UNION ALL
    SELECT NULL, NULL, (SELECT string_agg(int4send(subject_id::int), '') FROM delta), NULL,
        folded_count + (SELECT count(*) FILTER (WHERE terms <> '{}') - count(*) FILTER (WHERE in_rows) FROM delta)
    FROM live
"""

COUNT = """
    WITH live AS (SELECT id, folded_count FROM matching_generation WHERE space = %(space)s AND is_live),
    delta AS MATERIALIZED (
        SELECT terms, in_rows FROM matching_document JOIN live ON generation_id = live.id WHERE NOT is_folded
    )
    SELECT term, octet_length(subject_ids) / 4 FROM matching_termrow JOIN live ON generation_id = live.id
    WHERE term = ANY (%(terms)s)
    UNION ALL
    SELECT p.term, count(*)
    FROM delta CROSS JOIN LATERAL unnest(terms) AS p (term) WHERE p.term = ANY (%(terms)s) GROUP BY p.term
    UNION ALL
    SELECT NULL, CASE WHEN NOT (SELECT coalesce(bool_or(in_rows), false) FROM delta)
        THEN folded_count + (SELECT count(*) FILTER (WHERE terms <> '{}') FROM delta) END
    FROM live
"""


@dataclass(frozen=True)
class Postings:
    """For each asked term that some document has: the documents' keys and impacts; and the number of all documents."""

    of: Mapping[str, tuple[Ids, Numbers]]
    documents: int

    def frequencies(self) -> dict[str, int]:
        """In how many documents each term stands."""
        return {term: len(ids) for term, (ids, _) in self.of.items()}

    def parts(self, asked: Mapping[str, float], ids: Iterable[int]) -> dict[int, dict[str, float]]:
        """For each of a few documents what each term adds to its score, largest first; the parts add up to the score."""
        wanted = np.array(list(ids), np.int64)
        offered: dict[int, dict[str, float]] = {key: {} for key in wanted.tolist()}
        if not offered or not asked:
            return offered
        terms = list(asked)
        keys, impacts = (np.concatenate(each) for each in zip(*(self.of[term] for term in terms), strict=True))
        ends = np.cumsum([len(self.of[term][0]) for term in terms])
        places = np.flatnonzero(is_among(keys, wanted))
        for place, which in zip(places.tolist(), np.searchsorted(ends, places, "right").tolist(), strict=True):
            offered[int(keys[place])][terms[which]] = float(impacts[place])
        return {key: shares(asked, own) for key, own in offered.items()}


def postings(space: str, terms: Iterable[str]) -> Postings:
    """The postings of these terms in the space's live generation: folded rows, and the delta in place of what it replaces."""
    rows = binary_rows(READ, {"space": space, "terms": sorted(terms)})
    replaced, documents = np.empty(0, np.int64), 0
    parts: dict[str, list[tuple[bool, Ids, Numbers]]] = {}
    for is_fresh, term, ids, impacts, count in rows:
        if term is None:
            replaced, documents = _ids(ids or b""), count
        else:
            parts.setdefault(term, []).append((is_fresh, _ids(ids), np.frombuffer(impacts, ">f4").astype(np.float64)))
    return Postings(
        {term: joined for term, found in parts.items() if len((joined := _join(found, replaced))[0])}, documents
    )


def frequencies(space: str, terms: Iterable[str]) -> tuple[dict[str, int], int]:
    """In how many documents of the space each of these terms stands, and the number of all documents.

    Counted without reading the postings, unless the delta replaces some of them.
    """
    wanted = sorted(terms)
    with connection.cursor() as cursor:
        cursor.execute(COUNT, {"space": space, "terms": wanted})
        rows = cursor.fetchall()
    counts: dict[str, int] = {}
    documents: int | None = 0
    for term, count in rows:
        if term is None:
            documents = count
        else:
            counts[term] = counts.get(term, 0) + count
    if documents is not None:
        return counts, documents
    found = postings(space, wanted)
    return found.frequencies(), found.documents


def _join(found: list[tuple[bool, Ids, Numbers]], replaced: Ids) -> tuple[Ids, Numbers]:
    if len(replaced):
        found = [(fresh, ids[keep], n[keep]) for fresh, ids, n in found for keep in [fresh | ~is_among(ids, replaced)]]
    if len(found) == 1:
        return found[0][1:]
    return np.concatenate([ids for _, ids, _ in found]), np.concatenate([numbers for *_, numbers in found])


def _ids(raw: bytes) -> Ids:
    return np.frombuffer(raw, ">i4").astype(np.int64)
