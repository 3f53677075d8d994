"""The plain values that matching takes and gives."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

ReasonKind = Literal["words", "area", "kle", "interest", "need", "role", "level"]


@dataclass(frozen=True)
class MatchFacts:
    """A solution as matching sees it: its texts, and the areas and KLE groups its supplier has chosen (ids, may be empty)."""

    title: str = ""
    problem: str = ""
    audience: str = ""
    description: str = ""
    area_ids: frozenset[int] = frozenset()
    kle_ids: frozenset[int] = frozenset()

    @property
    def text(self) -> str:
        """All words in reading order."""
        return "\n".join(part for part in (self.title, self.problem, self.audience, self.description) if part)


@dataclass(frozen=True)
class Reason:
    """One cause of a place in a list: its kind, the words as they stand in the text, its share of the score (0 to 1, the
    reasons of one match add up to 1), and a name to show (the area, the KLE group, the need).
    """

    kind: ReasonKind
    share: float
    words: tuple[str, ...] = ()
    name: str = ""

    def as_dict(self) -> dict[str, object]:
        """The reason as plain values for storing."""
        return {"kind": self.kind, "share": round(self.share, 4), "words": list(self.words), "name": self.name}


@dataclass(frozen=True)
class PostMatch:
    """A post that a solution concerns, how much (0 to 1) and why, the weightiest reason first."""

    post_id: int
    municipality_id: int
    area_id: int
    role_id: int
    score: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class AreaSuggestion:
    """A service area that a text is about: its share of all that the text says about areas, and the words that led there."""

    area_id: int
    key: str
    name: str
    share: float
    words: tuple[str, ...]


class WordShare(NamedTuple):
    """A word as it stands in the text, and its share (0 to 1) of all that speaks for something."""

    word: str
    share: float


@dataclass(frozen=True)
class KleSuggestion:
    """A KLE group that a text may be about, how sure that is (0 to 1), and the words that speak for it.

    The weightiest word stands first; the shares add up to 1.
    """

    kle_id: int
    number: str
    title: str
    confidence: float
    words: tuple[WordShare, ...]


@dataclass(frozen=True)
class TopicSuggestion:
    """A topic that a text speaks of: how much of what the topic says the text says too (0 to 1), and the words."""

    topic_id: int
    key: str
    name: str
    share: float
    words: tuple[str, ...]


@dataclass(frozen=True)
class NearDuplicate:
    """A published solution that says much the same: `similarity` from 0 to 1, and the words they share."""

    solution_id: int
    slug: str
    title: str
    supplier_name: str
    similarity: float
    words: tuple[str, ...]


@dataclass(frozen=True)
class Reach:
    """Whom a solution would concern: number of posts, the municipalities, and how many open needs it speaks to."""

    post_count: int = 0
    municipality_ids: frozenset[int] = frozenset()
    declared_need_count: int = 0
    areas: Mapping[int, int] = field(default_factory=dict)
