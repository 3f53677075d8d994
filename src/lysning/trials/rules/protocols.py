"""What a protocol says, as plain values that can be written down and read again."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any, Literal, Self, get_args

Comparison = Literal["before_after", "parallel", "stepped"]
Rhythm = Literal["week", "month", "quarter"]
Answer = Literal["yes", "no", "unknown"]
COMPARISONS: tuple[Comparison, ...] = get_args(Comparison)
RHYTHMS: tuple[Rhythm, ...] = get_args(Rhythm)
ANSWERS: tuple[Answer, ...] = get_args(Answer)


@dataclass(frozen=True)
class PlannedMeasure:
    """An outcome measure (key) of a trial; exactly one of them is the one the trial is decided by."""

    key: str
    is_primary: bool = False


@dataclass(frozen=True)
class CostShare:
    """What one party pays, in whole kroner, and for what."""

    party: str
    amount: int
    covers: str = ""


@dataclass(frozen=True)
class Duty:
    """Who does one of the things somebody must do: the key of the task, and the party."""

    task: str
    party: str


@dataclass(frozen=True)
class Protocol:
    """Everything that is agreed before anything is measured. Days are Danish days, both ends counted; sums are kroner.

    `late_until` is the last day a municipality may still join after the follow-up has begun; None takes nobody in late.
    `needed` is how many (persons, or units of person-time) each arm needs, `needed_because` says by which assumptions.
    """

    title: str
    question: str = ""
    population: str = ""
    intervention: str = ""
    usual: str = ""
    comparison: Comparison = "before_after"
    measures: tuple[PlannedMeasure, ...] = ()
    baseline_from: date | None = None
    baseline_to: date | None = None
    follow_from: date | None = None
    follow_to: date | None = None
    rhythm: Rhythm = "month"
    needed: int | None = None
    needed_because: str = ""
    stop_criteria: tuple[str, ...] = ()
    seats: int = 10
    apply_until: date | None = None
    late_until: date | None = None
    total_cost: int | None = None
    costs: tuple[CostShare, ...] = ()
    duties: tuple[Duty, ...] = ()
    legal_basis: str = ""
    data_note: str = ""
    screening: tuple[tuple[str, Answer], ...] = ()

    def written(self) -> dict[str, Any]:
        """The protocol as JSON holds it; `read` gives it back."""
        return {name: _plain(value) for name, value in asdict(self).items()}

    @classmethod
    def read(cls, written: Mapping[str, Any]) -> Self:
        """The protocol that was written down; what an older one did not know has its default."""
        known = {field.name for field in fields(cls)}
        said = {name: value for name, value in written.items() if name in known}
        for name in DAYS & said.keys():
            said[name] = date.fromisoformat(said[name]) if said[name] else None
        for name, kind in _ROWS.items():
            said[name] = tuple(kind(**row) for row in said.get(name, ()))
        said["stop_criteria"] = tuple(said.get("stop_criteria", ()))
        said["screening"] = tuple((key, answer) for key, answer in said.get("screening", ()))
        return cls(**said)

    @property
    def primary(self) -> str:
        """The key of the measure the trial is decided by; empty when none is chosen."""
        return next((measure.key for measure in self.measures if measure.is_primary), "")


DAYS = frozenset({"baseline_from", "baseline_to", "follow_from", "follow_to", "apply_until", "late_until"})
_ROWS: dict[str, type] = {"measures": PlannedMeasure, "costs": CostShare, "duties": Duty}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value
