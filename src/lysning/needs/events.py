"""What happens to needs, for the rooms above: ids only, announced in the transaction of the act."""

from dataclasses import dataclass


@dataclass(frozen=True)
class NeedDeclared:
    """A need was declared or its words changed."""

    need_id: int


@dataclass(frozen=True)
class NeedClosed:
    """A need is met or given up."""

    need_id: int


@dataclass(frozen=True)
class NeedHidden:
    """A moderator has taken a need out of sight."""

    need_id: int


@dataclass(frozen=True)
class NeedShown:
    """A moderator has put a hidden need back."""

    need_id: int
