"""What something comes to over the years, how sure that sum is, and later whether it came true. Pure; sums in kroner.

sum = - start - training + for each year t: (gain - running) / (1 + rate)^t
gain = citizens x minutes saved a day / 60 x days a year x what an hour costs x share that can be used + other savings
"""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Literal, Self, get_args

Input = Literal["start", "training", "running", "citizens", "minutes", "hour", "usable", "other"]
INPUTS: tuple[Input, ...] = get_args(Input)
LARGEST = 1e10
"""Kroner: more than the largest municipality spends in a year on anything one would try."""
MOST_MINUTES = 24 * 60


@dataclass(frozen=True)
class Guess:
    """What one believes a number to be: at the least, most likely, at the most."""

    low: float
    likely: float
    high: float


@dataclass(frozen=True)
class Fault:
    """What is wrong with a plan: the input ("" for the whole) and a code that has words."""

    field: str
    code: str


@dataclass(frozen=True)
class Plan:
    """A business case: a guess for each input, over how many years, at what rate (per cent) and days in a year.

    `usable` is the share (per cent) of the saved time that can be used for something else; `minutes` are saved per citizen and
    day; `start` and `training` are paid once, the others each year.
    """

    guesses: Mapping[Input, Guess]
    years: int
    rate: float
    days: float = 365

    def written(self) -> dict[str, Any]:
        """The plan as JSON holds it; `read` gives it back."""
        return asdict(self)

    @classmethod
    def read(cls, written: Mapping[str, Any]) -> Self:
        """The plan that was written down."""
        said = {each.name: written[each.name] for each in fields(cls)}
        return cls(**{**said, "guesses": {name: Guess(**guess) for name, guess in said["guesses"].items()}})


@dataclass(frozen=True)
class Swing:
    """What the sum comes to when one guess alone is at its least and at its most; `even`: where the sum would be nought."""

    name: Input
    low: float
    high: float
    even: float | None

    @property
    def width(self) -> float:
        """How far apart the two sums lie."""
        return abs(self.high - self.low)


@dataclass(frozen=True)
class Result:
    """The sum by the likely guesses, at its worst and at its best, what a year brings, when it has paid, and each swing."""

    sum: float
    worst: float
    best: float
    first: float
    yearly: float
    paid_after: int | None
    swings: tuple[Swing, ...] = field(default=())

    @property
    def sign(self) -> int:
        """1 when even the worst is a gain, -1 when even the best is a loss, 0 when it hangs on the guesses."""
        return int(self.worst > 0) - int(self.best < 0)


def plan_faults(plan: Plan, *, most_years: int) -> list[Fault]:
    """What keeps a plan from being reckoned: the first fault of each input, in the order of the form."""
    found = [fault for name in INPUTS if (fault := _guess_fault(name, plan.guesses[name]))]
    if not 1 <= plan.years <= most_years:
        found.append(Fault("years", "case_years"))
    if not (math.isfinite(plan.rate) and 0 <= plan.rate <= 20):  # noqa: PLR2004 -- per cent
        found.append(Fault("rate", "case_rate"))
    return found


def _guess_fault(name: Input, guess: Guess) -> Fault | None:
    values = (guess.low, guess.likely, guess.high)
    if not all(math.isfinite(value) and 0 <= value <= _most(name) for value in values):
        return Fault(name, "case_number")
    return None if guess.low <= guess.likely <= guess.high else Fault(name, "case_order")


def _most(name: Input) -> float:
    return {"usable": 100.0, "minutes": float(MOST_MINUTES)}.get(name, LARGEST)


def reckon(plan: Plan) -> Result:
    """What a plan without faults comes to, today's kroner."""
    likely = {name: guess.likely for name, guess in plan.guesses.items()}
    whole = _sum(plan, likely)
    swings = sorted((_swing(plan, likely, name) for name in INPUTS), key=lambda swing: (-swing.width, swing.name))
    ends = [{name: _end(plan, name, is_best=is_best) for name in INPUTS} for is_best in (False, True)]
    first, yearly = _first(likely), _yearly(plan, likely)
    return Result(
        sum=whole,
        worst=_sum(plan, ends[0]),
        best=_sum(plan, ends[1]),
        first=first,
        yearly=yearly,
        paid_after=_paid_after(plan, first, yearly),
        swings=tuple(swings),
    )


def _end(plan: Plan, name: Input, *, is_best: bool) -> float:
    """The end of a guess that makes the sum best, or worst: what is paid is best low, what is gained is best high."""
    guess = plan.guesses[name]
    is_paid = name in {"start", "training", "running"}
    return guess.low if is_best == is_paid else guess.high


def _swing(plan: Plan, likely: Mapping[Input, float], name: Input) -> Swing:
    guess = plan.guesses[name]
    low, high = (_sum(plan, {**likely, name: end}) for end in (guess.low, guess.high))
    at_nought, at_one = (_sum(plan, {**likely, name: end}) for end in (0.0, 1.0))
    slope = at_one - at_nought  # the sum is a straight line in each input alone
    even = -at_nought / slope if abs(slope) > 1e-9 else None  # noqa: PLR2004 -- it does not matter at all
    return Swing(name, low, high, even if even is not None and 0 <= even <= _most(name) else None)


def _first(values: Mapping[Input, float]) -> float:
    return -values["start"] - values["training"]


def _yearly(plan: Plan, values: Mapping[Input, float]) -> float:
    hours = values["citizens"] * values["minutes"] / 60 * plan.days
    return hours * values["hour"] * values["usable"] / 100 + values["other"] - values["running"]


def _sum(plan: Plan, values: Mapping[Input, float]) -> float:
    yearly, rate = _yearly(plan, values), 1 + plan.rate / 100
    return _first(values) + sum(yearly / rate**year for year in range(1, plan.years + 1))


def _paid_after(plan: Plan, first: float, yearly: float) -> int | None:
    """The first year at whose end what came in has paid what went out, in today's kroner; None within the plan."""
    left = first
    for year in range(plan.years + 1):
        left += yearly / (1 + plan.rate / 100) ** year if year else 0.0
        if left >= 0:
            return year
    return None


# --- what became of it ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Checked:
    """One input, planned and seen: whether it lay within the guess, and what the difference did to the sum."""

    name: Input
    guess: Guess
    seen: float
    is_within: bool
    moved: float


@dataclass(frozen=True)
class Check:
    """A plan against what happened: the sum as it was planned and as it looks now, and each input that was seen."""

    planned: float
    now: float
    lines: tuple[Checked, ...]

    @property
    def share(self) -> float | None:
        """How much of the planned gain came true; None where no gain was planned."""
        return self.now / self.planned if self.planned > 0 else None


def check(plan: Plan, seen: Mapping[Input, float]) -> Check:
    """A plan with what was seen in place of the guesses. Inputs nobody has seen yet stay as they were planned.

    Raises ValueError for a number that cannot be.
    """
    for name, value in seen.items():
        if not (math.isfinite(value) and 0 <= value <= _most(name)):
            raise ValueError(name)
    likely = {name: guess.likely for name, guess in plan.guesses.items()}
    planned = _sum(plan, likely)
    lines = tuple(
        Checked(
            name,
            plan.guesses[name],
            seen[name],
            plan.guesses[name].low <= seen[name] <= plan.guesses[name].high,
            _sum(plan, {**likely, name: seen[name]}) - planned,
        )
        for name in INPUTS
        if name in seen
    )
    return Check(planned, _sum(plan, {**likely, **seen}), lines)
