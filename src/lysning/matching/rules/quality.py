"""How good a ranking is, and how sure one can be of the figure. Pure."""

import math
import random
from collections.abc import Mapping, Sequence
from typing import NamedTuple

RESAMPLES = 1_000
PAGE = 5
FULLY = 2
"""The grade of what a need is about; 1 only touches it."""


class Figure(NamedTuple):
    """A mean over queries, and the interval that holds it in 95 of 100 resamplings of the queries."""

    mean: float
    low: float
    high: float


def of_query(ranked: Sequence[str], grades: Mapping[str, int]) -> dict[str, float]:
    """nDCG@10, MRR@10, recall@10 and recall@100 of one ranking, each from 0 to 1.

    `grades`: document to its grade, above 0 when it is relevant; a document that is not there counts 0. The gain is the
    grade, the discount log2 of the place plus one (Järvelin & Kekäläinen, "Cumulated gain-based evaluation", 2002).
    """
    wanted = sorted((grade for grade in grades.values() if grade > 0), reverse=True)
    gains = [max(0, grades.get(name, 0)) for name in ranked[:100]]
    first = next((place for place, gain in enumerate(gains[:10], 1) if gain), None)
    ideal = _discounted(wanted[:10])
    return {
        "ndcg@10": _discounted(gains[:10]) / ideal if ideal else 0.0,
        "mrr@10": 1 / first if first else 0.0,
        "recall@10": sum(map(bool, gains[:10])) / max(1, len(wanted)),
        "recall@100": sum(map(bool, gains)) / max(1, len(wanted)),
    }


def of_page(shown: Sequence[str], grades: Mapping[str, int]) -> dict[str, float]:
    """How well one page of a few hits answers, each from 0 to 1; shown[:PAGE] counts, and what is not graded counts 0.

    precision@5: share of the five places that hold something relevant (grade 1 or more), empty places counting against it;
    ndcg@5: as in `of_query`; answered@5: 1 when something of the highest grade, 2, is among them.
    """
    gains = [max(0, grades.get(name, 0)) for name in shown[:PAGE]]
    ideal = _discounted(sorted((grade for grade in grades.values() if grade > 0), reverse=True)[:PAGE])
    return {
        "precision@5": sum(map(bool, gains)) / PAGE,
        "ndcg@5": _discounted(gains) / ideal if ideal else 0.0,
        "answered@5": float(FULLY in gains),
    }


def figure(values: Sequence[float], *, seed: int = 1) -> Figure:
    """The mean and its bootstrap interval (Efron's percentiles); the same values and seed give the same interval.

    Raises ValueError for no values at all.
    """
    if not values:
        raise ValueError("no values to average")
    dice, count = random.Random(seed), len(values)  # noqa: S311 -- resampling, no secret
    means = sorted(math.fsum(dice.choices(values, k=count)) / count for _ in range(RESAMPLES))
    return Figure(math.fsum(values) / count, means[RESAMPLES * 25 // 1000], means[RESAMPLES * 975 // 1000 - 1])


def _discounted(gains: Sequence[int]) -> float:
    return math.fsum(gain / math.log2(place + 1) for place, gain in enumerate(gains, 1))
