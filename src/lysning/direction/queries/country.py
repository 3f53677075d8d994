"""The country's radar, reckoned from what municipalities have published to everyone; nothing else is counted."""

import tomllib
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.models import Case, Count, Exists, F, OuterRef, QuerySet, TextField, When
from django.db.models.fields.json import KT

from lysning.core.formats import alphabetical
from lysning.core.written import WrittenOnce
from lysning.direction.models import Direction, Placement, PlacementChange, PlacementQuerySet
from lysning.direction.queries.history import begin_of
from lysning.direction.queries.rings import RingLine, open_rings, ring_keys
from lysning.direction.rules import Spread, spread_of
from lysning.taxonomy.models import ServiceArea, Topic
from lysning.taxonomy.queries import areas, topics_by_id

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


def country_radar(area: ServiceArea, *, today: date, since: date | None = None) -> CountryRadar:
    """The picture of an area in the order of agreement: what most stand behind first.

    At most nine queries; three where no topic that stands here has been merged and no day is compared with.
    """
    rings, least = open_rings(today), least_municipalities(today)
    rows = _counted_in([area.pk])
    placed = _placed(Placement.objects.filter(direction__area=area))
    topics = topics_by_id({topic_id for topic_id, _ring, _count in rows})
    current = {pk: topic.current_id for pk, topic in topics.items()}
    if any(topic_id != current_id for topic_id, current_id in current.items()):
        placed = placed.exclude(pk__in=_superseded(placed))
        rows = _counted(placed)
    keys = ring_keys()
    counts: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for topic_id, ring_id, count in rows:
        counts[current[topic_id]][keys[ring_id]] += count
    moved = _moved(placed, since, current) if since else {}
    topics |= topics_by_id(counts.keys() - topics.keys())
    lines = [
        _line(topics[topic_id], by_ring, rings, least, moved.get(topic_id, (0, 0)))
        for topic_id, by_ring in counts.items()
    ]
    lines.sort(key=lambda line: (line.spread is None, -line.total, alphabetical(line.topic.name)))
    return CountryRadar(area, rings, tuple(lines), len(_standing_in([area.pk])) if lines else 0, least)


def topic_spreads(topic: Topic, *, today: date) -> tuple[tuple[ServiceArea, TopicLine], ...]:
    """What the country says of one topic, in each area where at least the least number have placed it. One query."""
    rings, least = open_rings(today), least_municipalities(today)
    rows = Placement.objects.public().filter(topic__current_id=topic.current_id)
    keys = ring_keys()
    found: dict[int, dict[int, str]] = defaultdict(dict)
    columns = ("direction__area_id", "direction__municipality_id", "ring_id")
    for area_id, municipality_id, ring_id in rows.order_by("decided_on", "pk").values_list(*columns):
        found[area_id][municipality_id] = keys[ring_id]
    counted = ((area, Counter(found[area.pk].values())) for area in areas() if area.pk in found)
    lines = ((area, _line(topic, counts, rings, least, (0, 0))) for area, counts in counted)
    return tuple((area, line) for area, line in lines if line.spread is not None)


def _placed(rows: PlacementQuerySet) -> PlacementQuerySet:
    """Of these placements the topics that everyone may see."""
    return rows.public().filter(topic__isnull=False).order_by()


@WrittenOnce
def _counted_in(areas: frozenset[int]) -> QuerySet[Any, Any]:
    rows = _placed(Placement.objects.filter(direction__area__among=areas))
    return rows.values_list("topic_id", "ring_id").annotate(count=Count("pk"))


@WrittenOnce
def _standing_in(areas: frozenset[int]) -> QuerySet[Any, Any]:
    placed = _placed(Placement.objects.filter(direction=OuterRef("pk")))
    return Direction.objects.filter(Exists(placed), area__among=areas).order_by().values_list("pk")


def _counted(placed: PlacementQuerySet) -> list[tuple[int, int, int]]:
    """How many of these placements stand where: topic as placed (id), ring (id), number. One query."""
    return list(placed.values_list("topic_id", "ring_id").annotate(count=Count("pk")))


def _superseded(placed: PlacementQuerySet) -> list[int]:
    """Of two topics that have become one on the same radar, the earlier decisions (ids of placements). One query."""
    joined = Topic.objects.exclude(current=F("pk")).values("current")
    rows = placed.filter(topic__current__in=joined).order_by("decided_on", "pk")
    latest: dict[tuple[int, int], int] = {}
    found: list[int] = []
    for pk, *radar_and_topic in rows.values_list("pk", "direction_id", "topic__current_id"):
        key = radar_and_topic[0], radar_and_topic[1]
        if key in latest:
            found.append(latest[key])
        latest[key] = pk
    return found


def _line(
    topic: Topic, counts: Mapping[str, int], rings: tuple[RingLine, ...], least: int, moved: tuple[int, int]
) -> TopicLine:
    keys = [ring.key for ring in rings]
    total = sum(counts.get(key, 0) for key in keys)
    if total < least:
        return TopicLine(topic, total, None)
    return TopicLine(topic, total, spread_of(counts, keys), *moved)


def _moved(placed: PlacementQuerySet, since: date, current: Mapping[int, int]) -> dict[int, tuple[int, int]]:
    """How many of these placements of each topic (id, as it counts today: `current`) have moved in and out since the
    beginning of that day. One query.

    Only what everyone could read then is compared.
    """
    place = {ring.key: ring.position for ring in open_rings(since)}
    keys = ring_keys()
    found: dict[int, tuple[int, int]] = {}
    for topic_id, before, ring_id, count in _steps(placed, begin_of(since)):
        after = keys[ring_id]
        step = place[before] - place[after] if before in place and after in place else 0
        inwards, outwards = found.get(current[topic_id], (0, 0))
        found[current[topic_id]] = (inwards + count * (step > 0), outwards + count * (step < 0))
    return found


def _steps(placed: PlacementQuerySet, begin: datetime) -> list[tuple[int, str | None, int, int]]:
    """How many of these placements have moved since: topic as placed (id), former ring (key), ring now (id), number.

    The former ring is that of the last change before; nothing where not everyone could read it. The two reads are joined
    as they are written, because Django counts no rows of which each is the first of its group.
    """
    moved = PlacementChange.objects.filter(kind="moved", at__gte=begin).values("placement")
    was_public = When(state__is_published=True, state__facts__visibility="public", then=KT("state__facts__ring"))
    last = PlacementChange.objects.filter(at__lt=begin, placement__in=moved).order_by("placement_id", "-number")
    then = last.distinct("placement_id").annotate(ring=Case(was_public, output_field=TextField()))
    was, was_values = then.values_list("placement_id", "ring").query.sql_with_params()
    now, now_values = placed.values_list("pk", "topic_id", "ring_id").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT topic_id, ring, ring_id, count(*) FROM ({now}) AS now JOIN ({was}) AS was ON placement_id = pk"  # noqa: S608 -- both as Django writes them
            " GROUP BY topic_id, ring, ring_id",
            [*now_values, *was_values],
        )
        found: list[tuple[int, str | None, int, int]] = cursor.fetchall()
    return found
