"""A municipality's directions, area by area."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import BooleanField, ExpressionWrapper, Q

from lysning.core.actors import Actor
from lysning.core.permissions import may
from lysning.direction.models import LIGHTEST_FIRST, Direction, Placement, PlacementQuerySet
from lysning.direction.queries.rings import RingLine, rings_on
from lysning.directory.models import Municipality
from lysning.taxonomy.models import ServiceArea
from lysning.taxonomy.queries import areas


@dataclass(frozen=True)
class AreaLine:
    """A service area of a municipality: its direction when the reader may see one, and how many stand in each ring."""

    area: ServiceArea
    direction: Direction | None
    counts: tuple[tuple[RingLine, int], ...]
    may_begin: bool

    @property
    def total(self) -> int:
        """How many stand on the radar."""
        return sum(count for _ring, count in self.counts)


def overview(municipality: Municipality, actor: Actor, *, today: date) -> tuple[AreaLine, ...]:
    """Every service area in its order. At most four queries, and for a leader one for each area without a direction."""
    directions = {row.area_id: row for row in Direction.objects.visible_to(actor).filter(municipality=municipality)}
    placed = (
        Placement.objects.standing().visible_to(actor).filter(direction__in=[row.pk for row in directions.values()])
    )
    counted = _dots(placed)
    rings = rings_on(today)
    is_own = municipality.pk in actor.organisations(("leader", "coordinator"))
    return tuple(
        AreaLine(
            area=area,
            direction=directions.get(area.pk),
            counts=tuple((ring, counted[area.pk, ring.key]) for ring in rings if counted[area.pk, ring.key]),
            may_begin=is_own
            and area.pk not in directions
            and may(actor, "direction.edit_direction", Direction(municipality=municipality, area=area)),
        )
        for area in areas()
    )


def _dots(placed: PlacementQuerySet) -> Counter[tuple[int, str]]:
    """How many dots stand in each ring (key) of each area (id): placements that are of one topic today are one, as on the
    radar (`rules.joined`). One query.
    """
    is_published = ExpressionWrapper(Q(published_at__isnull=False), output_field=BooleanField())
    rows = placed.alias(is_published=is_published).order_by("is_published", *LIGHTEST_FIRST)
    dots: dict[tuple[int, ...], tuple[int, str]] = {}
    columns = ("pk", "hidden_at", "direction_id", "topic__current_id", "direction__area_id", "ring__key")
    for pk, hidden_at, radar_id, topic_id, area_id, ring in rows.values_list(*columns):
        dots[(pk,) if topic_id is None or hidden_at else (radar_id, topic_id)] = (area_id, ring)
    return Counter(dots.values())
