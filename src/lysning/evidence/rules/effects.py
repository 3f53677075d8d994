"""What was measured at one place, as an effect with its variance: only such numbers can be taken together. Pure.

Effects of ratios are natural logarithms. Formulas: M. Borenstein, L. Hedges, J. Higgins, H. Rothstein, "Introduction to
Meta-Analysis" (2009), chapters 4 and 5; the ratio of means: L. Hedges, J. Gurevitch, P. Curtis, Ecology 80 (1999).
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

Measure = Literal[
    "risk_ratio",
    "risk_difference",
    "rate_ratio",
    "mean_difference",
    "standardised_difference",
    "ratio_of_means",
    "proportion",
]
Design = Literal["parallel", "before_after", "before_after_with_comparison", "stepped", "one_arm"]
CORRECTION = 0.5
"""Added to every cell of a table that has an empty one (Haldane 1955, Anscombe 1956), and told where the number is shown."""
LARGEST = 1e12
"""Nothing that a municipality measures is larger; what is, is a slip of the keyboard or an attack on the arithmetic."""


class EffectError(ValueError):
    """What was measured can not be made into an effect; `code` says why and has words."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class People:
    """How many of so many people something was true for."""

    events: float
    people: float


@dataclass(frozen=True)
class Spell:
    """How often something happened in so much time (days, person-years: the same unit in both arms)."""

    events: float
    time: float


@dataclass(frozen=True)
class Mean:
    """The mean of so many people with its standard deviation."""

    mean: float
    sd: float
    people: float


Arm: TypeAlias = People | Spell | Mean
ARM_OF: Mapping[Measure, type[Arm]] = {
    "risk_ratio": People,
    "risk_difference": People,
    "rate_ratio": Spell,
    "mean_difference": Mean,
    "standardised_difference": Mean,
    "ratio_of_means": Mean,
    "proportion": People,
}
LOGARITHMIC: frozenset[Measure] = frozenset({"risk_ratio", "rate_ratio", "ratio_of_means"})


@dataclass(frozen=True)
class Effect:
    """One effect on the scale it is reckoned with, and its sampling variance; `is_corrected`: a cell was empty."""

    value: float
    variance: float
    is_corrected: bool = False

    @property
    def se(self) -> float:
        """The standard error."""
        return math.sqrt(self.variance)


def effect(measure: Measure, arm: Arm, comparison: Arm | None = None) -> Effect:
    """How the arm differs from the comparison (for a proportion: the arm alone, as a logit).

    Raises EffectError: "other_kind" when the arms are not of the measure's kind, "no_comparison", "not_finite", "too_large",
    "negative", "not_whole", "nobody", "no_time", "more_than_all", "sd_missing", "few_people", "nothing_happened" (no event in
    either arm says nothing of their ratio), "mean_not_positive".
    """
    if measure == "proportion":
        return _whole(_proportion(_checked(measure, arm)))  # type: ignore[arg-type]
    if comparison is None:
        raise EffectError("no_comparison")
    return _whole(_RECKONED[measure](_checked(measure, arm), _checked(measure, comparison)))


def change_against(measure: Measure, *, after: Arm, before: Arm, other_after: Arm, other_before: Arm) -> Effect:
    """How much more the arm changed than the comparison did (difference in differences).

    The four groups count as independent, which makes the interval wider, never narrower, when people were measured twice.
    Raises EffectError as `effect`.
    """
    own, other = effect(measure, after, before), effect(measure, other_after, other_before)
    return Effect(own.value - other.value, own.variance + other.variance, own.is_corrected or other.is_corrected)


def shown(measure: Measure, value: float) -> float:
    """The effect as people read it: a ratio instead of its logarithm, a share instead of its logit."""
    if measure in LOGARITHMIC:
        return math.exp(min(value, 700.0))
    return 1 / (1 + math.exp(-value)) if measure == "proportion" else value


def nothing(measure: Measure) -> float | None:
    """The effect, as people read it, that says "no difference"; None for a proportion, which compares nothing."""
    if measure == "proportion":
        return None
    return 1.0 if measure in LOGARITHMIC else 0.0


def from_interval(measure: Measure, estimate: float, low: float, high: float) -> Effect:
    """The effect that a published estimate with its 95 per cent interval (as people read them) tells of.

    Raises EffectError: "not_finite", "too_large", "not_between", "not_positive_ratio", "no_width".
    """
    _numbers(estimate, low, high)
    if not low <= estimate <= high:
        raise EffectError("not_between")
    if measure in LOGARITHMIC:
        if low <= 0:
            raise EffectError("not_positive_ratio")
        estimate, low, high = math.log(estimate), math.log(low), math.log(high)
    variance = ((high - low) / (2 * 1.959963984540054)) ** 2
    if variance <= 0:
        raise EffectError("no_width")
    return Effect(estimate, variance)


# --- what was written down --------------------------------------------------------------------------------------------


def _checked(measure: Measure, arm: Arm) -> Arm:
    if not isinstance(arm, ARM_OF[measure]):
        raise EffectError("other_kind")
    _CHECKS[type(arm)](arm)
    return arm


def _numbers(*values: float) -> None:
    if not all(math.isfinite(value) for value in values):
        raise EffectError("not_finite")
    if any(abs(value) > LARGEST for value in values):
        raise EffectError("too_large")


def _counted(value: float) -> None:
    if value < 0:
        raise EffectError("negative")
    if value != int(value):
        raise EffectError("not_whole")


def _check_people(arm: People) -> None:
    _numbers(arm.events, arm.people)
    _counted(arm.events)
    _counted(arm.people)
    if arm.people == 0:
        raise EffectError("nobody")
    if arm.events > arm.people:
        raise EffectError("more_than_all")


def _check_spell(arm: Spell) -> None:
    _numbers(arm.events, arm.time)
    _counted(arm.events)
    if arm.time < 0:
        raise EffectError("negative")
    if arm.time == 0:
        raise EffectError("no_time")


def _check_mean(arm: Mean) -> None:
    _numbers(arm.mean, arm.sd, arm.people)
    _counted(arm.people)
    if arm.people <= 1:
        raise EffectError("few_people")
    if arm.sd < 0:
        raise EffectError("negative")
    if arm.sd == 0:
        raise EffectError("sd_missing")


_CHECKS: Mapping[type[Arm], Callable[..., None]] = {People: _check_people, Spell: _check_spell, Mean: _check_mean}


# --- the formulas -----------------------------------------------------------------------------------------------------


def _whole(found: Effect) -> Effect:
    """The effect, unless rounding has made it endless or certain."""
    if not (math.isfinite(found.value) and math.isfinite(found.variance)):
        raise EffectError("not_finite")
    if found.variance <= 0:
        raise EffectError("no_width")
    return found


def _table(arm: People, comparison: People) -> tuple[float, float, float, float, bool]:
    """Events and the rest of both arms, corrected where one of the four is empty."""
    cells = (arm.events, arm.people - arm.events, comparison.events, comparison.people - comparison.events)
    is_corrected = 0 in cells
    a, b, c, d = (cell + CORRECTION * is_corrected for cell in cells)
    return a, b, c, d, is_corrected


def _risk_ratio(arm: People, comparison: People) -> Effect:
    if arm.events == comparison.events == 0:
        raise EffectError("nothing_happened")
    a, b, c, d, is_corrected = _table(arm, comparison)
    variance = 1 / a - 1 / (a + b) + 1 / c - 1 / (c + d)
    return Effect(math.log(a / (a + b)) - math.log(c / (c + d)), variance, is_corrected)


def _risk_difference(arm: People, comparison: People) -> Effect:
    """Corrected in its variance alone, so that the difference is the one that was seen."""
    a, b, c, d, is_corrected = _table(arm, comparison)
    variance = a * b / (a + b) ** 3 + c * d / (c + d) ** 3
    return Effect(arm.events / arm.people - comparison.events / comparison.people, variance, is_corrected)


def _rate_ratio(arm: Spell, comparison: Spell) -> Effect:
    if arm.events == comparison.events == 0:
        raise EffectError("nothing_happened")
    is_corrected = 0 in {arm.events, comparison.events}
    first, second = (each.events + CORRECTION * is_corrected for each in (arm, comparison))
    value = math.log(first / arm.time) - math.log(second / comparison.time)
    return Effect(value, 1 / first + 1 / second, is_corrected)


def _mean_difference(arm: Mean, comparison: Mean) -> Effect:
    return Effect(arm.mean - comparison.mean, arm.sd**2 / arm.people + comparison.sd**2 / comparison.people)


def _standardised(arm: Mean, comparison: Mean) -> Effect:
    """Hedges' g with the exact correction for few people (Hedges, J. Educ. Stat. 6, 1981)."""
    df = arm.people + comparison.people - 2
    sums = (math.sqrt(each.people - 1) * each.sd for each in (arm, comparison))
    spread = math.hypot(*sums) / math.sqrt(df)  # never by squares: a tiny spread's is nought
    exact = math.exp(math.lgamma(df / 2) - math.lgamma((df - 1) / 2)) / math.sqrt(df / 2)
    g = exact * (arm.mean - comparison.mean) / spread
    return Effect(g, 1 / arm.people + 1 / comparison.people + g * g / (2 * (arm.people + comparison.people)))


def _ratio_of_means(arm: Mean, comparison: Mean) -> Effect:
    if min(arm.mean, comparison.mean) <= 0:
        raise EffectError("mean_not_positive")
    spreads = [(each.sd / each.mean, each.people) for each in (arm, comparison)]  # a tiny mean's square would be nought
    variance = sum(spread * spread / people for spread, people in spreads)
    return Effect(math.log(arm.mean) - math.log(comparison.mean), variance)


def _proportion(arm: People) -> Effect:
    yes, no = arm.events, arm.people - arm.events
    is_corrected = 0 in {yes, no}
    yes, no = yes + CORRECTION * is_corrected, no + CORRECTION * is_corrected
    return Effect(math.log(yes / no), 1 / yes + 1 / no, is_corrected)


_RECKONED: Mapping[Measure, Callable[..., Effect]] = {
    "risk_ratio": _risk_ratio,
    "risk_difference": _risk_difference,
    "rate_ratio": _rate_ratio,
    "mean_difference": _mean_difference,
    "standardised_difference": _standardised,
    "ratio_of_means": _ratio_of_means,
}
