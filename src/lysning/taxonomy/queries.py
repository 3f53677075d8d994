"""Reads of the reference data."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import datetime

from django.db import connection
from django.db.models import DateTimeField, Prefetch, QuerySet, Value
from django.utils.translation import get_language

from lysning.core.actors import Actor
from lysning.core.formats import alphabetical
from lysning.core.kept import kept_for, kept_while
from lysning.taxonomy.models import EndedMerge, KleGroup, LeaderRole, ServiceArea, Topic
from lysning.taxonomy.rules import TEXTS, TopicFacts

kept = kept_for(300, keep_nothing=False)
"""Reference data changes with an import, which other processes see within five minutes; a fresh database fills it at once."""


@kept
def areas() -> tuple[ServiceArea, ...]:
    """The service areas in their order, each with its roles, KLE groups, FORM areas and CPV codes loaded. Kept."""
    roles = Prefetch("roles", LeaderRole.objects.order_by("position"))
    return tuple(ServiceArea.objects.prefetch_related(roles, "kle_groups", "form_areas", "cpv_codes"))


def area_by_key(key: str) -> ServiceArea | None:
    """The service area with this key, or None; no query while the areas are kept."""
    return next((area for area in areas() if area.key == key), None)


def areas_by_id(ids: Iterable[int]) -> list[ServiceArea]:
    """The service areas with these ids in their order. No query while they are kept, otherwise one."""
    wanted = set(ids)
    found = [area for area in areas() if area.pk in wanted]
    return found if len(found) == len(wanted) else list(ServiceArea.objects.filter(pk__in=wanted))


def named(danish: str) -> str:
    """A service area or leader role by its Danish name, as the reader's language calls it; other words as they are.

    What is stored about areas and roles (why an enquiry came, say) is stored in Danish. No query while the areas are kept.
    """
    if get_language() != "en":
        return danish
    every = (each for area in areas() for each in ((area.name_da, area.name_en), *_titles(area)))
    return next((english for own, english in every if own == danish), danish)


def _titles(area: ServiceArea) -> list[tuple[str, str]]:
    return [(role.title_da, role.title_en) for role in area.roles.all()]


def kle_main_groups() -> QuerySet[KleGroup]:
    """The main groups of KLE (two digits), by number."""
    return KleGroup.objects.filter(level=1)


def _topics_state() -> tuple[int, str]:
    """Another value after every write to the topics or their areas, whoever writes: which versions of their rows there are.

    Asked by every page that names a topic: without the weight of a query set.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), coalesce(sum(hashtextextended(version, 0)), 0)::text FROM"
            " (SELECT xmin::text || ctid::text AS version FROM taxonomy_topic"
            " UNION ALL SELECT xmin::text || ctid::text FROM taxonomy_topic_areas) AS rows"
        )
        count, total = cursor.fetchone()
        return int(count), str(total)


@kept_while(_topics_state)
def topics() -> tuple[Topic, ...]:
    """The topics to choose among, in the order of the Danish alphabet, each with its areas loaded.

    Kept until a topic changes, and exact in every process: one small query a request.
    """
    rows = Topic.objects.public().prefetch_related("areas")
    return tuple(sorted(rows, key=lambda topic: alphabetical(topic.name_da)))


def topics_by_id(ids: Iterable[int]) -> dict[int, Topic]:
    """The topics with these ids. One query while all of them are public and the topics are kept, otherwise two."""
    wanted = set(ids)
    if not wanted:
        return {}
    found = {topic.pk: topic for topic in topics() if topic.pk in wanted}
    if missing := wanted - found.keys():
        found |= Topic.objects.in_bulk(missing)
    return found


def current_keys(keys: Iterable[str]) -> list[str]:
    """The topics with these keys as they count today, each once, in their order: a merged one as what it has become.

    An unknown key stays as it is. One query while all are current and the topics are kept, otherwise two.
    """
    wanted = list(dict.fromkeys(keys))
    if not wanted:
        return []
    gone = set(wanted) - {topic.key for topic in topics()}
    rows = Topic.objects.accepted().filter(key__in=gone) if gone else Topic.objects.none()
    moved = dict(rows.values_list("key", "current__key"))
    return list(dict.fromkeys(moved.get(key, key) for key in wanted))


def with_areas(rows: QuerySet[Topic]) -> QuerySet[Topic]:
    """The topics with the topic each counts as today, their areas and their KLE groups: three queries."""
    return rows.select_related("current", "merged_into").prefetch_related("areas", "kle_groups")


def merged_below(topic: Topic) -> frozenset[int]:
    """The key of the topic and of all that lead to it: what goes along when it is merged or separated. One query."""
    leads = dict(Topic.objects.filter(merged_into__isnull=False).values_list("pk", "merged_into"))
    found, new = {topic.pk}, {topic.pk}
    while new := {key for key, into in leads.items() if into in new} - found:
        found |= new
    return frozenset(found)


def merges(*, with_ended: bool) -> list[tuple[int, int, datetime, datetime | None]]:
    """Every merge of topics: which topic (id), into which, since when, and until when (None: it holds). One query.

    Those that were undone come along when they are asked for.
    """
    holding = Topic.objects.filter(merged_into__isnull=False).order_by()
    rows = holding.values_list("pk", "merged_into_id", "merged_at", Value(None, DateTimeField()))
    if with_ended:
        rows = rows.union(
            EndedMerge.objects.order_by().values_list("topic_id", "into_id", "merged_at", "separated_at"), all=True
        )
    return list(rows)


def facts_of(topic: Topic) -> TopicFacts:
    """What a topic says, as plain values. Two queries, none for what is prefetched."""
    texts = {name: getattr(topic, name) for name in TEXTS}
    areas = tuple(sorted(area.key for area in topic.areas.all()))
    return TopicFacts(**texts, areas=areas, kle_groups=tuple(sorted(kle.number for kle in topic.kle_groups.all())))


def topic_rows(actor: Actor) -> Iterator[dict[str, object]]:
    """Every topic the actor may see, as a list holds them that can be imported again: by key, merged ones too."""
    for topic in with_areas(Topic.objects.visible_to(actor)).order_by("key"):
        yield {
            "key": topic.key,
            **asdict(facts_of(topic)),
            "state": topic.state,
            "merged_into": topic.merged_into.key if topic.merged_into else "",
            "date": topic.valid_from_date.isoformat() if topic.valid_from_date else "",
        }
