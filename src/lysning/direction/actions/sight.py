"""Out of sight: a moderator hides a whole direction or one placement, with a reason, and puts it back."""

from datetime import datetime
from typing import TypeVar

from django.db import transaction

from lysning.core import events, sight
from lysning.core.actors import Actor
from lysning.core.plaintext import clean
from lysning.direction.actions.recording import refuse_first
from lysning.direction.events import DirectionSeen, PlacementSeen
from lysning.direction.models import Direction, Placement
from lysning.direction.rules import Fault
from lysning.direction.rules.faults import text_faults

Row = TypeVar("Row", Direction, Placement)


@transaction.atomic
def hide_direction(*, direction: Direction, reason: str, by: Actor, at: datetime) -> Direction:
    """Takes a direction with its radar out of sight, with a reason; announces DirectionSeen.

    What is hidden already stays so from when it was, with the new reason; the same reason changes nothing.
    """
    return _hidden(direction, reason, by=by, at=at)


@transaction.atomic
def show_direction(*, direction: Direction, by: Actor, at: datetime) -> Direction:
    """Puts a hidden direction back; announces DirectionSeen. Showing what is shown changes nothing."""
    return _shown(direction, by=by, at=at)


@transaction.atomic
def hide_placement(*, placement: Placement, reason: str, by: Actor, at: datetime) -> Placement:
    """Takes one placement out of sight, today and in the past, with a reason; announces PlacementSeen.

    The radar stands without it, and the own municipality still sees it. As `hide_direction` otherwise.
    """
    return _hidden(placement, reason, by=by, at=at)


@transaction.atomic
def show_placement(*, placement: Placement, by: Actor, at: datetime) -> Placement:
    """Puts a hidden placement back; announces PlacementSeen. Showing what is shown changes nothing."""
    return _shown(placement, by=by, at=at)


def _hidden(row: Row, reason: str, *, by: Actor, at: datetime) -> Row:
    words = clean(reason)
    refuse_first([Fault("hidden_reason", "direction_text_missing")] if not words else text_faults("note", words))
    if sight.hide(row, f"direction.hide_{type(row).__name__.lower()}", words, by=by, at=at):
        _announce(row)
    return row


def _shown(row: Row, *, by: Actor, at: datetime) -> Row:
    if sight.show(row, f"direction.show_{type(row).__name__.lower()}", by=by, at=at):
        _announce(row)
    return row


def _announce(row: Direction | Placement) -> None:
    events.announce(DirectionSeen(row.pk) if isinstance(row, Direction) else PlacementSeen(row.pk))
