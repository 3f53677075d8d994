"""From a finding to a decision: who cites it on a radar, and where what it is about stands on one's own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.urls import reverse

from lysning.core.actors import Actor
from lysning.core.lookups import Alphabetical
from lysning.direction.models import Direction, Placement
from lysning.direction.queries.editing import editable
from lysning.direction.queries.placement import address_of
from lysning.direction.queries.rings import RingLine, rings_by_key
from lysning.evidence.models import Finding


@dataclass(frozen=True)
class Decided:
    """A public placement that cites the finding: whose, where, in which ring."""

    municipality: str
    address: str
    ring: RingLine


@dataclass(frozen=True)
class OwnStand:
    """A radar the reader may edit, and where what the finding is about stands on it: None where it does not stand yet."""

    direction: Direction
    placement: Placement | None
    ring: RingLine | None


def decided_from(finding: Finding, *, today: date) -> list[Decided]:
    """Who cites the finding among a public placement's links, the latest decision first. One query, none without a subject."""
    if finding.topic is None and finding.solution_id is None:
        return []
    page = reverse("evidence:finding", args=[finding.slug])
    rings = rings_by_key(today)
    rows = Placement.objects.public().filter(_about(finding)).order_by("-decided_on", "-pk")
    rows = rows.select_related("direction__municipality", "direction__area", "ring")
    return [
        Decided(row.direction.municipality.official_name, address_of(row), rings[row.ring.key])
        for row in rows
        if any(link["address"].endswith(page) for link in row.links)
    ]


def own_stands(finding: Finding, actor: Actor, *, today: date) -> Sequence[OwnStand]:
    """The radars of the finding's area that the actor may edit. At most two queries, none for who could have none."""
    homes = list(editable(actor).filter(area_id=finding.area_id).order_by(Alphabetical("municipality__name")))
    if not homes:
        return []
    rings = rings_by_key(today)
    rows = Placement.objects.standing().filter(_about(finding), direction__in=homes)
    placed = list(rows.select_related("ring").order_by("pk")) if finding.topic or finding.solution_id else []
    found = []
    for home in homes:
        row = next((row for row in placed if row.direction_id == home.pk), None)
        found.append(OwnStand(home, row, rings[row.ring.key] if row else None))
    return found


def _about(finding: Finding) -> Q:
    of_topic = Q(topic__current_id=finding.topic.current_id) if finding.topic else Q(pk=None)
    return of_topic | Q(solution_id=finding.solution_id) if finding.solution_id else of_topic
