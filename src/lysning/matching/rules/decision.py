"""Whether a text concerns a municipal area or nobody there: what speaks for and what against, added up as log-odds. Pure.

A logistic model of five numbers. Each side is what the vocabulary finds in the text; its logarithm counts, because the tenth
word of a kind tells less than the first. The weights are fitted on the dev halves of the judged texts by
`benchmarks/fit.py`, which prints them; nothing else about a text is looked at, so every decision can be told in words.
"""

import math
from collections.abc import Mapping
from typing import NamedTuple


class Sides(NamedTuple):
    """What a text says: of the area, of trade and private life, of private buyers, and of municipalities as such."""

    area: float
    trade: float = 0.0
    private: float = 0.0
    public: float = 0.0


class Weights(NamedTuple):
    """How much each side's logarithm adds to the log-odds, and where they start."""

    start: float
    area: float
    trade: float
    private: float
    public: float


FITTED = Weights(start=-2.6, area=3.3, trade=-1.9, private=-2.0, public=1.5)


def contributions(sides: Sides, weights: Weights = FITTED) -> Mapping[str, float]:
    """What each side adds to the log-odds that the text concerns the area; with `start` they add up to the log-odds."""
    added = {name: getattr(weights, name) * math.log1p(said) for name, said in sides._asdict().items()}
    return {"start": weights.start, **added}


def certainty(log_odds: float) -> float:
    """Log-odds as a probability; never outside 0 to 1, however large."""
    return 1 / (1 + math.exp(-log_odds)) if log_odds > 0 else math.exp(log_odds) / (1 + math.exp(log_odds))
