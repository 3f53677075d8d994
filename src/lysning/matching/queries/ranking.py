"""The one ranking: BM25F summed inside PostgreSQL over compacted rows and the delta, within what the asker may see."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet

from lysning.matching.models import Document
from lysning.matching.text.bm25 import asking, shares

M = TypeVar("M", bound=Model)

POSTINGS = """
    delta AS MATERIALIZED (
        SELECT subject_id, terms, impacts FROM matching_document WHERE space = %(space)s AND NOT is_compacted
    ),
    posting AS (
        SELECT p.subject_id, a.term, a.weight, a.weight * p.impact AS share
        FROM asked a JOIN matching_termrow t ON t.space = %(space)s AND t.term = a.term
        CROSS JOIN LATERAL unnest(t.subject_ids, t.impacts) AS p (subject_id, impact)
        WHERE NOT EXISTS (SELECT FROM delta WHERE delta.subject_id = p.subject_id)
        UNION ALL
        SELECT d.subject_id, a.term, a.weight, a.weight * p.impact
        FROM delta d CROSS JOIN LATERAL unnest(d.terms, d.impacts) AS p (term, impact) JOIN asked a ON a.term = p.term
    )"""
FREQUENCIES = """
    WITH asked (term) AS (SELECT unnest(%(terms)s::text[])),
    delta AS MATERIALIZED (
        SELECT subject_id, terms FROM matching_document WHERE space = %(space)s AND NOT is_compacted
    ),
    compacted AS (
        SELECT t.term, cardinality(t.subject_ids) - (
            SELECT count(*) FROM delta WHERE delta.subject_id = ANY (t.subject_ids)
        ) AS documents
        FROM matching_termrow t JOIN asked a ON a.term = t.term WHERE t.space = %(space)s
    ),
    fresh AS (
        SELECT a.term, count(*) AS documents FROM delta d CROSS JOIN LATERAL unnest(d.terms) AS p (term)
        JOIN asked a ON a.term = p.term GROUP BY a.term
    )
    SELECT term, sum(documents)::int FROM (SELECT * FROM compacted UNION ALL SELECT * FROM fresh) AS both_parts GROUP BY term
"""


class Ranked(NamedTuple):
    """One document of a ranking: its key and its score."""

    subject_id: int
    score: float


@dataclass(frozen=True)
class Ranking:
    """The documents of a query, best first, and the weighed terms they were ranked by."""

    rows: tuple[Ranked, ...]
    asked: Mapping[str, float]

    @property
    def ids(self) -> list[int]:
        """The keys in order."""
        return [row.subject_id for row in self.rows]


NOTHING = Ranking((), {})


def rank(
    space: str,
    terms: Mapping[str, float],
    *,
    limit: int | None = None,
    within: QuerySet[M] | None = None,
    coverage: float = 0.0,
) -> Ranking:
    """The documents of a space by BM25F score, best first, ties by key; all of them without a `limit`.

    `terms`: key to asking weight (at most a few hundred). `within`: a queryset of the rows that may be hits; others never
    are. `coverage`: the share (0 to 1) of the query's own weight that a hit must meet.
    """
    asked = weigh(space, terms)
    if not asked:
        return NOTHING
    allowed, arguments = _inside(within)
    statement = f"""
        WITH asked (term, weight) AS (SELECT * FROM unnest(%(terms)s::text[], %(weights)s::float8[])), {POSTINGS}
        SELECT subject_id, sum(share) AS score FROM posting p WHERE {allowed}
        GROUP BY subject_id HAVING sum(weight) >= %(least)s ORDER BY score DESC, subject_id LIMIT %(limit)s
    """  # noqa: S608 -- assembled from the constants above and Django's own compiled filter; values are parameters
    least = coverage * sum(asked.values()) - 1e-9
    values: dict[str, Any] = {
        "space": space,
        "terms": list(asked),
        "weights": list(asked.values()),
        "least": least,
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, {**arguments, **values})
        return Ranking(tuple(Ranked(key, score) for key, score in cursor.fetchall()), asked)


def explain(space: str, asked: Mapping[str, float], ids: Iterable[int]) -> dict[int, dict[str, float]]:
    """For each document what each term added to its score, largest first; the parts add up to the score."""
    rows = Document.objects.filter(space=space, subject_id__in=list(ids)).values_list("subject_id", "terms", "impacts")
    return {key: shares(asked, dict(zip(terms, impacts, strict=True))) for key, terms, impacts in rows}


def weigh(space: str, terms: Mapping[str, float]) -> dict[str, float]:
    """The query side of the score: each term's asking weight times its idf in the space; terms nobody has are dropped."""
    if not terms:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(FREQUENCIES, {"space": space, "terms": list(terms)})
        frequencies = dict(cursor.fetchall())
        cursor.execute("SELECT count(*) FROM matching_document WHERE space = %s AND content_hash <> ''", [space])
        (count,) = cursor.fetchone()
    return asking(terms, frequencies, count)


def _inside(within: QuerySet[M] | None) -> tuple[str, dict[str, Any]]:
    """The filter as SQL with named parameters."""
    if within is None:
        return "TRUE", {}
    sql, parameters = within.order_by().values("pk").query.sql_with_params()
    names = [f"within_{position}" for position in range(len(parameters))]
    return f"subject_id IN ({sql % tuple(f'%({name})s' for name in names)})", dict(zip(names, parameters, strict=True))
