"""The history of a radar: every change holds the whole state after it, so any moment can be shown again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, Literal, TypeVar

from lysning.direction.rules.states import VISIBILITIES, DirectionState, PlacementState

S = TypeVar("S", DirectionState, PlacementState)
Reader = Literal["public", "community", "own"]
"""From where somebody reads: outside, from another municipality or a partner, or from the municipality itself."""
Movement = Literal["new", "moved", "gone", "same"]


@dataclass(frozen=True)
class Change(Generic[S]):
    """One change of one row: its number in the row's history (from 1), the moment, and the state after it."""

    row_id: int
    number: int
    at: datetime
    state: S


def replay(changes: Iterable[Change[S]], until: datetime | None = None) -> dict[int, S]:
    """The state of each row (by id) at the moment `until`, or now; a row that did not exist yet is left out.

    The number decides which change is the last one, never the order in which they are given.
    """
    last: dict[int, Change[S]] = {}
    for change in changes:
        if until is not None and change.at > until:
            continue
        if change.row_id not in last or last[change.row_id].number < change.number:
            last[change.row_id] = change
    return {row_id: change.state for row_id, change in last.items()}


def may_read(state: PlacementState, reader: Reader) -> bool:
    """True when a reader may see a placement in this state: the own municipality always, others what is published to them."""
    if reader == "own":
        return True
    return state.is_published and VISIBILITIES.index(reader) >= VISIBILITIES.index(state.facts.visibility)


def seen_then(
    then: Mapping[int, PlacementState], now: Mapping[int, PlacementState], reader: Reader
) -> dict[int, PlacementState]:
    """What a reader sees of an earlier moment: what stood on the radar, was open to such a reader then, and still is.

    A placement that has been made less visible since is not shown in the past either; one that was removed is.
    """
    return {
        row_id: state
        for row_id, state in then.items()
        if not state.is_removed and may_read(state, reader) and row_id in now and may_read(now[row_id], reader)
    }


def movements(before: Mapping[int, PlacementState], after: Mapping[int, PlacementState]) -> dict[int, Movement]:
    """What has become of each placement between two moments, as one reader sees them."""
    found: dict[int, Movement] = dict.fromkeys(before.keys() - after.keys(), "gone")
    for row_id, state in after.items():
        if row_id not in before:
            found[row_id] = "new"
        else:
            found[row_id] = "same" if before[row_id].facts.ring == state.facts.ring else "moved"
    return found


@dataclass(frozen=True)
class Wording:
    """What a ring is called from a day on, and where the words come from."""

    valid_from: date
    name: str
    meaning: str
    source: str = ""


def wording_on(wordings: Iterable[Wording], day: date) -> Wording:
    """The words in force that day: the newest that had begun, or the first ones for a day before them all.

    Raises ValueError when there are none.
    """
    ordered = sorted(wordings, key=lambda wording: wording.valid_from)
    if not ordered:
        raise ValueError("a ring without words")
    return next((wording for wording in reversed(ordered) if wording.valid_from <= day), ordered[0])
