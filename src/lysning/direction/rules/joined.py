"""Placements of one radar whose topics have become one: which of them counts, and which give way to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from lysning.direction.rules.states import PlacementState


@dataclass(frozen=True)
class Merge:
    """A topic counts as another (id) since a moment, and until another one where they were separated again."""

    into: int
    at: datetime
    until: datetime | None = None

    def holds(self, before: datetime | None) -> bool:
        """True when it was in force before a moment, or is now: what was undone by then counts no more."""
        if before is None:
            return self.until is None
        return self.at < before and (self.until is None or before <= self.until)


Merges = Mapping[int, Sequence[Merge]]
"""By topic (id) every merge of it there is or was; at any moment at most one of them holds."""


def counted_as(topic_id: int, merges: Merges, before: datetime | None = None) -> int:
    """The topic (id) that a topic counted as before a moment, or counts as now; itself where it was not merged then.

    A circle, which the database refuses, ends where it closes.
    """
    seen: set[int] = set()
    while topic_id not in seen:
        seen.add(topic_id)
        topic_id = next((merge.into for merge in merges.get(topic_id, ()) if merge.holds(before)), topic_id)
    return topic_id


def weight(row_id: int, state: PlacementState) -> tuple[bool, date, int]:
    """What decides which of two placements of one topic counts: the greater does, as in the country's picture.

    What is published counts before a draft, then the later decision, then the later placed.
    """
    return state.is_published, state.facts.decided_on, row_id


def given_way(placed: Mapping[int, PlacementState], merges: Merges, before: datetime | None = None) -> dict[int, int]:
    """Of placements (by id) that are of one topic before a moment, or now: each that gives way, and to which.

    Nothing else gives way, and nobody's words are touched.
    """
    order = sorted(placed, key=lambda row_id: weight(row_id, placed[row_id]), reverse=True)
    first: dict[int, int] = {}
    found: dict[int, int] = {}
    for row_id in order:
        topic_id = placed[row_id].subject.topic_id
        if topic_id is None:
            continue
        counting = first.setdefault(counted_as(topic_id, merges, before), row_id)
        if counting != row_id:
            found[row_id] = counting
    return found
