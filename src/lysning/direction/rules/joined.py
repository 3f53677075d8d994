"""Placements of one radar whose topics have become one: which of them counts, and which give way to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from lysning.direction.rules.states import PlacementState


@dataclass(frozen=True)
class Merge:
    """A topic counts as another (id) since a moment."""

    into: int
    at: datetime


def counted_as(topic_id: int, merges: Mapping[int, Merge], before: datetime | None = None) -> int:
    """The topic (id) that a topic counted as before a moment, or counts as now; itself where it was not merged yet.

    A circle, which the database refuses, ends where it closes.
    """
    seen: set[int] = set()
    while topic_id not in seen and (merge := merges.get(topic_id)) and (before is None or merge.at < before):
        seen.add(topic_id)
        topic_id = merge.into
    return topic_id


def weight(row_id: int, state: PlacementState) -> tuple[bool, date, int]:
    """What decides which of two placements of one topic counts: the greater does, as in the country's picture.

    What is published counts before a draft, then the later decision, then the later placed.
    """
    return state.is_published, state.facts.decided_on, row_id


def given_way(
    placed: Mapping[int, PlacementState], merges: Mapping[int, Merge], before: datetime | None = None
) -> dict[int, int]:
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
