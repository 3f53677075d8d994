"""Words that stand side by side in the question and in a document: worth a little more than the same words apart.

The idea of the sequential dependence model (Metzler & Croft, "A Markov random field model for term dependencies", 2005), its
ordered half alone: what two neighbours of the question add when a document holds them as neighbours too.
"""

from collections.abc import Iterable, Mapping
from itertools import pairwise

from lysning.matching.text.terms import Term

BESIDE = 0.2
"""The share of its own asking weight that a word gains. Chosen on the queries 2,000-2,999 of two collections, where .15 to .25
do alike: nDCG@10 +.004 on both; from .4 the gain on manual pages is gone."""
MOST_PAIRS = 30

Pair = tuple[str, str]


def neighbours(terms: Iterable[Term]) -> list[Pair]:
    """The pairs of keys of whole words that follow each other, none twice, at most MOST_PAIRS; silent words are not seen."""
    keys = [term.key for term in terms if term.kind != "part"]
    pairs = dict.fromkeys(pair for pair in pairwise(keys) if pair[0] != pair[1])
    return list(pairs)[:MOST_PAIRS]


def written(pair: Pair) -> str:
    """The pair as it stands in a document's words in order."""
    return f" {pair[0]} {pair[1]} "


def gained(pairs: Iterable[Pair], asked: Mapping[str, float], weight: float = BESIDE) -> dict[str, float]:
    """What each word adds to a document's score because it stands beside its neighbour there: half its share per pair."""
    found: dict[str, float] = {}
    for pair in pairs:
        for key in pair:
            found[key] = found.get(key, 0.0) + weight * asked.get(key, 0.0) / 2
    return {key: value for key, value in found.items() if value}
