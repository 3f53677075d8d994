"""What directions and placements said at a moment, from their changes."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from lysning.accounts.models import MUNICIPAL_ROLES, PARTNER_ROLES
from lysning.core.actors import Actor
from lysning.core.clock import COPENHAGEN
from lysning.direction.models import Direction, DirectionChange, PlacementChange
from lysning.direction.rules import DirectionState, PlacementState, Reader

SHARED_ROLES = (*MUNICIPAL_ROLES, *PARTNER_ROLES, "moderator")


def reader_of(actor: Actor, municipality_id: int) -> Reader:
    """From where the actor reads a municipality's radar; partners and moderators read what municipalities share. No query."""
    if municipality_id in actor.organisations(MUNICIPAL_ROLES):
        return "own"
    return "public" if actor.roles.isdisjoint(SHARED_ROLES) else "community"


def begin_of(day: date) -> datetime:
    """The first moment of a Danish day."""
    return datetime.combine(day, time(), COPENHAGEN)


def end_of(day: date) -> datetime:
    """The first moment after a Danish day."""
    return begin_of(day + timedelta(days=1))


def placement_states(
    direction_ids: Collection[int], before: datetime | None = None, *, with_hidden: bool = True
) -> dict[int, PlacementState]:
    """The state of every placement of these directions before a moment, or now, by id. One query.

    What the moderators hide now is left out `with_hidden=False`, at any moment.
    """
    rows = PlacementChange.objects.filter(placement__direction__in=direction_ids)
    if not with_hidden:
        rows = rows.filter(placement__hidden_at__isnull=True)
    if before is not None:
        rows = rows.filter(at__lt=before)
    last = rows.order_by("placement_id", "-number").distinct("placement_id")
    return {row_id: PlacementState.read(state) for row_id, state in last.values_list("placement_id", "state")}


def direction_state(direction: Direction, before: datetime | None = None) -> DirectionState | None:
    """What the direction itself said before a moment, or now; None when it did not exist yet. One query, none for now."""
    if before is None:
        return direction.state
    rows = DirectionChange.objects.filter(direction=direction, at__lt=before).order_by("-number")
    found = rows.values_list("state", flat=True).first()
    return None if found is None else DirectionState.read(found)
