"""What a change of the synonyms does to rankings: how many differ, how good they are before and after, which differ most.

Pure.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

MOST_SHOWN = 5
FIRST = 5

Ranked = tuple[str, ...]
Quality = Callable[[Ranked], float]
"""How good a ranking is as an answer, from 0 to 1."""


class Trial(NamedTuple):
    """One question and what it finds before and after, best first; `quality` where somebody has said what is a good answer.

    The words of a question that is kept for checking (`is_open` false) are not shown: who reads them writes pairs for them.
    """

    question: str
    before: Ranked
    after: Ranked
    quality: Quality | None = None
    is_open: bool = True


@dataclass(frozen=True)
class Difference:
    """One question whose first hits differ: `gain` in quality, where it is known, and the hits that came."""

    question: str
    before: Ranked
    after: Ranked
    gain: float | None

    @property
    def came(self) -> frozenset[str]:
        """The hits that were not there before."""
        return frozenset(self.after) - frozenset(self.before)


@dataclass(frozen=True)
class Effect:
    """What a change does to one set of questions: how many it has, how many find something else among the first five, the mean
    quality before and after (None: nobody has judged), how many got better and worse, and the open ones that differ most.
    """

    questions: int
    changed: int
    before: float | None
    after: float | None
    better: int
    worse: int
    most: tuple[Difference, ...]


def effect(trials: Sequence[Trial]) -> Effect:
    """Adds one set of questions up. Where quality is known the greatest gains and losses come first, then the most new hits."""
    differences = [(trial, _difference(trial)) for trial in trials if trial.before[:FIRST] != trial.after[:FIRST]]
    gains = [
        trial.quality(trial.after) - trial.quality(trial.before)
        for trial in trials
        if trial.quality is not None and trial.before != trial.after
    ]
    shown = sorted((found for trial, found in differences if trial.is_open), key=_weight)
    return Effect(
        questions=len(trials),
        changed=len(differences),
        before=_mean(trial.quality(trial.before) for trial in trials if trial.quality is not None),
        after=_mean(trial.quality(trial.after) for trial in trials if trial.quality is not None),
        better=sum(gain > 0 for gain in gains),
        worse=sum(gain < 0 for gain in gains),
        most=tuple(shown[:MOST_SHOWN]),
    )


def share_within(good: frozenset[str]) -> Quality:
    """The share of the first five that are good; empty places count against it."""
    return lambda ranked: sum(name in good for name in ranked[:FIRST]) / FIRST


def place_of(good: Callable[[str], bool]) -> Quality:
    """One over the place of the first good hit among the first ten, 0 where none is (reciprocal rank)."""
    return lambda ranked: next((1 / place for place, name in enumerate(ranked[:10], 1) if good(name)), 0.0)


def _difference(trial: Trial) -> Difference:
    gain = None if trial.quality is None else trial.quality(trial.after) - trial.quality(trial.before)
    return Difference(trial.question, trial.before[:FIRST], trial.after[:FIRST], gain)


def _weight(found: Difference) -> tuple[float, int, str]:
    return -abs(found.gain or 0.0), -len(found.came), found.question


def _mean(values: Iterable[float]) -> float | None:
    listed = tuple(values)
    return math.fsum(listed) / len(listed) if listed else None
