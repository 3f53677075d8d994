"""What every act upon a radar leaves behind: a change that is never rewritten, a line in the audit log, and an event."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from lysning.core import audit, events
from lysning.core.actors import Actor
from lysning.core.refusal import Refused, refusal_words
from lysning.direction.events import DirectionChanged, PlacementChanged
from lysning.direction.models import Direction, DirectionChange, Placement, PlacementChange
from lysning.direction.rules import Fault
from lysning.directory.models import Post

refusal_words(
    direction_text_missing=_("Write a text."),
    direction_text_too_long=_("This is %(length)s characters. There is room for %(longest)s."),
    direction_text_has_cpr=_("The text holds something that looks like a CPR number. Remove it."),
    direction_many_aims=_("Write at most %(most)s aims. Fewer are read by more."),
    direction_many_links=_("There is room for %(most)s links."),
    direction_link=_("“%(value)s” is not an address we can link to. It must begin with https://."),
    direction_decided_far=_("The decision lies more than a year ahead."),
    direction_review_first=_("The review must come after the decision."),
    direction_review_far=_("Choose a day within five years."),
    direction_owner=_("Choose a leader post of the municipality."),
    direction_exists=_("The municipality has a direction in this area already."),
    direction_empty=_("There is nothing to publish yet. Write an aim, or place a technology."),
    placement_one_subject=_("Choose a topic or a solution, or write what it is."),
    placement_subject_fixed=_("What is placed cannot be exchanged for something else. Remove it, and place the other."),
    placement_taken=_("This stands on the radar already."),
    placement_topic_unknown=_("Choose a topic from the list."),
    placement_solution_unknown=_("Choose a solution that is published."),
    placement_solution_example=_("That solution is an example. Choose a real one."),
    placement_visibility=_("Choose who may see it."),
    placement_ring=_("Choose one of the rings that count today."),
    placement_is_removed=_("This has been taken off the radar."),
    placement_stands=_("This stands on the radar."),
    placement_needs_reason=_("“%(name)s” has no reason yet. Write why before you publish it."),
)


def record_direction(direction: Direction, kind: str, *, by: Actor, at: datetime, note: str = "") -> None:
    """Writes down what the direction says after an act of this kind, and announces DirectionChanged."""
    DirectionChange.objects.create(
        direction=direction,
        number=direction.revision,
        kind=kind,
        state=direction.state.written(),
        note=note,
        by_user_id=by.user_id,
        at=at,
        is_example=direction.is_example,
    )
    audit.record(f"direction.direction_{kind}", direction, by=by, at=at, number=direction.revision)
    events.announce(DirectionChanged(direction.pk, direction.revision, kind))


def record_placement(placement: Placement, kind: str, *, by: Actor, at: datetime, note: str = "") -> None:
    """Writes down what the placement says after an act of this kind, and announces PlacementChanged."""
    PlacementChange.objects.create(
        placement=placement,
        number=placement.revision,
        kind=kind,
        state=placement.state.written(),
        note=note,
        by_user_id=by.user_id,
        at=at,
        is_example=placement.is_example,
    )
    audit.record(f"direction.placement_{kind}", placement, by=by, at=at, number=placement.revision)
    events.announce(PlacementChanged(placement.pk, placement.revision, kind))


def refuse_first(faults: Iterable[Fault]) -> None:
    """Raises Refused for the first fault, at its field."""
    for fault in faults:
        raise Refused(fault.code, field=fault.field, **fault.facts)


def check_owner(municipality_id: int, post_id: int) -> None:
    """Raises Refused at "owner_post" unless the post is an active one of the municipality."""
    if not Post.objects.active().filter(pk=post_id, municipality_id=municipality_id).exists():
        raise Refused("direction_owner", field="owner_post")
