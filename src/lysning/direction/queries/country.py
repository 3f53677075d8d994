"""The country's radar, reckoned from what municipalities have published to everyone; nothing else is counted."""

import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models.fields.json import KT

from lysning.core.formats import alphabetical
from lysning.direction.models import Direction, Placement, PlacementChange
from lysning.direction.queries.history import begin_of
from lysning.direction.queries.rings import RingLine, open_rings, ring_ids
from lysning.direction.rules import Spread, spread_of
from lysning.taxonomy.models import ServiceArea, Topic
from lysning.taxonomy.queries import areas

LIMITS = Path(__file__).resolve().parents[1] / "data" / "limits.toml"


@dataclass(frozen=True)
class TopicLine:
    """What the country says of a topic: how many municipalities stand in each ring, and how far they agree.

    `spread` is None where fewer than the least number have placed it; `inwards` and `outwards` count the municipalities that
    have moved it since the day compared with.
    """

    topic: Topic
    total: int
    spread: Spread | None
    inwards: int = 0
    outwards: int = 0

    @property
    def movement(self) -> int:
        """How many more have moved it towards the centre than away from it."""
        return self.inwards - self.outwards


@dataclass(frozen=True)
class CountryRadar:
    """The picture of one area: its rings from the centre, and each topic that anybody has placed."""

    area: ServiceArea
    rings: tuple[RingLine, ...]
    lines: tuple[TopicLine, ...]
    municipalities: int
    least: int


@cache
def _limits() -> tuple[dict[str, Any], ...]:
    rows: list[dict[str, Any]] = tomllib.loads(LIMITS.read_text(encoding="utf-8"))["least"]
    return tuple(sorted(rows, key=lambda row: row["valid_from"]))


def least_municipalities(day: date) -> int:
    """From how many municipalities on an aggregate is shown that day."""
    begun = [row for row in _limits() if row["valid_from"] <= day] or list(_limits()[:1])
    least: int = begun[-1]["municipalities"]
    return least


def published_by_area(area: ServiceArea | None = None) -> dict[int, frozenset[int]]:
    """The municipalities (ids) with a public direction in each service area (id), or in this one alone. One query."""
    found: dict[int, set[int]] = defaultdict(set)
    rows = Direction.objects.public() if area is None else Direction.objects.public().filter(area=area)
    for area_id, municipality_id in rows.order_by().values_list("area_id", "municipality_id"):
        found[area_id].add(municipality_id)
    return {area_id: frozenset(ids) for area_id, ids in found.items()}


def public_rings(area_ids: Iterable[int]) -> dict[int, dict[int, str]]:
    """For each topic (id, merged ones as they count today) the ring (key) of each municipality (id). One query.

    Where a municipality has placed two topics that have become one, the later decision counts.
    """
    rows = Placement.objects.public().filter(direction__area__in=list(area_ids), topic__isnull=False)
    keys = {pk: key for key, pk in ring_ids().items()}
    order = ("decided_on", "pk")
    stands = (
        rows.order_by()
        .values_list("topic__current_id")
        .annotate(
            municipalities=ArrayAgg("direction__municipality_id", order_by=order),
            rings=ArrayAgg("ring_id", order_by=order),
        )
    )
    return {
        topic_id: dict(zip(municipalities, (keys[ring_id] for ring_id in ring_list), strict=True))
        for topic_id, municipalities, ring_list in stands
    }


def country_radar(area: ServiceArea, *, today: date, since: date | None = None) -> CountryRadar:
    """The picture of an area in the order of agreement: what most stand behind first. At most five queries."""
    rings, least = open_rings(today), least_municipalities(today)
    placed = public_rings([area.pk])
    moved = _moved(area, placed, since) if since else {}
    topics = Topic.objects.in_bulk(list(placed))
    lines = [
        _line(topics[topic_id], by_municipality, rings, least, moved.get(topic_id, (0, 0)))
        for topic_id, by_municipality in placed.items()
    ]
    lines.sort(key=lambda line: (line.spread is None, -line.total, alphabetical(line.topic.name)))
    standing = {municipality_id for by_municipality in placed.values() for municipality_id in by_municipality}
    return CountryRadar(area, rings, tuple(lines), len(standing), least)


def topic_spreads(topic: Topic, *, today: date) -> tuple[tuple[ServiceArea, TopicLine], ...]:
    """What the country says of one topic, in each area where at least the least number have placed it. One query."""
    rings, least = open_rings(today), least_municipalities(today)
    rows = Placement.objects.public().filter(topic__current_id=topic.current_id)
    keys = {pk: key for key, pk in ring_ids().items()}
    found: dict[int, dict[int, str]] = defaultdict(dict)
    columns = ("direction__area_id", "direction__municipality_id", "ring_id")
    for area_id, municipality_id, ring_id in rows.order_by("decided_on", "pk").values_list(*columns):
        found[area_id][municipality_id] = keys[ring_id]
    lines = ((area, _line(topic, found[area.pk], rings, least, (0, 0))) for area in areas() if area.pk in found)
    return tuple((area, line) for area, line in lines if line.spread is not None)


def _line(
    topic: Topic, by_municipality: Mapping[int, str], rings: tuple[RingLine, ...], least: int, moved: tuple[int, int]
) -> TopicLine:
    counts = Counter(by_municipality.values())
    keys = [ring.key for ring in rings]
    total = sum(counts[key] for key in keys)
    if total < least:
        return TopicLine(topic, total, None)
    return TopicLine(topic, total, spread_of(counts, keys), *moved)


def _moved(area: ServiceArea, now: Mapping[int, Mapping[int, str]], since: date) -> dict[int, tuple[int, int]]:
    """How many municipalities have moved each topic in and out since the beginning of that day. One query."""
    begin = begin_of(since)
    moved = Placement.objects.public().filter(
        direction__area=area, topic__isnull=False, changes__kind="moved", changes__at__gte=begin
    )
    rows = PlacementChange.objects.filter(placement__in=moved.order_by().values("pk"), at__lt=begin)
    last = rows.order_by("placement_id", "-number").distinct("placement_id")
    columns = ("placement__topic__current_id", "placement__direction__municipality_id", KT("state__facts__ring"))
    place = {ring.key: ring.position for ring in open_rings(since)}
    found: dict[int, tuple[int, int]] = {}
    for topic_id, municipality_id, before, is_published in last.values_list(*columns, KT("state__is_published")):
        after = now[topic_id].get(municipality_id, before)
        is_seen = is_published == "true" and before in place and after in place
        step = place[before] - place[after] if is_seen else 0
        inwards, outwards = found.get(topic_id, (0, 0))
        found[topic_id] = (inwards + (step > 0), outwards + (step < 0))
    return found
