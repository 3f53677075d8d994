"""What stands on a radar: placed, moved, said otherwise, taken off and put back. Nothing is ever deleted."""

import secrets
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from lysning.catalogue.models import Solution
from lysning.core.actors import Actor
from lysning.core.clock import day_of
from lysning.core.examples import as_example
from lysning.core.plaintext import clean, slug_of
from lysning.core.refusal import STALE, Refused
from lysning.core.revisions import update_unchanged
from lysning.direction.actions.recording import check_owner, record_placement, refuse_first
from lysning.direction.models import Direction, Placement
from lysning.direction.queries import open_rings
from lysning.direction.rules import (
    PlacementFacts,
    Subject,
    placement_faults,
    subject_faults,
    tidy_placement,
    tidy_subject,
)
from lysning.direction.rules.faults import text_faults
from lysning.taxonomy.models import Topic


@transaction.atomic
def place(
    *,
    direction: Direction,
    subject: Subject,
    facts: PlacementFacts,
    publish: bool,
    by: Actor,
    at: datetime,
    copied_from: Placement | None = None,
    is_import: bool = False,
) -> Placement:
    """Puts a subject on a radar, as a draft or (when the direction is public) at once for those who may see it.

    Announces PlacementChanged. A topic that has been merged is placed as the one it counts as. A draft of an import may lack
    its reason until it is published. Raises Refused with the field as field: "placement_taken", "placement_topic_unknown",
    "placement_solution_unknown", "placement_ring", "direction_owner", or what `subject_faults` and `placement_faults` say.
    """
    locked = Direction.objects.select_for_update().get(pk=direction.pk)
    subject, name, solution = _checked_subject(subject)
    _refuse_taken(locked, subject)
    is_public = publish and locked.published_at is not None
    facts = _checked(locked, facts, at, needs_reason=is_public or not is_import)
    placement = Placement.objects.create(
        direction=locked,
        slug=f"{slug_of(name)}-{secrets.token_hex(3)}",
        **asdict(subject),
        **_columns(facts, at),
        copied_from=copied_from,
        is_example=as_example(by, locked, solution),
        created_at=at,
        published_at=at if is_public else None,
    )
    record_placement(placement, "placed", by=by, at=at)
    return placement


@transaction.atomic
def edit_placement(
    *,
    placement: Placement,
    revision: int,
    facts: PlacementFacts,
    by: Actor,
    at: datetime,
    subject: Subject | None = None,
    note: str = "",
) -> Placement:
    """Says something else of what is placed, and returns it fresh; what is the same is not written.

    In another ring it is "moved", and `note` may say what happened. What stands in own words may be led to a topic or a
    solution by `subject`, nothing else may be exchanged. Announces PlacementChanged. Raises Refused as `place`, or "stale",
    "placement_is_removed", "placement_subject_fixed" or "placement_solution_example".
    """
    locked = _locked(placement, revision)
    if locked.removed_at is not None:
        raise Refused("placement_is_removed")
    facts = _checked(locked.direction, facts, at, needs_reason=locked.published_at is not None or bool(locked.reason))
    words = _note(note)
    changed = {**_columns(facts, at), **_new_subject(locked, subject)}
    before = locked.state
    if facts == before.facts and (subject is None or subject == before.subject):
        return locked
    fresh = update_unchanged(locked, revision=revision, **changed)
    record_placement(fresh, "edited" if facts.ring == before.facts.ring else "moved", by=by, at=at, note=words)
    return fresh


@transaction.atomic
def remove_placement(*, placement: Placement, revision: int, note: str, by: Actor, at: datetime) -> Placement:
    """Takes a placement off the radar with a word on why; its history stays. Announces PlacementChanged.

    Raises Refused: "stale", "placement_is_removed", or at "note" when nothing is said.
    """
    locked = _locked(placement, revision)
    if locked.removed_at is not None:
        raise Refused("placement_is_removed")
    words = _note(note)
    if not words:
        raise Refused("direction_text_missing", field="note")
    fresh = update_unchanged(locked, revision=revision, removed_at=at)
    record_placement(fresh, "removed", by=by, at=at, note=words)
    return fresh


@transaction.atomic
def restore_placement(*, placement: Placement, revision: int, by: Actor, at: datetime) -> Placement:
    """Puts back what was taken off, as it stood. Announces PlacementChanged.

    Raises Refused: "stale", "placement_stands", or "placement_taken" when the subject has been placed anew since.
    """
    locked = _locked(placement, revision)
    if locked.removed_at is None:
        raise Refused("placement_stands")
    _refuse_taken(locked.direction, locked.subject)
    fresh = update_unchanged(locked, revision=revision, removed_at=None)
    record_placement(fresh, "restored", by=by, at=at)
    return fresh


def _locked(placement: Placement, revision: int) -> Placement:
    """The row for this act alone, and its direction, so that nothing is placed beside it. Raises Refused("stale")."""
    direction = Direction.objects.select_for_update().get(pk=placement.direction_id)
    locked = Placement.objects.select_for_update(of=("self",)).select_related("ring").get(pk=placement.pk)
    if locked.revision != revision:
        raise Refused(STALE)
    locked.direction = direction
    return locked


def _new_subject(placement: Placement, subject: Subject | None) -> dict[str, Any]:
    if subject is None or subject == placement.subject:
        return {}
    if not placement.own_title:
        raise Refused("placement_subject_fixed")
    subject, _name, solution = _checked_subject(subject)
    if solution is not None and solution.is_example and not placement.is_example:
        raise Refused("placement_solution_example", field="solution")
    _refuse_taken(placement.direction, subject, besides=placement)
    return asdict(subject)


def _checked_subject(subject: Subject) -> tuple[Subject, str, Solution | None]:
    """The subject as it may be placed, what it is called in Danish, and the solution where it is one."""
    tidy = tidy_subject(subject)
    refuse_first(subject_faults(tidy))
    if tidy.topic_id is not None:
        topic = Topic.objects.accepted().select_related("current").filter(pk=tidy.topic_id).first()
        if topic is None:
            raise Refused("placement_topic_unknown", field="topic")
        return Subject(topic_id=topic.current_id), topic.current.name_da, None
    if tidy.solution_id is not None:
        solution = Solution.objects.public().select_related("current_version").filter(pk=tidy.solution_id).first()
        if solution is None or solution.current_version is None:
            raise Refused("placement_solution_unknown", field="solution")
        return tidy, solution.current_version.title, solution
    return tidy, tidy.own_title, None


def _refuse_taken(direction: Direction, subject: Subject, besides: Placement | None = None) -> None:
    """A subject stands once on a radar, a merged topic as the one it counts as."""
    rows = Placement.objects.standing().filter(direction=direction)
    if besides is not None:
        rows = rows.exclude(pk=besides.pk)
    if subject.topic_id is not None:
        current = Topic.objects.values_list("current_id", flat=True).get(pk=subject.topic_id)
        rows = rows.filter(topic__current_id=current)
    elif subject.solution_id is not None:
        rows = rows.filter(solution_id=subject.solution_id)
    else:
        rows = rows.filter(own_title__iexact=subject.own_title)
    if rows.exists():
        raise Refused("placement_taken", field="subject")


def _checked(direction: Direction, facts: PlacementFacts, at: datetime, *, needs_reason: bool) -> PlacementFacts:
    tidy, day = tidy_placement(facts), day_of(at)
    if tidy.ring not in {ring.key for ring in open_rings(day)}:
        raise Refused("placement_ring", field="ring")
    refuse_first(placement_faults(tidy, day, needs_reason=needs_reason, own=settings.BASE_URL))
    check_owner(direction.municipality_id, tidy.owner_post_id)
    return tidy


def _columns(facts: PlacementFacts, at: datetime) -> dict[str, Any]:
    names = ("owner_post_id", "reason", "decided_on", "review_by", "visibility", "internal_note")
    ring = next(ring.id for ring in open_rings(day_of(at)) if ring.key == facts.ring)
    links = [asdict(link) for link in facts.links]
    return {**{name: getattr(facts, name) for name in names}, "ring_id": ring, "links": links}


def _note(note: str) -> str:
    words = clean(note)
    refuse_first(text_faults("note", words))
    return words
