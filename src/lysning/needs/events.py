"""What happens to needs, for the rooms above: ids only, announced in the transaction of the act."""

from dataclasses import dataclass


@dataclass(frozen=True)
class NeedDeclared:
    """A need was declared or its words changed, or a moderator has let a citizen's need through."""

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


@dataclass(frozen=True)
class NeedSubmitted:
    """A citizen has written a need, or written it anew; it waits for a moderator."""

    need_id: int


@dataclass(frozen=True)
class NeedPublished:
    """A moderator has let a citizen's need through."""

    need_id: int


@dataclass(frozen=True)
class NeedCosigned:
    """Another municipality says that it has the same need."""

    cosignature_id: int


@dataclass(frozen=True)
class NeedAnswered:
    """The municipality has answered a need officially, or changed its answer."""

    answer_id: int


@dataclass(frozen=True)
class NeedJoined:
    """A need is joined into another one."""

    joining_id: int


@dataclass(frozen=True)
class NeedSeparated:
    """A need that was joined into another one stands by itself again."""

    joining_id: int


@dataclass(frozen=True)
class SupportAsked:
    """An address wants to support a need; the token is told to its owner alone and kept nowhere."""

    request_id: int
    token: str


@dataclass(frozen=True)
class SupportConfirmed:
    """The owner of an address, told here and kept nowhere, supports a need and wants to hear what becomes of it."""

    need_id: int
    email: str
    language: str


@dataclass(frozen=True)
class SupportBurst:
    """Support grows so fast that a person should look."""

    need_id: int
    confirmed: int
    unconfirmed: int
