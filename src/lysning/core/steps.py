"""What is next in the things somebody takes part in, in a line each: for the page where the day begins."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from lysning.core.formats import alphabetical

MOST_LINES = 4


@dataclass(frozen=True)
class Step:
    """The next thing to happen in one thing: what it is called, its address, the step in words, and its day if it has one.

    `is_asked`: it waits for the reader, and not for others or for a day.
    """

    title: str
    address: str
    words: str
    day: date | None = None
    is_asked: bool = False


@dataclass(frozen=True)
class Steps:
    """The first of some steps, and how many were left out."""

    lines: tuple[Step, ...]
    left: int


def in_order(steps: Iterable[Step]) -> list[Step]:
    """The steps as they are shown: what is asked of the reader first, then by day, those without a day last."""
    return sorted(steps, key=lambda step: (not step.is_asked, step.day or date.max, alphabetical(step.title)))


def first_of(steps: Iterable[Step], most: int = MOST_LINES) -> Steps:
    """The first of the steps, in order."""
    ordered = in_order(steps)
    return Steps(tuple(ordered[:most]), max(0, len(ordered) - most))
