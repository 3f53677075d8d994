"""What the numbers mean in plain words: did it work, for whom, and how sure may one be. Stated rules, pure.

The verdict compares the 95 per cent interval with no difference and with the least difference that matters, where one is known:

worked    the whole interval is better than no difference, and the effect itself is at least what matters
did_not   the whole interval is worse than no difference; or none of it reaches what matters
unknown   everything else: the numbers allow both

How sure begins at the top and loses a step for each of the reasons below (after GRADE, Guyatt and others, BMJ 336, 2008).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import log1p
from typing import Literal

from lysning.evidence.rules.effects import LOGARITHMIC, Design, Measure
from lysning.evidence.rules.together import Sponsor, Together, side

Better = Literal["lower", "higher"]
Verdict = Literal["worked", "did_not", "unknown"]
VERDICTS: tuple[Verdict, ...] = ("worked", "did_not", "unknown")
Shade = Literal["clear", "worse", "too_small", "both_ways", "small_or_not", "level_only"]
Sureness = Literal["high", "moderate", "low", "very_low"]
SURENESS: tuple[Sureness, ...] = ("high", "moderate", "low", "very_low")
Doubt = Literal[
    "one_place", "few_places", "no_comparison", "next_may_differ", "varied", "hangs_on_one", "supplier_paid", "missing"
]
MUCH_MISSING = 0.2
"""Where more of the places than this never reported, those that did may be the ones where it went well."""


@dataclass(frozen=True)
class Question:
    """What was asked: which way is better, and the least difference that matters (None: not known).

    `matters` is a share for ratios (0.2: a fifth fewer, or a fifth more), otherwise in the measure's own unit; positive.
    """

    measure: Measure
    better: Better
    matters: float | None = None
    design: Design = "parallel"


@dataclass(frozen=True)
class Circumstances:
    """What the numbers do not say: who paid, and how many of the places that began have reported."""

    sponsor: Sponsor = "public"
    reported: int = 0
    begun: int = 0


@dataclass(frozen=True)
class Conclusion:
    """The verdict with its shade, how sure one may be, and each reason for doubt."""

    verdict: Verdict
    shade: Shade
    sureness: Sureness
    doubts: tuple[Doubt, ...]


def conclude(found: Together, question: Question, circumstances: Circumstances) -> Conclusion:
    """What the numbers mean by the rules above; a share that nobody compared with anything is unknown.

    Raises ValueError where there is no effect.
    """
    effect = found.effect
    if effect is None:
        raise ValueError("nothing was measured")
    verdict, shade = verdict_of(effect.estimate, effect.low, effect.high, question)
    doubts = tuple(_doubts(found, question, circumstances))
    level = min(len(doubts) + ("one_place" in doubts), len(SURENESS) - 1)
    return Conclusion(verdict, shade, SURENESS[level], doubts)


def verdict_of(estimate: float, low: float, high: float, question: Question) -> tuple[Verdict, Shade]:
    """The verdict upon an effect and its interval on the scale they are reckoned with."""
    if question.measure == "proportion":
        return "unknown", "level_only"
    if question.better == "lower":
        estimate, low, high = -estimate, -high, -low
    matters = least_that_matters(question)
    if high < 0:
        return "did_not", "worse"
    if matters is not None and high < matters:
        return "did_not", "too_small"
    if low > 0:
        return ("worked", "clear") if matters is None or estimate >= matters else ("unknown", "small_or_not")
    return "unknown", "both_ways"


def least_that_matters(question: Question) -> float | None:
    """The least difference that matters, as a distance from no difference on the scale effects are reckoned with.

    Raises ValueError for one that is not positive, or a fall of everything or more.
    """
    if question.matters is None:
        return None
    if question.matters <= 0 or (question.measure in LOGARITHMIC and question.matters >= 1):
        raise ValueError("not a least difference")
    if question.measure not in LOGARITHMIC:
        return question.matters
    return -log1p(-question.matters) if question.better == "lower" else log1p(question.matters)


def _doubts(found: Together, question: Question, circumstances: Circumstances) -> Iterator[Doubt]:
    if "one" in found.notes:
        yield "one_place"
    if "few" in found.notes:
        yield "few_places"
    if question.design in {"before_after", "stepped", "one_arm"}:
        yield "no_comparison"
    if "next_may_differ" in found.notes:
        yield "next_may_differ"
    elif "varied" in found.notes:
        yield "varied"
    if "hangs_on_one" in found.notes:
        yield "hangs_on_one"
    if circumstances.sponsor == "supplier":
        yield "supplier_paid"
    if circumstances.begun and 1 - circumstances.reported / circumstances.begun > MUCH_MISSING:
        yield "missing"


def places_by_side(found: Together, question: Question) -> tuple[int, int, int]:
    """In how many places it went clearly better, clearly worse, and neither."""
    sides = [side(line.low, line.high, 0.0) for line in found.lines]
    wanted = -1 if question.better == "lower" else 1
    better, worse = sides.count(wanted), sides.count(-wanted)
    return better, worse, len(sides) - better - worse
