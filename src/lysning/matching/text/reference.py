"""A small index in memory: the yardstick for tests and benchmarks, never used to serve a page."""

import heapq
from collections.abc import Iterable, Mapping

from lysning.matching.text import bm25
from lysning.matching.text.analyser import Analyser


class ReferenceIndex:
    """All documents at once; a document is an id and the text of each field."""

    def __init__(self, analyser: Analyser, documents: Iterable[tuple[str, Mapping[str, str]]]) -> None:
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
        terms = self._analyser.query_terms(query) if synonyms else self._analyser.terms(query)
        counts = {key: len(self._postings.get(key, ())) for key in terms}
        scores: dict[str, float] = {}
        for key, weight in bm25.asking(terms, counts, self.documents).items():
            for name, impact in self._postings[key]:
                scores[name] = scores.get(name, 0.0) + weight * impact
        return heapq.nsmallest(most, scores.items(), key=lambda pair: (-pair[1], pair[0]))
