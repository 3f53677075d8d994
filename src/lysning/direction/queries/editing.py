"""What a leader needs to see while writing: drafts, what could be placed, and where a copy could go."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import itemgetter

from django.db.models import Q, QuerySet

from lysning.accounts.models import MUNICIPAL_ROLES
from lysning.catalogue.models import Solution
from lysning.core.actors import VISITOR, Actor
from lysning.core.answering import answering
from lysning.core.permissions import allowed, conceivable, may
from lysning.direction.models import Direction, Placement
from lysning.direction.queries.names import Named, Names
from lysning.direction.queries.rings import RingLine, rings_by_key
from lysning.directory.models import Municipality
from lysning.taxonomy.models import Topic
from lysning.taxonomy.queries import topics

MOST_FOUND, MOST_STANDING = 20, 6
WORD = re.compile(r"\w+")
SIGNS = ',.;:!?»«"()'
CALLED_SO, OWN_TOPIC, SOLUTION, OTHER_TOPIC = range(4)
"""The order in which a leader reads what could be placed."""


@dataclass(frozen=True)
class Placed:
    """A placement as a leader meets it while writing."""

    id: int
    revision: int
    slug: str
    named: Named
    ring: RingLine
    reason: str


@dataclass(frozen=True)
class Searched:
    """What somebody who wants to place something has found: `found` can be placed, `standing` is on the radar already."""

    found: tuple[Named, ...]
    standing: tuple[Placed, ...]


def drafts_of(direction: Direction, *, today: date) -> tuple[list[Placed], list[Placed]]:
    """The direction's drafts: those that can be published, and those that still lack their reason. At most four queries."""
    rows = Placement.objects.standing().filter(direction=direction, published_at__isnull=True).select_related("ring")
    drafts = list(rows.order_by("ring__position", "pk"))
    names = Names(row.state for row in drafts)
    rings = rings_by_key(today)
    lines = [_line(row, names, rings) for row in drafts]
    return [line for line in lines if line.reason], [line for line in lines if not line.reason]


def _line(row: Placement, names: Names, rings: Mapping[str, RingLine]) -> Placed:
    return Placed(row.pk, row.revision, row.slug, names.subject(row.subject), rings[row.ring.key], row.reason)


def suggestions(direction: Direction) -> tuple[Topic, ...]:
    """The area's topics that are not on the radar yet, by name. One query while the topics are kept."""
    placed = _placed_topics(direction)
    return tuple(topic for topic in topics() if topic.pk not in placed and _is_within(topic, direction))


def placeable(direction: Direction, text: str, *, today: date) -> Searched:
    """Topics and public solutions that a text may mean, at most MOST_FOUND of each, and what of these is on the radar already.

    What is called so (each word of the text begins one of the name) stands first, then topics of the direction's own area,
    solutions, and topics of other areas; each in the order in which search finds them. A search and seven queries.
    """
    placed = _placed_topics(direction)
    words = [word for each in text.casefold().split() if (word := each.strip(SIGNS))]
    answers = {space: answering(space, text, actor=VISITOR) for space in ("topic", "solution")}
    open_topics = {topic.pk: topic for topic in topics() if topic.pk not in placed}
    called = [key for key, topic in open_topics.items() if _begin(words, topic.name)]
    keys = [key for key in dict.fromkeys((*answers["topic"], *called)) if key in open_topics]
    found: list[tuple[int, Named]] = []
    for topic in map(open_topics.__getitem__, keys[:MOST_FOUND]):
        rank = CALLED_SO if topic.pk in called else OWN_TOPIC if _is_within(topic, direction) else OTHER_TOPIC
        found.append((rank, Named("topic", topic.name, topic.key, topic.explanation)))
    solutions = _solutions(direction, words, answers["solution"])
    found += [(CALLED_SO if _begin(words, named.name) else SOLUTION, named) for named in solutions]
    open_to_place = tuple(named for _rank, named in sorted(found, key=itemgetter(0)))
    return Searched(open_to_place, _standing(direction, words, answers, today))


def editable(actor: Actor) -> QuerySet[Direction]:
    """The directions the actor may edit, with municipality and area; reads nothing for who could have none."""
    if not conceivable(actor, "direction.edit_direction"):
        return Direction.objects.none()
    return allowed(Direction.objects.all(), actor, "direction.edit_direction").select_related("municipality", "area")


def homes_for_a_copy(placement: Placement, actor: Actor) -> tuple[Direction, ...]:
    """The actor's own directions into which a placement could be taken over, those of the same area first.

    At most two queries, none for who could have none.
    """
    homes = editable(actor).exclude(pk=placement.direction_id)
    return tuple(sorted(homes, key=lambda home: (home.area_id != placement.direction.area_id, home.area.position)))


def beginnings(placement: Placement, actor: Actor) -> list[Municipality]:
    """The actor's own municipalities that have no direction in the placement's area yet, where the actor may begin one.

    At most three queries, none for who works in no municipality.
    """
    own = actor.organisations(MUNICIPAL_ROLES)
    if not own:
        return []
    rows = Municipality.objects.filter(pk__in=own).exclude(directions__area_id=placement.direction.area_id)
    area = placement.direction.area
    return [row for row in rows if may(actor, "direction.edit_direction", Direction(municipality=row, area=area))]


def _placed_topics(direction: Direction) -> set[int | None]:
    rows = Placement.objects.standing().filter(direction=direction, topic__isnull=False)
    return set(rows.values_list("topic__current_id", flat=True))


def _standing(
    direction: Direction, words: Sequence[str], answers: Mapping[str, Sequence[int]], today: date
) -> tuple[Placed, ...]:
    """What is on the radar and called so, then what search finds of it."""
    rows = list(Placement.objects.standing().filter(direction=direction).select_related("ring", "topic"))
    names, rings = Names(row.state for row in rows), rings_by_key(today)
    ranked: list[tuple[int, Placement]] = []
    for row in rows:
        space, key = ("topic", row.topic.current_id) if row.topic else ("solution", row.solution_id)
        if _begin(words, names.subject(row.subject).name):
            ranked.append((-1, row))
        elif key in answers[space]:
            ranked.append((answers[space].index(key), row))
    return tuple(_line(row, names, rings) for _rank, row in sorted(ranked, key=itemgetter(0))[:MOST_STANDING])


def _is_within(topic: Topic, direction: Direction) -> bool:
    return any(area.pk == direction.area_id for area in topic.areas.all())


def _begin(words: Sequence[str], name: str) -> bool:
    """True when each of the words begins one of the name's."""
    said = WORD.findall(name.casefold())
    return bool(words) and all(any(each.startswith(word) for each in said) for word in words)


def _solutions(direction: Direction, words: Sequence[str], answers: Sequence[int]) -> list[Named]:
    placed = Placement.objects.standing().filter(direction=direction, solution__isnull=False).values("solution_id")
    rows = Solution.objects.public().exclude(pk__in=placed).select_related("current_version", "supplier")
    called = rows if words else rows.none()
    for word in words:
        begins = rf"\m{re.escape(word)}"
        called = called.filter(Q(current_version__title__iregex=begins) | Q(supplier__name__iregex=begins))
    keys = [
        *answers[: MOST_FOUND * 2],
        *called.order_by("current_version__title", "pk").values_list("pk", flat=True)[:MOST_FOUND],
    ]
    known = rows.in_bulk(keys)
    found = [
        Named("solution", f"{row.current_version.title} ({row.supplier.name})", row.slug, row.current_version.problem)
        for row in map(known.get, dict.fromkeys(keys))
        if row is not None and row.current_version is not None
    ]
    return found[:MOST_FOUND]
