"""The one ranking: BM25F over the postings of PostgreSQL, within what the asker may see."""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from django.contrib.postgres.aggregates import ArrayAgg
from django.db import connection
from django.db.models import QuerySet

from lysning.core.keys import Flags, Ids, is_among
from lysning.core.rows import binary_rows
from lysning.matching.queries.postings import Numbers, Postings, postings
from lysning.matching.text.bm25 import asking, idf, score, shares

Within: TypeAlias = QuerySet[Any] | Ids
"""The rows that may be found, or their keys."""
Said: TypeAlias = Mapping[str, float]
"""What one thing of the index says: its terms with their impacts."""
SAID = """
    SELECT subject_id, terms, impacts FROM matching_document JOIN matching_generation g ON g.id = generation_id
    WHERE g.space = %(space)s AND g.is_live AND subject_id = ANY (%(subjects)s)
"""
ROUNDING = 1e-9
UNMET = 0.8
"""How far words that no document has count in what a hit must meet: a rare word that is not known may be a slip of the hand."""
SPARSE = 16
"""Counting by key costs as much as the largest key, sorting the keys some twenty times as much as each posting."""


class Ranked(NamedTuple):
    """One document of a ranking: its key and its score."""

    subject_id: int
    score: float


@dataclass(frozen=True)
class Ranking:
    """The documents of a query, best first, with their scores, and the weighed terms they were ranked by.

    `total` counts all hits, also those beyond the limit; `documents` all that were asked. `meaning` is the part of a score
    that comes from meaning and not from words; where it is not known there is none. `beside` is
    what terms have added to a score by standing side by side. `partly` are the hits that meet a part of a word and nothing
    else; by words alone they stand last.
    """

    ids: list[int] = field(default_factory=list)
    scores: list[float] = field(default_factory=list)
    asked: Mapping[str, float] = field(default_factory=dict)
    total: int = 0
    documents: int = 0
    meaning: Mapping[int, float] = field(default_factory=dict)
    beside: Mapping[int, Mapping[str, float]] = field(default_factory=dict)
    partly: frozenset[int] = frozenset()

    @property
    def rows(self) -> list[Ranked]:
        """Key and score together."""
        return [Ranked(*row) for row in zip(self.ids, self.scores, strict=True)]


@dataclass(frozen=True)
class Limits:
    """What a hit must have and must not have: keys, and phrases as keys in order between spaces (" skole fravær ")."""

    without: frozenset[str] = frozenset()
    holding: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()


NO_LIMITS = Limits()


def rank(
    space: str,
    terms: Mapping[str, float],
    *,
    limit: int | None = None,
    within: Within | None = None,
    coverage: float = 0.0,
    said: Collection[str] = (),
    loose: Collection[str] = (),
    limits: Limits = NO_LIMITS,
) -> Ranking:
    """The documents of a space by BM25F score, best first, ties by key; all of them without a `limit`.

    `terms`: key to asking weight (at most a few hundred). `within`: a queryset of the rows that may be hits; others never
    are; their keys will do. `coverage`: the share (0 to 1) of the query's own weight that a hit must meet, to which
    terms that are `said` and that no document has belong too. A document that meets one term, and that a `loose` one, comes
    after all that meet more.
    """
    found = postings(space, {*terms, *limits.without})
    return ranked(
        found, space, terms, limit=limit, within=within, coverage=coverage, said=said, loose=loose, limits=limits
    )


def ranked(
    found: Postings,
    space: str,
    terms: Mapping[str, float],
    *,
    limit: int | None = None,
    within: Within | None = None,
    coverage: float = 0.0,
    said: Collection[str] = (),
    loose: Collection[str] = (),
    limits: Limits = NO_LIMITS,
) -> Ranking:
    """What `rank` gives, of postings that have been read."""
    asked = asking(terms, found.frequencies(), found.documents)
    if not asked:
        return Ranking()
    met = sum(asked.values())
    unmet = math.fsum(terms[term] for term in said if term not in asked) * idf(0, found.documents)
    ids, scores, partly = scored(found, asked, coverage * max(met, UNMET * (met + unmet)), loose)
    keep = np.ones(len(ids), bool)
    for term in limits.without & found.of.keys():
        keep &= ~is_among(ids, found.of[term][0])
    if limits.holding or limits.lacking:
        keep &= is_among(ids, _with_phrases(space, ids[keep], limits))
    if within is not None:
        keep &= is_among(ids, allowed_ids(within, ids[keep]))
    ids, scores, partly = ids[keep], scores[keep], partly[keep]
    best = _best(ids, scores, partly, limit)
    last = frozenset(ids[partly].tolist())
    return Ranking(ids[best].tolist(), scores[best].tolist(), asked, len(ids), found.documents, partly=last)


def explain(space: str, asked: Mapping[str, float], ids: Iterable[int]) -> dict[int, dict[str, float]]:
    """For each document what each term added to its score, largest first; the parts add up to the score."""
    return {key: shares(asked, said) for key, said in said_by(space, ids).items()}


def said_by(space: str, ids: Iterable[int]) -> dict[int, Said]:
    """What these things of a space say; those that are not in the index are left out. One query."""
    rows = binary_rows(SAID, {"space": space, "subjects": list(ids)})
    return {key: dict(zip(terms, impacts, strict=True)) for key, terms, impacts in rows}


def own_scores(space: str, ids: Iterable[int]) -> dict[int, float]:
    """What each document would score for its own words: the measure of how much of it another text says. Two queries."""
    offered = said_by(space, ids)
    terms = {term: 1.0 for found in offered.values() for term in found}
    found = postings(space, terms)
    asked = asking(terms, found.frequencies(), found.documents)
    return {key: score(asked, own) for key, own in offered.items()}


def allowed_ids(within: Within, ids: Ids) -> Ids:
    """The keys within: all of them, or those among `ids`, in one query."""
    if isinstance(within, np.ndarray):
        return within
    rows = within.order_by().filter(pk__among=frozenset(ids.tolist()))
    return np.array(rows.aggregate(keys=ArrayAgg("pk"))["keys"] or [], np.int64)


def _with_phrases(space: str, ids: Ids, limits: Limits) -> Ids:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT subject_id FROM matching_document d JOIN matching_generation g ON g.id = d.generation_id
            WHERE g.space = %s AND g.is_live AND subject_id = ANY (%s)
                AND (SELECT coalesce(bool_and(strpos(d.words, p) > 0), true) FROM unnest(%s::text[]) AS p)
                AND NOT EXISTS (SELECT FROM unnest(%s::text[]) AS p WHERE strpos(d.words, p) > 0)
            """,
            [space, ids.tolist(), list(limits.holding), list(limits.lacking)],
        )
        return np.fromiter((key for (key,) in cursor.fetchall()), np.int64)


class Scored(NamedTuple):
    """Documents side by side: their keys, their scores, and which of them meet one term alone, and that a loose one."""

    ids: Ids
    scores: Numbers
    partly: Flags


def scored(found: Postings, asked: Mapping[str, float], least: float = 0.0, loose: Collection[str] = ()) -> Scored:
    """Every document that meets terms of this weight together, and its score. Terms are added in the order they were asked."""
    parts = [(weight, *found.of[term]) for term, weight in asked.items()]
    keys, places = _places(np.concatenate([ids for _, ids, _ in parts]))
    added = np.concatenate([weight * impacts for weight, _, impacts in parts])
    scores = np.bincount(places, weights=added).astype(np.float64)
    if least <= 0:
        hits = np.flatnonzero(scores).astype(np.int64)
    else:
        met = np.bincount(places, weights=np.concatenate([np.full(len(ids), weight) for weight, ids, _ in parts]))
        hits = np.flatnonzero(met >= least - ROUNDING).astype(np.int64)
    return Scored(keys[hits], scores[hits], _partly(places, [(term in loose, *found.of[term]) for term in asked])[hits])


def _partly(places: Ids, parts: Sequence[tuple[bool, Ids, Numbers]]) -> Flags:
    """Per place whether one term is met there, and that a loose one; a firm term counts as two."""
    if not any(is_loose for is_loose, *_ in parts):
        return np.zeros(places.max() + 1, bool)
    strength = np.concatenate([np.full(len(ids), 1 if is_loose else 2) for is_loose, ids, _ in parts])
    met: Flags = np.bincount(places, weights=strength) == 1
    return met


def _places(ids: Ids) -> tuple[Ids, Ids]:
    """Where each posting is added up: at its own key while those lie close, otherwise at the place of its key among all."""
    if ids.max() < SPARSE * len(ids):
        return np.arange(ids.max() + 1), ids
    keys, places = np.unique(ids, return_inverse=True)
    return keys, places.astype(np.int64)


def _best(ids: Ids, scores: Numbers, partly: Flags, limit: int | None) -> Ids:
    """Places of the best, in order; those that are hits `partly` come last."""
    firm, rest = np.flatnonzero(~partly), np.flatnonzero(partly)
    chosen = _sorted(ids, scores, firm, limit)
    if len(rest) and (limit is None or len(chosen) < limit):
        chosen = np.concatenate([chosen, _sorted(ids, scores, rest, limit and limit - len(chosen))])
    return chosen


def _sorted(ids: Ids, scores: Numbers, chosen: Ids, limit: int | None) -> Ids:
    """The best of these places, in order."""
    if limit is not None and 0 < limit < len(chosen):
        of = scores[chosen]
        chosen = chosen[of >= np.partition(of, len(of) - limit)[len(of) - limit]]
    order = np.lexsort((ids[chosen], -scores[chosen]))
    return chosen[order][:limit]
