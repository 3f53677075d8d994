"""Search over solutions, needs, topics and posts: what the asker may see, ranked, counted, and with the words that met."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from lysning.catalogue.rules.facets import Shelf
from lysning.core.actors import Actor
from lysning.directory.models import Post
from lysning.evidence.models import EarlierProject
from lysning.matching.queries.meaning import depth_for, with_meaning
from lysning.matching.queries.nearness import REORDERED, with_nearness
from lysning.matching.queries.ranking import NO_LIMITS, Limits, Ranking, Within, explain, rank
from lysning.matching.queries.synonyms import synonyms_now
from lysning.matching.rules.synonyms import Words
from lysning.matching.text import asked
from lysning.matching.text.analyser import Analyser, default_analyser
from lysning.matching.text.nearness import neighbours
from lysning.matching.text.terms import Question
from lysning.needs.models import Need
from lysning.taxonomy.models import Topic

LONGEST = asked.LONGEST
Named = TypeVar("Named", str, Words)
COVERAGE = 0.15
"""A hit must meet this share of what is asked, so that one common word does not bring half the catalogue, nor the
commonest part of a compound that stands nowhere. Words that no document has belong to what is asked, unless they bring
others that mean the same. On the development queries it costs no nDCG@10 and 0.015 of recall@100."""


@dataclass(frozen=True)
class Typed:
    """What somebody typed, taken apart and its words read: once, for all that a search asks of it."""

    query: asked.Asked
    question: Question

    @cached_property
    def limits(self) -> Limits:
        """What a hit must have and must not have."""
        excluded = [_keys(text) for text in self.query.excluded]
        return Limits(
            without=frozenset(keys[0] for keys in excluded if len(keys) == 1),
            holding=tuple(f" {' '.join(keys)} " for keys in map(_keys, self.query.phrases) if keys),
            lacking=tuple(f" {' '.join(keys)} " for keys in excluded if len(keys) > 1),
        )


@dataclass(frozen=True)
class Met:
    """Why a hit is one: the query's words that met and their shares of the score, weightiest first, then the word pairs (what
    was said, what is meant) that brought something; the shares add up to 1 with `otherwise`, that of words which are not
    told apart, and `meaning`, that of the text as a whole. `keys` has, for each word met, what to mark in the hit's text.
    """

    words: tuple[tuple[str, float], ...] = ()
    pairs: tuple[tuple[Words, float], ...] = ()
    otherwise: float = 0.0
    meaning: float = 0.0
    keys: Mapping[str, frozenset[str]] = field(default_factory=dict)
    is_partly: bool = False
    """True when a part of one word is all that met."""


@dataclass(frozen=True)
class Found:
    """What a search has found: every hit, ranked once. Pages and counts are cut from `ids`; words are asked for a page."""

    space: str
    said: Typed
    ranking: Ranking

    @cached_property
    def ids(self) -> tuple[int, ...]:
        """The keys of all hits, best first."""
        return tuple(self.ranking.ids)

    @property
    def is_heard(self) -> bool:
        """True when the question has a word that carries a subject."""
        return bool(self.said.question.terms)

    @property
    def plainly(self) -> str:
        """The words without the quotes and without what is left out; empty where neither was asked for."""
        return "" if self.said.limits == NO_LIMITS else self.said.query.words

    @property
    def total(self) -> int:
        """How many hits there are."""
        return len(self.ids)

    def reasons(self, ids: Iterable[int]) -> dict[int, "Met"]:
        """For each of these hits what met, and how much of its place each word has earned. One query."""
        ranking = self.ranking
        parts = explain(self.space, ranking.asked, ids)
        whole = {key: _added(found, ranking.beside.get(key, {})) for key, found in parts.items()}
        return {
            key: met(found, self.said.question, ranking.meaning.get(key, 0.0), is_partly=key in ranking.partly)
            for key, found in whole.items()
        }


def search_solutions(text: str, *, among: Shelf) -> Found:
    """The solutions of the shelf that answer the text, best first."""
    return _search("solution", text, among.ids)


def search_needs(text: str, *, actor: Actor) -> Found:
    """The open needs that answer the text, best first."""
    return _search("need", text, Need.objects.open().visible_to(actor))


def search_topics(text: str) -> Found:
    """The topics that answer the text, best first."""
    return _search("topic", text, Topic.objects.public())


def search_projects(text: str, *, actor: Actor) -> Found:
    """The earlier projects that answer the text, best first."""
    return _search("project", text, EarlierProject.objects.visible_to(actor).listed())


def search_posts(text: str) -> Found:
    """The posts whose declared interests answer the text, best first; what a post looks for is public."""
    return _search("post", text, Post.objects.active())


def answers(
    space: str,
    text: str,
    *,
    within: Within | None = None,
    limit: int | None = None,
    reader: Analyser | None = None,
) -> Ranking:
    """The documents of a space that answer what somebody typed: "phrases" must be met, -words must not.

    A query that only leaves out has no answer. `within` and `limit` as in `rank`; `reader` as in `typed`.
    """
    return _answers(space, typed(text, reader), within=within, limit=limit)


def by_words(space: str, said: Typed, *, within: Within | None = None, limit: int | None = None) -> Ranking:
    """As `answers`, before meaning is taken into account; at least the best REORDERED, also below a `limit` that is lower."""
    question = said.question
    ranking = rank(
        space,
        question.asked,
        within=within,
        limit=limit and max(limit, REORDERED),
        coverage=COVERAGE,
        said=question.alone,
        loose=question.loose,
        limits=said.limits,
    )
    return with_nearness(ranking, space, neighbours(question.terms))


def typed(text: str, reader: Analyser | None = None) -> Typed:
    """The one reading of what somebody typed, widened by the pairs in use here, or by those of `reader`."""
    query = asked.understood(text)
    return Typed(query, (reader or synonyms_now().reader).question(query.words))


def _answers(space: str, said: Typed, *, within: Within | None, limit: int | None = None) -> Ranking:
    ranking = by_words(space, said, within=within, limit=depth_for(limit))
    may_add = said.limits == NO_LIMITS
    return with_meaning(ranking, space, said.query.words, within=within, may_add=may_add, limit=limit)


def _keys(text: str) -> list[str]:
    """The keys of the whole words, in order, as they stand in a document's `words`."""
    return [term.key for term in default_analyser().analyse(text) if term.kind != "part"]


def _added(parts: Mapping[str, float], more: Mapping[str, float]) -> dict[str, float]:
    return {key: share + more.get(key, 0.0) for key, share in parts.items()}


def _search(space: str, text: str, rows: Within) -> Found:
    said = typed(text)
    return Found(space, said, _answers(space, said, within=rows))


def met(parts: Mapping[str, float], question: Question, meaning: float = 0.0, *, is_partly: bool = False) -> Met:
    """What the parts of a score say in the words of the query; a part of a compound counts for the word it stands in."""
    whole = math.fsum((*parts.values(), meaning)) or 1.0
    shares: dict[str, float] = {}
    pairs: dict[Words, float] = {}
    keys: dict[str, frozenset[str]] = {}
    for term, share in parts.items():
        if term in question.surfaces:
            word = question.surfaces[term].lower()
            shares[word] = shares.get(word, 0.0) + share / whole
        elif pair := question.brought.get(term):
            word = pair[1]
            pairs[pair] = pairs.get(pair, 0.0) + share / whole
        else:
            word = ""
        keys[word] = keys.get(word, frozenset()) | {term}
    otherwise = max(0.0, 1 - math.fsum((*shares.values(), *pairs.values(), meaning / whole)))
    return Met(_weightiest(shares), _weightiest(pairs), otherwise, meaning / whole, keys, is_partly)


def _weightiest(shares: Mapping[Named, float]) -> tuple[tuple[Named, float], ...]:
    return tuple(sorted(shares.items(), key=lambda pair: (-pair[1], pair[0])))
