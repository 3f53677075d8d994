"""Ways of telling which KLE group a text is about: the usual ones and the product's own, all taught the same titles."""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from lysning.cli.bench.titles import GROUP, Subject
from lysning.operations.text import _

if TYPE_CHECKING:
    from lysning.matching.rules.kle import Learnt

Classify = Callable[[str], list[str]]
"""A text to group numbers, the likeliest first."""

ARMS = {
    "nearest": _("nearest title, plain stems"),
    "nearest_terms": _("nearest title, our analyser"),
    "bm25": _("nearest title by BM25: what the product did before"),
    "linear": _("linear, plain stems"),
    "linear_terms": _("linear, our analyser"),
    "ours": _("linear with kinship: the product's model"),
    "suggested": _("the same within the areas the vocabulary hears: as suggested"),
    "vocabulary": _("the vocabulary alone, no KLE"),
}


def classifiers(rows: Sequence[Subject]) -> dict[str, Classify]:
    """Every arm that names groups, taught these titles."""
    from lysning.matching.queries.kle import suggested
    from lysning.matching.rules import kle
    from lysning.matching.text.analyser import default_analyser
    from lysning.matching.text.reference import PlainReader

    plain, own = PlainReader().terms, default_analyser().terms
    ours = product_model(rows)
    flat = {name: _linear(rows, read) for name, read in (("linear", plain), ("linear_terms", own))}
    return {
        "nearest": _nearest(rows, plain),
        "nearest_terms": _nearest(rows, own),
        "bm25": _bm25(rows),
        **flat,
        "ours": lambda text: _ordered(kle.scores(ours, kle.as_title(own(text)))),
        "suggested": lambda text: [each.number for each in suggested(ours, text)[1]],
    }


def product_model(rows: Sequence[Subject]) -> "Learnt":
    """The product's model of these titles, read as its index reads them."""
    from lysning.matching.rules import kle
    from lysning.matching.text.analyser import default_analyser
    from lysning.matching.text.bm25 import bag, impacts

    bags = [bag(default_analyser().analyse(row.title)) for row in rows]
    mean = {"title": sum(each.length for each in bags) / len(bags)}
    return kle.learn(
        [kle.Title(row.number, impacts({"title": each}, mean)) for row, each in zip(rows, bags, strict=True)]
    )


Read = Callable[[str], Mapping[str, float]]


def _linear(rows: Sequence[Subject], read: Read) -> Classify:
    """Ridge regression, one group against all, on words weighed by how rare they are: nothing of ours but the terms."""
    from lysning.matching.rules import kle

    learnt = kle.learn([kle.Title(row.number, read(row.title)) for row in rows], kinship=0.0)
    return lambda text: _ordered(kle.scores(learnt, read(text)))


def _nearest(rows: Sequence[Subject], read: Read) -> Classify:
    """The groups of the titles by the cosine of words weighed by how rare they are."""
    found = [read(row.title) for row in rows]
    counts = Counter(term for terms in found for term in terms)
    rarity = {term: math.log(1 + len(rows) / count) for term, count in counts.items()}

    def unit(terms: Mapping[str, float]) -> dict[str, float]:
        weighed = {term: weight * rarity[term] for term, weight in terms.items() if term in rarity}
        length = math.hypot(*weighed.values()) or 1.0
        return {term: weight / length for term, weight in weighed.items()}

    postings: dict[str, list[tuple[int, float]]] = {}
    for place, terms in enumerate(found):
        for term, weight in unit(terms).items():
            postings.setdefault(term, []).append((place, weight))

    def classify(text: str) -> list[str]:
        cosines: dict[int, float] = {}
        for term, asked in unit(read(text)).items():
            for place, weight in postings[term]:
                cosines[place] = cosines.get(place, 0.0) + asked * weight
        return _groups(rows[place].number for place in sorted(cosines, key=lambda place: (-cosines[place], place)))

    return classify


def _bm25(rows: Sequence[Subject]) -> Classify:
    from lysning.matching.text.analyser import default_analyser
    from lysning.matching.text.reference import ReferenceIndex

    index = ReferenceIndex(default_analyser(), ((row.number, {"title": row.title}) for row in rows))
    return lambda text: _groups(name for name, _score in index.search(text, len(rows), synonyms=False))


def _groups(numbers: Iterable[str]) -> list[str]:
    """The groups of these numbers, each once, in the order they come; a main group is no group."""
    return list(dict.fromkeys(number[:GROUP] for number in numbers if len(number) >= GROUP))


def _ordered(scores: Mapping[str, float]) -> list[str]:
    return sorted(scores, key=lambda number: (-scores[number], number))
