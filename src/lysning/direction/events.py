"""What happens to directions, for the rooms above: ids only, announced in the transaction of the act."""

from dataclasses import dataclass


@dataclass(frozen=True)
class DirectionChanged:
    """A direction's own words have a new change with this number and kind; "published" is the first time for everyone."""

    direction_id: int
    number: int
    kind: str


@dataclass(frozen=True)
class PlacementChanged:
    """A placement has a new change with this number and kind; it may still be a draft."""

    placement_id: int
    number: int
    kind: str


@dataclass(frozen=True)
class DirectionSeen:
    """A moderator has hidden a direction, or put it back."""

    direction_id: int


@dataclass(frozen=True)
class PlacementSeen:
    """A moderator has hidden a placement, or put it back."""

    placement_id: int


@dataclass(frozen=True)
class ReviewDue:
    """What a post has promised to look at again is due soon, or today: placements and directions by id."""

    post_id: int
    placement_ids: tuple[int, ...]
    direction_ids: tuple[int, ...]
