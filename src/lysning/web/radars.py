"""Radars on the pages of what stands on them: who has placed a thing where, and the way to place it oneself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from lysning.core.actors import Actor
from lysning.core.tilemap import LegendEntry, Look, TileMap, draw_places
from lysning.direction.models import Direction
from lysning.direction.queries import rings_by_key
from lysning.direction.queries.standing import Stand, own_radars, stands_of_solution, stands_of_topic
from lysning.directory.queries import MunicipalityPlace, municipality_places
from lysning.taxonomy.models import Topic

TONES = ("night", "deep", "mid", "soft", "pale")
"""From the centre outwards; rings beyond these share the last."""


@dataclass(frozen=True)
class OnRadars:
    """Who has a thing on the radar (no map where nobody has), and the reader's own radars to place it on: area and address."""

    map: TileMap | None
    count: int
    places: Sequence[tuple[str, str]]


def topic_on_radars(topic: Topic, actor: Actor, *, today: date) -> OnRadars:
    """Who has placed a topic where. At most three queries."""
    radars = [(radar, {"emne": topic.key}) for radar in own_radars(actor, topic=topic)]
    return _drawn(stands_of_topic(topic), radars, today)


def solution_on_radars(solution_id: int, slug: str, actor: Actor, *, today: date) -> OnRadars:
    """Who has placed a solution where. At most three queries."""
    radars = [(radar, {"loesning": slug}) for radar in own_radars(actor, solution_id=solution_id)]
    return _drawn(stands_of_solution(solution_id), radars, today)


def _drawn(stands: list[Stand], radars: Sequence[tuple[Direction, dict[str, str]]], today: date) -> OnRadars:
    places = [
        (
            radar.area.name,
            f"{reverse('direction:place', args=[radar.municipality.slug, radar.area.key])}?{urlencode(what)}",
        )
        for radar, what in radars
    ]
    latest = {stand.municipality_id: stand for stand in stands}
    return OnRadars(_map(latest, today) if latest else None, len(latest), places)


def _map(stands: dict[int, Stand], today: date) -> TileMap:
    rings = rings_by_key(today)

    def look(place: MunicipalityPlace) -> Look:
        stand = stands.get(place.id)
        if stand is None:
            return Look("none", _("not on a public radar"))
        address = reverse("direction:placement", args=[stand.municipality_slug, stand.area_key, stand.slug])
        return Look(stand.ring, rings[stand.ring].name, address)

    legend = [
        LegendEntry(ring.key, ring.name, TONES[min(number, len(TONES) - 1)], str(number + 1))
        for number, ring in enumerate(rings.values())
    ]
    return draw_places(
        ((place, look(place)) for place in municipality_places()),
        legend=[*legend, LegendEntry("none", _("Not on a public radar"), "empty")],
        title=_("On whose radar?"),
        description=_("Each square is a municipality; its number is the ring, counted from the centre."),
    )
