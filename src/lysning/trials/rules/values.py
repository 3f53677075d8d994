"""What a measured value may be. The three kinds: how many of how many, how often over time, a mean with its spread."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, get_args

Kind = Literal["binary", "rate", "continuous"]
Arm = Literal["intervention", "comparison"]
Phase = Literal["baseline", "follow-up"]
KINDS: tuple[Kind, ...] = get_args(Kind)
ARMS: tuple[Arm, ...] = get_args(Arm)
PHASES: tuple[Phase, ...] = get_args(Phase)
MOST_COUNT = 10_000_000
MOST_TIME = Decimal(1_000_000_000)
MOST_VALUE = 1e9
FIELDS: dict[Kind, tuple[str, ...]] = {
    "binary": ("events", "total"),
    "rate": ("events", "time"),
    "continuous": ("mean", "sd", "n"),
}
"""What is said for each kind, in the order people write it."""


@dataclass(frozen=True)
class Value:
    """What was measured at one site, in one arm and period: the fields of its kind, the others None.

    binary: `events` of `total` persons. rate: `events` over `time` (person-time in the measure's unit). continuous: `mean`
    and `sd` of `n` persons. Never anything about one person.
    """

    events: int | None = None
    total: int | None = None
    time: Decimal | None = None
    mean: float | None = None
    sd: float | None = None
    n: int | None = None


def value_faults(kind: Kind, value: Value) -> Iterator[tuple[str, str]]:
    """The field and refusal code of everything that cannot be, the first one first."""
    for name in FIELDS[kind]:
        number = getattr(value, name)
        if number is None:
            yield name, "measured_missing"
        elif name != "mean" and number < 0:
            yield name, "measured_negative"
        elif not abs(number) <= _most(name):  # no number at all is not within either
            yield name, "measured_too_large"
    yield from ((name, "measured_not_this_kind") for name in _strangers(kind, value))
    if kind == "binary" and _both(value.events, value.total) and (value.events or 0) > (value.total or 0):
        yield "events", "measured_more_than_all"
    yield from _nobody(kind, value)


def _nobody(kind: Kind, value: Value) -> Iterator[tuple[str, str]]:
    whole = {"binary": "total", "rate": "time", "continuous": "n"}[kind]
    if getattr(value, whole) == 0:
        yield whole, "measured_of_nobody"
    if kind == "continuous" and value.n == 1 and value.sd:
        yield "sd", "measured_spread_of_one"


def _strangers(kind: Kind, value: Value) -> list[str]:
    names = {name for each in FIELDS.values() for name in each} - set(FIELDS[kind])
    return sorted(name for name in names if getattr(value, name) is not None)


def _both(one: object, other: object) -> bool:
    return one is not None and other is not None


def _most(name: str) -> float | Decimal:
    if name == "time":
        return MOST_TIME
    return MOST_VALUE if name in {"mean", "sd"} else MOST_COUNT
