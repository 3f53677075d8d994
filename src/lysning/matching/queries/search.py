"""Search over solutions, needs and posts: what the asker may see, ranked, counted, and with the words that met."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.db import connection
from django.db.models import Model, QuerySet

from lysning.catalogue.models import Solution, SolutionQuerySet
from lysning.core.actors import Actor
from lysning.core.permissions import allowed
from lysning.directory.models import Post
from lysning.matching.queries.ranking import Limits, Ranked, Ranking, explain, rank
from lysning.matching.rules.profiles import Reading, read
from lysning.matching.rules.scoring import shown_words
from lysning.matching.text import asked
from lysning.matching.text.analyser import default_analyser
from lysning.needs.models import Need

M = TypeVar("M", bound=Model)
LONGEST = asked.LONGEST
COVERAGE = 0.15
"""A hit must meet this share of what is asked, so that one common word does not bring half the catalogue. On the development
queries it costs no nDCG@10 and 0.01 of recall@100; at 0.34 it cost 0.007 and 0.06."""


@dataclass(frozen=True)
class Hit:
    """One hit: the row's key, its score, the words of the query that met (weightiest first), and all terms for marking."""

    subject_id: int
    score: float
    words: tuple[str, ...]
    terms: frozenset[str]


@dataclass(frozen=True)
class SearchPage:
    """One page of hits, and the keys of all hits in order, from which exact counts are made."""

    hits: tuple[Hit, ...]
    ids: tuple[int, ...]

    @property
    def total(self) -> int:
        """How many hits there are on all pages."""
        return len(self.ids)


def search_solutions(
    text: str, *, actor: Actor, within: SolutionQuerySet | None = None, offset: int = 0, limit: int = 20
) -> SearchPage:
    """The published solutions that answer the text, best first; `within` narrows (area, price, …) before ranking."""
    rows = within if within is not None else Solution.objects.all()
    return _search("solution", text, allowed(rows.public(), actor, "catalogue.view_solution"), offset, limit)


def search_needs(text: str, *, actor: Actor, offset: int = 0, limit: int = 20) -> SearchPage:
    """The open needs that answer the text, best first."""
    return _search("need", text, Need.objects.open().visible_to(actor), offset, limit)


def search_posts(text: str, *, offset: int = 0, limit: int = 20) -> SearchPage:
    """The posts whose declared interests answer the text, best first; what a post looks for is public."""
    return _search("post", text, Post.objects.active(), offset, limit)


AREA_COUNTS = """
    SELECT link.servicearea_id, count(*) FROM catalogue_solution s
    JOIN catalogue_solutionversion_areas link ON link.solutionversion_id = s.current_version_id
    WHERE s.id = ANY (%s) GROUP BY link.servicearea_id
"""


def area_counts(ids: Sequence[int]) -> dict[int, int]:
    """How many of these solutions lie in each service area: area id to count. One query, however many ids."""
    with connection.cursor() as cursor:
        cursor.execute(AREA_COUNTS, [list(ids)])
        return dict(cursor.fetchall())


def answers(space: str, text: str, *, within: QuerySet[M] | None = None, limit: int | None = None) -> Ranking:
    """The documents of a space that answer what somebody typed: "phrases" must be met, -words must not.

    A query that only leaves out has no answer. `within` and `limit` as in `rank`.
    """
    query = asked.understood(text)
    terms = default_analyser().query_terms(query.words)
    return rank(space, terms, within=within, limit=limit, coverage=COVERAGE, limits=_limits(query))


def _limits(query: asked.Asked) -> Limits:
    excluded = [_keys(text) for text in query.excluded]
    return Limits(
        without=frozenset(keys[0] for keys in excluded if len(keys) == 1),
        holding=tuple(f" {' '.join(keys)} " for keys in map(_keys, query.phrases) if keys),
        lacking=tuple(f" {' '.join(keys)} " for keys in excluded if len(keys) > 1),
    )


def _keys(text: str) -> list[str]:
    """The keys of the whole words, in order, as they stand in a document's `words`."""
    return [term.key for term in default_analyser().analyse(text) if term.kind != "part"]


def _search(space: str, text: str, rows: QuerySet[M], offset: int, limit: int) -> SearchPage:
    ranking = answers(space, text, within=rows)
    reading = read({"description": asked.understood(text).words}, default_analyser())
    shown = ranking.rows[offset : offset + limit]
    parts = explain(space, ranking.asked, [row.subject_id for row in shown])
    hits = tuple(_hit(row, parts.get(row.subject_id, {}), reading) for row in shown)
    return SearchPage(hits, tuple(ranking.ids))


def _hit(row: Ranked, parts: Mapping[str, float], reading: Reading) -> Hit:
    met = [(term, share) for term, share in parts.items() if term in reading.surfaces]
    return Hit(row.subject_id, row.score, shown_words(met, reading), frozenset(parts))
