"""What happens to trials, for the rooms above: ids only, announced in the transaction of the act."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class TrialMoved:
    """A trial has made a move (its key in data/states.toml); `by_user_id` made it."""

    trial_id: int
    move: str
    by_user_id: int | None


@dataclass(frozen=True)
class ProtocolChanged:
    """A registered trial has a new version of its protocol."""

    trial_id: int
    number: int


@dataclass(frozen=True)
class SeatGiven:
    """A municipality has a seat; `from_list` when it stood on the waiting list before."""

    seat_id: int
    from_list: bool


@dataclass(frozen=True)
class SeatGivenBack:
    """A municipality has given its seat back (not only its place on the list); `by_user_id` did it."""

    seat_id: int
    queue: int
    by_user_id: int | None


@dataclass(frozen=True)
class Measured:
    """Something was reported or corrected in a trial: one site, or a whole list at once."""

    trial_id: int


@dataclass(frozen=True)
class MeasurementDue:
    """A municipality has not reported all of a period that ended on this day."""

    seat_id: int
    period_to: date


@dataclass(frozen=True)
class TrialSeen:
    """A moderator has hidden a trial, or put it back."""

    trial_id: int
