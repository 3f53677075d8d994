"""Where a trial can stand and who may move it: data/states.toml, read once."""

import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

Party = Literal["lead", "evaluator"]
_FILE = Path(__file__).resolve().parents[1] / "data" / "states.toml"
_written: dict[str, Any] = tomllib.loads(_FILE.read_text(encoding="utf-8"))
STATES: tuple[str, ...] = tuple(_written["states"])
ENDED: frozenset[str] = frozenset(_written["ended"])
TAKES_APPLICATIONS: frozenset[str] = frozenset(_written["takes_applications"])
TAKES_MEASUREMENTS: frozenset[str] = frozenset(_written["takes_measurements"])


@dataclass(frozen=True)
class Move:
    """A step from one of some states to another: whose it is, which trials it is for, and whether it needs a reason."""

    key: str
    sources: frozenset[str]
    target: str
    by: frozenset[str]
    only: str = ""
    needs_reason: bool = False

    def is_for(self, *, has_evaluator: bool) -> bool:
        """True when trials of this make have the move."""
        return self.only in {"", "with_evaluator" if has_evaluator else "without_evaluator"}


MOVES: dict[str, Move] = {
    row["key"]: Move(
        row["key"],
        frozenset(row["from"]),
        row["to"],
        frozenset(row["by"]),
        row.get("only", ""),
        row.get("reason", False),
    )
    for row in _written["move"]
}


def moves_from(state: str, *, has_evaluator: bool, parties: Collection[str]) -> tuple[Move, ...]:
    """The moves that are open in the state to somebody who acts for these parties."""
    return tuple(
        move
        for move in MOVES.values()
        if state in move.sources and move.is_for(has_evaluator=has_evaluator) and not move.by.isdisjoint(parties)
    )


def may_move(key: str, state: str, *, has_evaluator: bool, parties: Collection[str]) -> bool:
    """True when the move is one of those that are open."""
    return any(move.key == key for move in moves_from(state, has_evaluator=has_evaluator, parties=parties))
