"""News of directions, for whoever follows the municipality, the area, what has been placed, or the finding it is placed after.

Only what everyone may see.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import TypedDict

from django.db.models import Max, Q
from django.urls import reverse
from django.utils.translation import override

from lysning.direction.models import Direction, Placement, PlacementChange
from lysning.direction.queries import Names, address_of
from lysning.evidence.models import Finding
from lysning.notifications.queries.trials import Target
from lysning.notifications.rules import News

DIRECTION_PAGE = "direction:direction"
FINDINGS_PAGE = "evidence:findings"


class Titles(TypedDict):
    """What one thing is called, to Danish and to English readers."""

    title: str
    title_en: str


def directions_between(since: datetime, until: datetime) -> Iterator[tuple[News, list[Target]]]:
    """What was published or moved after `since` and not after `until`, and whom it concerns.

    Followers of a topic, a solution or a finding are told of each placement that is of it, or names it; those of a
    municipality or an area of each direction, with how many decisions there were. At most seven queries.
    """
    moved = _moved(since, until)
    new = Q(published_at__gt=since, published_at__lte=until)
    rows = Placement.objects.public().filter(new | Q(pk__in=moved))
    rows = rows.select_related("direction__municipality", "direction__area", "topic", "ring", "owner_post").order_by(
        "pk"
    )
    placed = list(rows)
    names, cited = Names(row.state for row in placed), _cited(placed)
    decided: defaultdict[int, list[datetime]] = defaultdict(list)
    for row in placed:
        is_new = row.published_at is not None and row.published_at > since
        at = moved.get(row.pk) or row.published_at or until
        decided[row.direction_id].append(at)
        if targets := [*_of_subject(row), *cited[row.pk]]:
            yield _placement_news(row, names, is_new=is_new, at=at), targets
    directions = Direction.objects.public().filter(new | Q(pk__in=decided)).select_related("municipality", "area")
    for direction in directions.order_by("pk"):
        targets = [("municipality", direction.municipality_id), ("area", direction.area_id)]
        yield _direction_news(direction, decided[direction.pk], since), targets


def _moved(since: datetime, until: datetime) -> dict[int, datetime]:
    """When each placement (id) that has moved did so last."""
    rows = PlacementChange.objects.filter(kind="moved", at__gt=since, at__lte=until).order_by()
    return dict(rows.values_list("placement_id").annotate(Max("at")))


def _of_subject(row: Placement) -> list[Target]:
    if row.topic is not None:
        return [("topic", row.topic.current_id)]
    return [("solution", row.solution_id)] if row.solution_id is not None else []


def _cited(rows: Iterable[Placement]) -> dict[int, list[Target]]:
    """The findings that each placement (id) names among its links. At most one query."""
    page = re.compile(re.escape(reverse(FINDINGS_PAGE)) + r"([-\w]+)/$")
    named = {row.pk: {found[1] for link in row.links if (found := page.search(link["address"]))} for row in rows}
    slugs = set().union(*named.values())
    known = dict(Finding.objects.public().filter(slug__in=slugs).values_list("slug", "pk")) if slugs else {}
    return {key: [("finding", known[slug]) for slug in sorted(each) if slug in known] for key, each in named.items()}


def _placement_news(row: Placement, names: Names, *, is_new: bool, at: datetime) -> News:
    return News(
        thing=f"placement:{row.pk}",
        event="placed" if is_new else "moved",
        at=at,
        whose=row.direction.municipality.official_name,
        path=address_of(row),
        is_example=row.is_example,
        **_titles(lambda: names.subject(row.subject).name),
    )


def _direction_news(row: Direction, decided: list[datetime], since: datetime) -> News:
    is_new = row.published_at is not None and row.published_at > since
    return News(
        thing=f"direction:{row.pk}",
        event="directed" if is_new else "decided",
        at=max([*decided, row.published_at] if is_new and row.published_at else decided),
        whose="",
        path=reverse(DIRECTION_PAGE, args=[row.municipality.slug, row.area.key]),
        is_example=row.is_example,
        number=len(decided),
        **_titles(lambda: f"{row.municipality.name}: {row.area.name}"),
    )


def _titles(name: Callable[[], str]) -> Titles:
    """The name as each reader of the mail will read it, whoever starts the round."""
    with override("da"):
        title = name()
    with override("en"):
        return {"title": title, "title_en": name()}
