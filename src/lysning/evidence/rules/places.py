"""From what a trial's sites report to one effect for each place, by the comparison its protocol agreed on. Pure.

before_after  a place after against the same place before
parallel      those with against those without; where every place has told of both before too, the difference in change
stepped       a place with against the same place not yet with

Counts of events over time add up over the periods. The same people are counted in each period, so shares and means are
averaged over the periods and rest on the people of the fullest one: adding people up would make the interval too narrow.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import sqrt
from typing import Protocol

from lysning.evidence.rules.effects import (
    Arm,
    Design,
    Effect,
    EffectError,
    Mean,
    Measure,
    People,
    Spell,
    change_against,
    effect,
)
from lysning.trials.rules.small import is_small

Cell = tuple[str, str]
AFTER, BEFORE = ("intervention", "follow-up"), ("intervention", "baseline")
OTHER_AFTER, OTHER_BEFORE = ("comparison", "follow-up"), ("comparison", "baseline")


class Reading(Protocol):
    """One row of what a site reported: the shape of `trials.queries.MeasuredRow`."""

    @property
    def site_id(self) -> int: ...
    @property
    def site(self) -> str: ...
    @property
    def municipality_id(self) -> int: ...
    @property
    def municipality(self) -> str: ...
    @property
    def arm(self) -> str: ...
    @property
    def phase(self) -> str: ...
    @property
    def period_from(self) -> date: ...
    @property
    def kind(self) -> str: ...
    @property
    def events(self) -> int | None: ...
    @property
    def total(self) -> int | None: ...
    @property
    def time(self) -> Decimal | None: ...
    @property
    def mean(self) -> float | None: ...
    @property
    def sd(self) -> float | None: ...
    @property
    def n(self) -> int | None: ...


@dataclass(frozen=True)
class Place:
    """A place with its effect, or the code of why it has none; `is_small`: too few were counted to show it by itself."""

    key: str
    name: str
    municipality: str
    effect: Effect | None = None
    why: str = ""
    is_small: bool = False
    people: int = 0


@dataclass(frozen=True)
class Places:
    """Every place of a trial, how they were compared, and the level without the new (None: nobody tells)."""

    places: tuple[Place, ...]
    design: Design
    level: float | None


def places_of(rows: Iterable[Reading], measure: Measure, comparison: str) -> Places:
    """An effect for each place that has what the comparison needs; the others say why not.

    A place is a site, or a whole municipality where one of its sites tells of one arm alone. Codes: those of EffectError.
    """
    grouped = _grouped(list(rows), comparison)
    cells = {key: _cells(group) for key, group in grouped.items()}
    design = _design(comparison, measure, list(cells.values()))
    found = tuple(_place(key, grouped[key], cells[key], measure, design) for key in grouped)
    without = [arm for each in cells.values() if (arm := _without(each, design)) is not None]
    return Places(found, design, _level(without))


def _grouped(rows: Sequence[Reading], comparison: str) -> dict[str, list[Reading]]:
    arms: dict[int, set[str]] = defaultdict(set)
    for row in rows:
        arms[row.site_id].add(row.arm)
    split = {row.municipality_id for row in rows if comparison == "parallel" and len(arms[row.site_id]) == 1}
    found: dict[str, list[Reading]] = defaultdict(list)
    for row in rows:
        found[f"m{row.municipality_id}" if row.municipality_id in split else f"s{row.site_id}"].append(row)
    return dict(found)


def _cells(rows: Iterable[Reading]) -> dict[Cell, Arm]:
    """What the place counted in each arm and phase, all periods and sites together."""
    found: dict[Cell, list[Reading]] = defaultdict(list)
    for row in rows:
        found[row.arm, row.phase].append(row)
    return {cell: _summed(each) for cell, each in found.items()}


def _summed(rows: Sequence[Reading]) -> Arm:
    kind = rows[0].kind
    if kind == "rate":
        return Spell(sum(row.events or 0 for row in rows), float(sum(row.time or 0 for row in rows)))
    if kind == "binary":
        share = sum(row.events or 0 for row in rows) / max(sum(row.total or 0 for row in rows), 1)
        people = _fullest(rows, "total")
        return People(round(share * people), people)
    whole = max(sum(row.n or 0 for row in rows), 1)
    mean = sum((row.mean or 0.0) * (row.n or 0) for row in rows) / whole
    within = sum((row.sd or 0.0) ** 2 * (row.n or 0) for row in rows) / whole
    return Mean(mean, sqrt(within), _fullest(rows, "n"))


def _fullest(rows: Sequence[Reading], name: str) -> int:
    """The people of the fullest period, all sites of the place together."""
    periods: dict[date, int] = defaultdict(int)
    for row in rows:
        periods[row.period_from] += getattr(row, name) or 0
    return max(periods.values())


def _design(comparison: str, measure: Measure, every: Sequence[Mapping[Cell, Arm]]) -> Design:
    if measure == "proportion":
        return "one_arm"
    if comparison == "parallel":
        told = [BEFORE in cells and OTHER_BEFORE in cells for cells in every if AFTER in cells and OTHER_AFTER in cells]
        return "before_after_with_comparison" if told and all(told) else "parallel"
    return "stepped" if comparison == "stepped" else "before_after"


def _without(cells: Mapping[Cell, Arm], design: Design) -> Arm | None:
    """What the place counted without the new."""
    wanted = {
        "before_after": (BEFORE, OTHER_BEFORE),
        "stepped": (OTHER_AFTER, OTHER_BEFORE, BEFORE),
        "one_arm": (),
    }.get(design, (OTHER_AFTER,))
    return next((cells[cell] for cell in wanted if cell in cells), None)


def _place(key: str, rows: Sequence[Reading], cells: Mapping[Cell, Arm], measure: Measure, design: Design) -> Place:
    first = rows[0]
    name = first.municipality if key.startswith("m") else first.site
    other = _without(cells, design)
    small, people = any(map(_is_small, cells.values())), int(max(map(_people, cells.values())))
    try:
        found = _effect(cells, other, measure, design)
    except EffectError as error:
        return Place(key, name, first.municipality, None, error.code, small, people)
    return Place(key, name, first.municipality, found, "", small, people)


def _effect(cells: Mapping[Cell, Arm], other: Arm | None, measure: Measure, design: Design) -> Effect:
    if AFTER not in cells:
        raise EffectError("no_follow_up")
    if design == "before_after_with_comparison":
        if not {BEFORE, OTHER_AFTER, OTHER_BEFORE} <= set(cells):
            raise EffectError("no_comparison")
        return change_against(
            measure,
            after=cells[AFTER],
            before=cells[BEFORE],
            other_after=cells[OTHER_AFTER],
            other_before=cells[OTHER_BEFORE],
        )
    return effect(measure, cells[AFTER], other)


def _is_small(arm: Arm) -> bool:
    if isinstance(arm, People):
        return is_small("binary", events=int(arm.events), total=int(arm.people), n=None)
    if isinstance(arm, Spell):
        return is_small("rate", events=int(arm.events), total=None, n=None)
    return is_small("continuous", events=None, total=None, n=int(arm.people))


def _people(arm: Arm) -> float:
    return 0 if isinstance(arm, Spell) else arm.people


def _level(arms: Sequence[Arm]) -> float | None:
    """How much, how often or how many there are without the new, over all places."""
    if not arms:
        return None
    if isinstance(arms[0], Mean):
        people = sum(arm.people for arm in arms if isinstance(arm, Mean))
        return sum(arm.mean * arm.people for arm in arms if isinstance(arm, Mean)) / people if people else None
    whole = sum(arm.time if isinstance(arm, Spell) else arm.people for arm in arms)
    return sum(arm.events for arm in arms if not isinstance(arm, Mean)) / whole if whole else None


def matters_as(measure: Measure, minimum: float | None, level: float | None, scale: float = 1) -> float | None:
    """The least difference that matters as `Question` takes it: in the measure's unit, or as a share of the level without.

    None where it is not known, or so large that not even nothing at all would reach it.
    """
    if minimum is None or minimum <= 0:
        return None
    if measure not in {"risk_ratio", "rate_ratio", "ratio_of_means"}:
        return minimum
    if not level:
        return None
    share = minimum / (level * scale)
    return share if share < 1 else None
