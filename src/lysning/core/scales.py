"""Where numbers lie on a line, straight or logarithmic, and which of them are written below it. Pure."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

STEPS = (1.0, 2.0, 5.0)
FEWEST_TICKS, MOST_TICKS = 3, 6
NARROWEST = 1e-9


@dataclass(frozen=True)
class Scale:
    """A line from `low` to `high` (as numbers are read) drawn from `left` to `right`; logarithmic for ratios."""

    low: float
    high: float
    left: float
    right: float
    is_log: bool = False

    def at(self, value: float) -> float:
        """Where a number lies, not farther out than the ends."""
        low, high, here = (self._reckoned(each) for each in (self.low, self.high, value))
        share = (here - low) / (high - low)
        return self.left + min(1.0, max(0.0, share)) * (self.right - self.left)

    def holds(self, value: float) -> bool:
        """True when the number lies on the line."""
        return self.low <= value <= self.high

    def ticks(self) -> list[float]:
        """Round numbers on the line, at most six."""
        return _log_ticks(self.low, self.high) if self.is_log else _straight_ticks(self.low, self.high)

    def _reckoned(self, value: float) -> float:
        if not self.is_log:
            return value
        return math.log(value) if value > 0 else -math.inf


def scale_for(values: Iterable[float], *, left: float, right: float, is_log: bool = False) -> Scale:
    """A line that holds the values with a little air at both ends.

    Raises ValueError without a value, or for one that a logarithmic line cannot hold.
    """
    known = list(values)
    if not known or (is_log and min(known) <= 0) or not all(map(math.isfinite, known)):
        raise ValueError("nothing to draw")
    low, high = (math.log(min(known)), math.log(max(known))) if is_log else (min(known), max(known))
    air = 0.05 * (high - low) or max(abs(low) * 0.1, 0.1)
    low, high = low - air, high + air
    return Scale(math.exp(low), math.exp(high), left, right, True) if is_log else Scale(low, high, left, right)


def _straight_ticks(low: float, high: float) -> list[float]:
    span = max(high - low, NARROWEST)
    size = 10 ** math.floor(math.log10(span / MOST_TICKS))
    step = next(each * size for each in (*STEPS, 10.0) if span / (each * size) <= MOST_TICKS)
    first, last = math.ceil(low / step), math.floor(high / step)
    return [round(place * step, 10) for place in range(first, last + 1)]


def _log_ticks(low: float, high: float) -> list[float]:
    decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    every = [step * 10.0**decade for decade in decades for step in STEPS]
    found = [round(tick, 10) for tick in every if low <= tick <= high]
    if len(found) > MOST_TICKS:
        found = [10.0**decade for decade in decades if low <= 10.0**decade <= high]
        found = found[:: math.ceil(len(found) / MOST_TICKS)]
    return found if len(found) >= FEWEST_TICKS else _straight_ticks(low, high)
