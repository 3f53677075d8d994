"""What several places or several trials say of one measure, and what they may not be made to say. Pure.

Two levels. A trial is one study, however many municipalities report it: its places are taken together first. Trials are then
taken together, those that a supplier paid for apart from the others.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from lysning.evidence.rules.pooling import Coefficient, Pooled, PoolingError, leave_one_out, pool
from lysning.evidence.rules.studies import FEW

Sponsor = Literal["public", "independent", "supplier"]
"""Who paid: municipalities and the like, somebody without an interest in the outcome, or who sells it."""
SPONSORS: tuple[Sponsor, ...] = ("public", "independent", "supplier")
Z = 1.959963984540054
VARIED = 0.5
"""From this share of the variance lying between places on, they are said to differ (Higgins and others, BMJ 327, 2003)."""
Note = Literal["one", "few", "varied", "next_may_differ", "hangs_on_one", "corrected", "whole_alone"]


@dataclass(frozen=True)
class Unit:
    """One independent effect: a place within a trial, or a whole trial; `key` says when two are the same."""

    key: str
    name: str
    value: float
    variance: float
    sponsor: Sponsor = "public"
    is_corrected: bool = False


@dataclass(frozen=True)
class Line:
    """One unit as it is drawn: its effect with the 95 per cent interval, and its share of the whole (None: not pooled)."""

    unit: Unit
    low: float
    high: float
    weight: float | None
    without: Coefficient | None = None
    """What the others say when this one is left out; needs three."""


@dataclass(frozen=True)
class Together:
    """What the units say: each alone, and all together (None while there is only one, which is never pooled)."""

    lines: tuple[Line, ...]
    pooled: Pooled | None
    notes: tuple[Note, ...]

    @property
    def k(self) -> int:
        """How many independent units there are."""
        return len(self.lines)

    @property
    def effect(self) -> Coefficient | None:
        """The effect that counts: of all together, or the only one; None where there is none."""
        if self.pooled is not None:
            return self.pooled.effect
        return _alone(self.lines[0].unit) if self.lines else None


def together(units: Iterable[Unit], *, null: float = 0.0) -> Together:
    """Takes independent units together by REML with Hartung and Knapp's interval, never narrower than the usual one.

    Units with the same key count once (the first). `null`: the effect that says "no difference". Raises PoolingError when the
    numbers are none (`pool` says which).
    """
    each = _once(units)
    if not all(math.isfinite(number) for unit in each for number in (unit.value, unit.variance)):
        raise PoolingError("not_finite")
    if any(unit.variance <= 0 for unit in each):
        raise PoolingError("not_positive")
    if len(each) <= 1:
        lines = tuple(_line(unit, None, None) for unit in each)
        alone: tuple[Note, ...] = ("one",) if each else ()
        return Together(lines, None, (*alone, *_corrected(each)))
    y, v = [unit.value for unit in each], [unit.variance for unit in each]
    whole = pool(y, v, interval="hk_capped")
    without: Sequence[Pooled | None] = [None] * len(each)
    if len(each) >= 3:  # noqa: PLR2004 -- of two, one would be left
        without = leave_one_out(y, v, interval="hk_capped")
    lines = tuple(
        _line(unit, weight, rest.effect if rest else None)
        for unit, weight, rest in zip(each, whole.weights, without, strict=True)
    )
    return Together(lines, whole, (*_notes(whole, lines, null), *_corrected(each)))


def study_of(trial: str, name: str, places: Iterable[Unit]) -> Unit:
    """A trial as one study among others: its places taken together, whoever reports them.

    Its variance is the model's own, without the widening for few places, which belongs to an interval and not to a weight.
    A supplier's money in one place makes it a supplier's. Raises ValueError without places, and PoolingError.
    """
    each = _once(places)
    if not each:
        raise ValueError("a trial without places")
    sponsor: Sponsor = "supplier" if any(unit.sponsor == "supplier" for unit in each) else each[0].sponsor
    corrected = any(unit.is_corrected for unit in each)
    if len(each) == 1:
        return Unit(trial, name, each[0].value, each[0].variance, sponsor, corrected)
    whole = pool([unit.value for unit in each], [unit.variance for unit in each], interval="z").effect
    return Unit(trial, name, whole.estimate, whole.se**2, sponsor, corrected)


@dataclass(frozen=True)
class Apart:
    """The same question answered by those without an interest in the outcome, and by who sells the thing."""

    independent: Together
    suppliers: Together


def apart(studies: Iterable[Unit], *, null: float = 0.0) -> Apart:
    """Takes studies together, those that a supplier paid for by themselves: they never move what the others say."""
    each = list(studies)
    return Apart(
        together((unit for unit in each if unit.sponsor != "supplier"), null=null),
        together((unit for unit in each if unit.sponsor == "supplier"), null=null),
    )


def told_often(units: Iterable[Unit]) -> list[str]:
    """The keys that come more than once: told again, counted once."""
    return [key for key, count in Counter(unit.key for unit in units).items() if count > 1]


def _once(units: Iterable[Unit]) -> list[Unit]:
    return list({unit.key: unit for unit in reversed(list(units))}.values())[::-1]


def _alone(unit: Unit) -> Coefficient:
    reach = Z * unit.variance**0.5
    return Coefficient(unit.value, unit.variance**0.5, float("nan"), unit.value - reach, unit.value + reach)


def _line(unit: Unit, weight: float | None, without: Coefficient | None) -> Line:
    alone = _alone(unit)
    return Line(unit, alone.low, alone.high, weight, without)


def _notes(whole: Pooled, lines: Sequence[Line], null: float) -> tuple[Note, ...]:
    found: list[Note] = []
    if whole.k < FEW:
        found.append("few")
    if whole.i2 >= VARIED:
        found.append("varied")
    if side(whole.effect.low, whole.effect.high, null) and not side(*(whole.prediction or (0.0, 0.0)), null):
        found.append("next_may_differ")
    if any(_says_otherwise(whole.effect, line.without, null) for line in lines):
        found.append("hangs_on_one")
    return tuple(found)


def _corrected(units: Iterable[Unit]) -> tuple[Note, ...]:
    return ("corrected",) if any(unit.is_corrected for unit in units) else ()


def side(low: float, high: float, null: float) -> int:
    """-1 when the interval lies wholly below what says "no difference", 1 when above, 0 when it holds it."""
    return int(low > null) - int(high < null)


def _says_otherwise(whole: Coefficient, without: Coefficient | None, null: float) -> bool:
    return without is not None and side(whole.low, whole.high, null) != side(without.low, without.high, null)
