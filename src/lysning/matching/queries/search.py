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
from lysning.matching.rules.profiles import Reading, read
from lysning.matching.rules.synonyms import Words
from lysning.matching.text import asked
from lysning.matching.text.analyser import Analyser, default_analyser
from lysning.matching.text.nearness import neighbours
from lysning.needs.models import Need
from lysning.taxonomy.models import Topic

LONGEST = asked.LONGEST
Named = TypeVar("Named", str, Words)
COVERAGE = 0.15
"""A hit must meet this share of what is asked, so that one common word does not bring half the catalogue, nor the
commonest part of a compound that stands nowhere. Words that no document has belong to what is asked, unless they bring
others that mean the same. On the development queries it costs no nDCG@10 and 0.015 of recall@100."""


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
    reading: Reading
    ranking: Ranking
    brought: Mapping[str, Words]
    """The keys that word pairs add to the question, and the pair of each."""

    @cached_property
    def ids(self) -> tuple[int, ...]:
        """The keys of all hits, best first."""
        return tuple(self.ranking.ids)

    @property
    def is_heard(self) -> bool:
        """True when the question has a word that carries a subject."""
        return bool(self.reading.weights)

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
            key: met(found, self.reading, self.brought, ranking.meaning.get(key, 0.0), is_partly=key in ranking.partly)
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

    A query that only leaves out has no answer. `within` and `limit` as in `rank`. `reader` widens the question by other
    synonyms than those in use.
    """
    query = asked.understood(text)
    ranking = by_words(space, query, within=within, limit=depth_for(limit), reader=reader)
    may_add = _limits(query) == NO_LIMITS
    return with_meaning(ranking, space, query.words, within=within, may_add=may_add, limit=limit)


def by_words(
    space: str,
    query: asked.Asked,
    *,
    within: Within | None = None,
    limit: int | None = None,
    reader: Analyser | None = None,
) -> Ranking:
    """As `answers`, before meaning is taken into account; at least the best REORDERED, also below a `limit` that is lower."""
    reader, limits = reader or synonyms_now().reader, _limits(query)
    terms, said, loose = reader.query_terms(query.words), reader.alone(query.words), reader.loose(query.words)
    depth = limit and max(limit, REORDERED)
    ranking = rank(space, terms, within=within, limit=depth, coverage=COVERAGE, said=said, loose=loose, limits=limits)
    return with_nearness(ranking, space, neighbours(default_analyser().analyse(query.words)))


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


def _added(parts: Mapping[str, float], more: Mapping[str, float]) -> dict[str, float]:
    return {key: share + more.get(key, 0.0) for key, share in parts.items()}


def _search(space: str, text: str, rows: Within) -> Found:
    words, reader = asked.understood(text).words, synonyms_now().reader
    reading = read({"description": words}, default_analyser())
    return Found(space, reading, answers(space, text, within=rows, reader=reader), reader.brought(words))


def met(
    parts: Mapping[str, float],
    reading: Reading,
    brought: Mapping[str, Words],
    meaning: float = 0.0,
    *,
    is_partly: bool = False,
) -> Met:
    """What the parts of a score say in the words of the query; a part of a compound counts for the word it stands in."""
    whole = math.fsum((*parts.values(), meaning)) or 1.0
    shares: dict[str, float] = {}
    pairs: dict[Words, float] = {}
    keys: dict[str, frozenset[str]] = {}
    for term, share in parts.items():
        if term in reading.surfaces:
            word = reading.surfaces[term].lower()
            shares[word] = shares.get(word, 0.0) + share / whole
        elif term in brought:
            word = brought[term][1]
            pairs[brought[term]] = pairs.get(brought[term], 0.0) + share / whole
        else:
            word = ""
        keys[word] = keys.get(word, frozenset()) | {term}
    otherwise = max(0.0, 1 - math.fsum((*shares.values(), *pairs.values(), meaning / whole)))
    return Met(_weightiest(shares), _weightiest(pairs), otherwise, meaning / whole, keys, is_partly)


def _weightiest(shares: Mapping[Named, float]) -> tuple[tuple[Named, float], ...]:
    return tuple(sorted(shares.items(), key=lambda pair: (-pair[1], pair[0])))
