"""What a direction and a placement say at one moment, as plain values that can be written down and read again."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal, Self

Visibility = Literal["public", "community", "own"]
VISIBILITIES: tuple[Visibility, ...] = ("public", "community", "own")
"""Who may see a placement, from the most to the fewest."""


@dataclass(frozen=True)
class Link:
    """Where to read more: what it is called, and its https address."""

    label: str
    address: str


@dataclass(frozen=True)
class Subject:
    """What is placed: exactly one of a topic, a solution (ids), or a technology without a topic in the municipality's words."""

    topic_id: int | None = None
    solution_id: int | None = None
    own_title: str = ""

    @property
    def is_one(self) -> bool:
        """True when exactly one of the three is said."""
        return [self.topic_id is not None, self.solution_id is not None, bool(self.own_title)].count(True) == 1


@dataclass(frozen=True)
class PlacementFacts:
    """What a municipality says of a subject: ring (key), owner post (id), why, when decided and reviewed, who may see it."""

    ring: str
    owner_post_id: int
    reason: str
    decided_on: date
    review_by: date
    visibility: Visibility = "public"
    internal_note: str = ""
    links: tuple[Link, ...] = ()


@dataclass(frozen=True)
class PlacementState:
    """A placement at one moment. `copied_from_id` is the placement of another municipality it was taken over from."""

    subject: Subject
    facts: PlacementFacts
    is_published: bool = False
    is_removed: bool = False
    copied_from_id: int | None = None

    def written(self) -> dict[str, Any]:
        """The state as JSON holds it; `read` gives it back."""
        return _members(asdict(self))

    @classmethod
    def read(cls, written: Mapping[str, Any]) -> Self:
        """The state that was written down."""
        facts = dict(written["facts"])
        facts["links"] = tuple(Link(**link) for link in facts["links"])
        facts |= {name: date.fromisoformat(facts[name]) for name in ("decided_on", "review_by")}
        rest = {name: written[name] for name in ("is_published", "is_removed", "copied_from_id")}
        return cls(Subject(**written["subject"]), PlacementFacts(**facts), **rest)


@dataclass(frozen=True)
class DirectionFacts:
    """Where a municipality wants to develop in one service area: up to seven aims, why, who decided, when it is reviewed."""

    aims: tuple[str, ...]
    background: str
    owner_post_id: int
    review_by: date
    decided_on: date | None = None
    decided_by: str = ""


@dataclass(frozen=True)
class DirectionState:
    """A direction's own words at one moment."""

    facts: DirectionFacts
    is_published: bool = False

    def written(self) -> dict[str, Any]:
        """The state as JSON holds it; `read` gives it back."""
        return _members(asdict(self))

    @classmethod
    def read(cls, written: Mapping[str, Any]) -> Self:
        """The state that was written down."""
        facts = dict(written["facts"])
        facts["aims"] = tuple(facts["aims"])
        facts |= {
            name: date.fromisoformat(facts[name]) if facts[name] else None for name in ("decided_on", "review_by")
        }
        return cls(DirectionFacts(**facts), written["is_published"])


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return _members(value)
    if isinstance(value, (list, tuple)):
        return [_plain(part) for part in value]
    return value.isoformat() if isinstance(value, date) else value


def _members(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _plain(value) for name, value in values.items()}
