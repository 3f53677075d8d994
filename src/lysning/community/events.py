"""What happens in coalitions, for the rooms above: ids only, announced in the transaction of the act."""

from dataclasses import dataclass


@dataclass(frozen=True)
class CoalitionChanged:
    """A coalition was started, closed, hidden or shown; `kind` says which."""

    coalition_id: int
    kind: str


@dataclass(frozen=True)
class MemberAsked:
    """An organisation asks to join; the stewards have to answer."""

    member_id: int


@dataclass(frozen=True)
class MemberJoined:
    """An organisation is a member now: it started the coalition, walked in, or its request was granted."""

    member_id: int
    by_user_id: int | None


@dataclass(frozen=True)
class MemberDeclined:
    """The stewards have declined a request, with a reason."""

    member_id: int


@dataclass(frozen=True)
class MemberLeft:
    """A member has left; what it saw it sees no more."""

    member_id: int


@dataclass(frozen=True)
class MemberRemoved:
    """A member was taken out of the coalition, with a reason; these people took part for it."""

    member_id: int
    user_ids: tuple[int, ...]


@dataclass(frozen=True)
class DecisionMade:
    """A decision has a new wording with this number; 1 is the decision itself."""

    decision_id: int
    number: int


@dataclass(frozen=True)
class TaskGiven:
    """A task has a new owner; the person who gave it is `by_user_id`."""

    task_id: int
    revision: int
    by_user_id: int | None


@dataclass(frozen=True)
class TasksDue:
    """The day of these open tasks of one person comes soon, or has just gone."""

    participant_id: int
    task_ids: tuple[int, ...]


@dataclass(frozen=True)
class PostWritten:
    """Somebody has written in the discussion, and perhaps mentioned others."""

    post_id: int
