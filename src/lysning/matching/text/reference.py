"""A small index in memory: the yardstick for tests, benchmarks and what a change does; it answers nobody's search."""

import heapq
from collections.abc import Iterable, Mapping
from typing import Protocol

from lysning.matching.text import bm25, tables
from lysning.matching.text.stem import stem
from lysning.matching.text.terms import Term
from lysning.matching.text.tokens import tokens


class Reader(Protocol):
    """What an index needs of an analyser."""

    def analyse(self, text: str) -> tuple[Term, ...]:
        """Every term of the text."""

    def terms(self, text: str) -> dict[str, float]:
        """Key to summed weight."""

    def query_terms(self, text: str) -> Mapping[str, float]:
        """As `terms`, for the asking side."""


class PlainReader:
    """The usual reading of Danish to compare with: stop words out, Snowball's stem; no lemma, compounds or synonyms."""

    def analyse(self, text: str) -> tuple[Term, ...]:
        """Every word that is no stop word, by its stem."""
        silent = tables.word_list("stop")
        heard = (token for token in tokens(text) if token.norm not in silent)
        return tuple(Term(stem(t.norm), 1.0, t.start, t.end, t.surface, "word") for t in heard)

    def terms(self, text: str) -> dict[str, float]:
        """Stem to how often it is said."""
        return dict(bm25.bag(self.analyse(text)).frequencies)

    query_terms = terms


class ReferenceIndex:
    """All documents at once; a document is an id and the text of each field."""

    def __init__(self, analyser: Reader, documents: Iterable[tuple[str, Mapping[str, str]]]) -> None:
        self._analyser = analyser
        read = [
            (name, {field: bm25.bag(analyser.analyse(text)) for field, text in fields.items()})
            for name, fields in documents
        ]
        self.documents = len(read)
        averages = {
            field: sum(bags[field].length for _, bags in read) / max(1, len(read))
            for field in (read[0][1] if read else ())
        }
        self._postings: dict[str, list[tuple[str, float]]] = {}
        for name, bags in read:
            for key, impact in bm25.impacts(bags, averages).items():
                self._postings.setdefault(key, []).append((name, impact))

    def search(self, query: str, most: int = 10, *, synonyms: bool = True) -> list[tuple[str, float]]:
        """The best documents with their scores, best first; equal ones by id."""
        return self.best(self._analyser.query_terms(query) if synonyms else self._analyser.terms(query), most)

    def best(self, terms: Mapping[str, float], most: int = 10) -> list[tuple[str, float]]:
        """As `search`, for a query that is read already: key to asking weight."""
        counts = {key: len(self._postings.get(key, ())) for key in terms}
        scores: dict[str, float] = {}
        for key, weight in bm25.asking(terms, counts, self.documents).items():
            for name, impact in self._postings[key]:
                scores[name] = scores.get(name, 0.0) + weight * impact
        return heapq.nsmallest(most, scores.items(), key=lambda pair: (-pair[1], pair[0]))
