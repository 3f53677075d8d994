"""A direction's own words: begun as a draft, published with its placements, changed in the open."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from lysning.core.actors import Actor
from lysning.core.clock import day_of
from lysning.core.examples import as_example
from lysning.core.refusal import STALE, Refused
from lysning.core.revisions import update_unchanged
from lysning.direction.actions.recording import check_owner, record_direction, record_placement, refuse_first
from lysning.direction.models import Direction, Placement
from lysning.direction.rules import DirectionFacts, direction_faults, tidy_direction
from lysning.directory.models import Municipality
from lysning.taxonomy.models import ServiceArea


@transaction.atomic
def start_direction(
    *,
    municipality: Municipality,
    area: ServiceArea,
    facts: DirectionFacts,
    by: Actor,
    at: datetime,
    is_example: bool = False,
) -> Direction:
    """Begins a municipality's direction in an area as a draft that only the municipality sees; announces DirectionChanged.

    Raises Refused with the field as field: "direction_exists", "direction_owner" or what `direction_faults` says.
    """
    facts = _checked(municipality.pk, facts, at)
    direction, is_new = Direction.objects.get_or_create(
        municipality=municipality,
        area=area,
        defaults={**_columns(facts), "created_at": at, "is_example": is_example or as_example(by)},
    )
    if not is_new:
        raise Refused("direction_exists")
    record_direction(direction, "placed", by=by, at=at)
    return direction


@transaction.atomic
def edit_direction(*, direction: Direction, revision: int, facts: DirectionFacts, by: Actor, at: datetime) -> Direction:
    """Says something else and returns it fresh; what is the same is not written. Announces DirectionChanged.

    Raises Refused as `start_direction`, or "stale".
    """
    locked = Direction.objects.select_for_update().get(pk=direction.pk)
    if locked.revision != revision:
        raise Refused(STALE)
    facts = _checked(locked.municipality_id, facts, at)
    if facts == locked.state.facts:
        return locked
    update_unchanged(locked, revision=revision, **_columns(facts))
    record_direction(locked, "edited", by=by, at=at)
    return locked


@transaction.atomic
def publish_direction(
    *, direction: Direction, revision: int, drafts: Mapping[int, int], by: Actor, at: datetime
) -> Direction:
    """Makes a direction public with these of its drafts (revision by id), and later drafts of a public one.

    Announces DirectionChanged the first time, and PlacementChanged for each draft. Raises Refused: "stale" when one of them
    has been changed or published since, "placement_needs_reason", or "direction_empty".
    """
    locked = Direction.objects.select_for_update().get(pk=direction.pk)
    if locked.revision != revision:
        raise Refused(STALE)
    chosen = _chosen(locked, drafts)
    if not locked.aims and not chosen and not Placement.objects.filter(direction=locked).public().exists():
        raise Refused("direction_empty")
    if locked.published_at is None:
        update_unchanged(locked, revision=revision, published_at=at)
        record_direction(locked, "published", by=by, at=at)
    for placement in chosen:
        update_unchanged(placement, revision=placement.revision, published_at=at)
        record_placement(placement, "published", by=by, at=at)
    return locked


def _chosen(direction: Direction, drafts: Mapping[int, int]) -> list[Placement]:
    rows = Placement.objects.select_for_update(of=("self",)).select_related("ring", "topic__current", "solution")
    chosen = list(rows.standing().filter(direction=direction, pk__in=drafts, published_at__isnull=True).order_by("pk"))
    if {placement.pk: placement.revision for placement in chosen} != dict(drafts):
        raise Refused(STALE)
    for placement in chosen:
        if not placement.reason:
            raise Refused("placement_needs_reason", name=placement.own_title or placement.slug)
    return chosen


def _checked(municipality_id: int, facts: DirectionFacts, at: datetime) -> DirectionFacts:
    tidy = tidy_direction(facts)
    refuse_first(direction_faults(tidy, day_of(at)))
    check_owner(municipality_id, tidy.owner_post_id)
    return tidy


def _columns(facts: DirectionFacts) -> dict[str, Any]:
    names = ("background", "owner_post_id", "review_by", "decided_on", "decided_by")
    return {**{name: getattr(facts, name) for name in names}, "aims": list(facts.aims)}
