"""Example directions with a year of history, made by the same acts as real ones; nobody has decided any of it."""

import tomllib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from lysning.catalogue.models import Solution
from lysning.core.actors import SYSTEM
from lysning.core.clock import day_of
from lysning.direction.actions import edit_placement, place, publish_direction, start_direction
from lysning.direction.models import Direction, Placement
from lysning.direction.rules import DirectionFacts, PlacementFacts, Subject, review_day
from lysning.directory.models import Municipality, Post
from lysning.taxonomy.models import ServiceArea, Topic

FILE = Path(__file__).resolve().parent / "data" / "directions.toml"
FIRST_DAYS = timedelta(days=6)
"""How long a direction is a draft before it is published."""


def write_directions(*, at: datetime) -> int:
    """Writes the example directions as if they had come about before `at`; returns how many.

    A municipality that has a direction of its own in the area keeps it, and a municipality without posts there gets none.
    """
    written: dict[str, list[dict[str, Any]]] = tomllib.loads(FILE.read_text(encoding="utf-8"))
    reasons = {row["topic"]: row for row in written["reason"]}
    return sum(_direction(row, reasons, at) for row in written["direction"])


def _direction(row: Mapping[str, Any], reasons: Mapping[str, Mapping[str, str]], at: datetime) -> bool:
    municipality = Municipality.objects.filter(code=row["municipality"]).first()
    area = ServiceArea.objects.get(key=row["area"])
    posts = Post.objects.active().filter(municipality=municipality, area=area)
    owner = posts.order_by("institution", "pk").filter(role__key=row["role"]).first() or posts.order_by("pk").first()
    if municipality is None or owner is None:
        return False
    if Direction.objects.filter(municipality=municipality, area=area).exists():
        return False
    begun = at - timedelta(weeks=row["weeks_ago"])
    facts = DirectionFacts(
        aims=tuple(row["aims"]),
        background=row["background"],
        owner_post_id=owner.pk,
        decided_by=row["decided_by"],
        decided_on=day_of(begun),
        review_by=day_of(at) + timedelta(weeks=row["weeks_ago"]),
    )
    direction = start_direction(
        municipality=municipality, area=area, facts=facts, is_example=True, by=SYSTEM, at=begun - FIRST_DAYS
    )
    placed = [
        _placement(direction, owner, list(each), reasons, begun - FIRST_DAYS + timedelta(minutes=10 * number))
        for number, each in enumerate(row["placements"], 1)
    ]
    drafts = {placement.pk: placement.revision for placement in placed}
    publish_direction(direction=direction, revision=direction.revision, drafts=drafts, by=SYSTEM, at=begun)
    for placement, each in zip(placed, row["placements"], strict=True):
        if len(each) > 2:  # noqa: PLR2004 -- it has moved
            _move(placement, owner, list(each), reasons, at)
    return True


def _placement(
    direction: Direction, owner: Post, told: Sequence[Any], reasons: Mapping[str, Mapping[str, str]], at: datetime
) -> Placement:
    subject, ring = _subject(told[0]), told[1]
    facts = _facts(owner, ring, reasons[told[0]][ring], at)
    return place(direction=direction, subject=subject, facts=facts, publish=False, by=SYSTEM, at=at)


def _move(
    placement: Placement, owner: Post, told: Sequence[Any], reasons: Mapping[str, Mapping[str, str]], at: datetime
) -> None:
    name, _first, ring, weeks_ago = told
    moved_at = at - timedelta(weeks=weeks_ago)
    placement.refresh_from_db()
    facts = _facts(owner, ring, reasons[name][ring], moved_at)
    edit_placement(placement=placement, revision=placement.revision, facts=facts, by=SYSTEM, at=moved_at)


def _facts(owner: Post, ring: str, reason: str, at: datetime) -> PlacementFacts:
    decided_on = day_of(at)
    return PlacementFacts(ring, owner.pk, reason, decided_on, review_by=review_day(review_day(decided_on)))


def _subject(name: str) -> Subject:
    """A topic by its key, an example solution by its title, otherwise own words."""
    topic = Topic.objects.filter(key=name).first()
    solution = Solution.objects.public().filter(is_example=True, current_version__title=name).first()
    if topic is not None:
        return Subject(topic_id=topic.pk)
    return Subject(solution_id=solution.pk) if solution is not None else Subject(own_title=name)
