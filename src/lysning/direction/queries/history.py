"""What directions and placements said at a moment, from their changes."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from lysning.accounts.models import MUNICIPAL_ROLES, PARTNER_ROLES
from lysning.core.actors import Actor
from lysning.core.clock import COPENHAGEN
from lysning.direction.models import Direction, DirectionChange, Placement, PlacementChange
from lysning.direction.queries.rings import ring_keys
from lysning.direction.rules import DirectionState, Link, PlacementFacts, PlacementState, Reader, Subject

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


class Standing(NamedTuple):
    """A placement as its row says it now: the state, its place on the radar, and whether the moderators hide it."""

    state: PlacementState
    slug: str
    is_hidden: bool


def placements_now(direction_id: int, *, with_hidden: bool = True) -> dict[int, Standing]:
    """Every placement of the direction as it is now, by id, those that have left among them. One query.

    Read from the rows, which say what their last change says.
    """
    rows = Placement.objects.filter(direction_id=direction_id)
    if not with_hidden:
        rows = rows.filter(hidden_at__isnull=True)
    rings = ring_keys()
    return {row[0]: _standing(row, rings) for row in rows.order_by("pk").values_list(*_COLUMNS)}


def placements_then(now: Mapping[int, PlacementState], before: datetime) -> dict[int, PlacementState]:
    """What these placements, known as they are now, said before a moment. At most two queries, of what has changed since."""
    changes = PlacementChange.objects.filter(placement__in=list(now)).order_by()
    touched = set(changes.filter(at__gte=before).values_list("placement_id", flat=True))
    if not touched:
        return dict(now)
    earlier = PlacementChange.objects.filter(placement__in=touched, at__lt=before)
    last = earlier.order_by("placement_id", "-number").distinct("placement_id").values_list("placement_id", "state")
    same = {row_id: state for row_id, state in now.items() if row_id not in touched}
    return same | {row_id: PlacementState.read(state) for row_id, state in last}


_FACTS = ("owner_post_id", "reason", "decided_on", "review_by", "visibility", "internal_note")
_COLUMNS = (
    *("pk", "slug", "hidden_at", "topic_id", "solution_id", "own_title", "ring_id", "links"),
    *("published_at", "removed_at", "copied_from_id"),
    *_FACTS,
)


def _standing(row: tuple[Any, ...], rings: Mapping[int, str]) -> Standing:
    _pk, slug, hidden_at, topic_id, solution_id, own_title, ring_id, links, published, removed, copied, *facts = row
    state = PlacementState(
        Subject(topic_id, solution_id, own_title),
        PlacementFacts(
            ring=rings[ring_id],
            links=tuple(Link(**link) for link in links),
            **dict(zip(_FACTS, facts, strict=True)),
        ),
        is_published=published is not None,
        is_removed=removed is not None,
        copied_from_id=copied,
    )
    return Standing(state, slug, hidden_at is not None)


def direction_state(direction: Direction, before: datetime | None = None) -> DirectionState | None:
    """What the direction itself said before a moment, or now; None when it did not exist yet. One query, none for now."""
    if before is None:
        return direction.state
    rows = DirectionChange.objects.filter(direction=direction, at__lt=before).order_by("-number")
    found = rows.values_list("state", flat=True).first()
    return None if found is None else DirectionState.read(found)
