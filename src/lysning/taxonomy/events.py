"""What the taxonomy tells the rooms above."""

from dataclasses import dataclass


@dataclass(frozen=True)
class KleImported:
    """A list has added or renamed KLE subjects."""


@dataclass(frozen=True)
class TopicsChanged:
    """Topics are new, say something else, or have been accepted."""

    topic_ids: tuple[int, ...]


@dataclass(frozen=True)
class TopicMerged:
    """A topic counts as another from now on. What points at it stays where it is and reads `topic.current`."""

    topic_id: int
    into_id: int


@dataclass(frozen=True)
class TopicSeparated:
    """A merge was undone: the topic stands for itself again."""

    topic_id: int
    from_id: int
