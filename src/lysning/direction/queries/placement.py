"""The page of one placement: what it says, and how it came to be so."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.urls import reverse

from lysning.accounts.models import MUNICIPAL_ROLES, Membership, User
from lysning.catalogue.rules.versions import Passage, passages
from lysning.core.actors import Actor
from lysning.core.clock import day_of
from lysning.core.lookups import Alphabetical
from lysning.direction.models import Direction, Placement, PlacementChange
from lysning.direction.queries.history import reader_of
from lysning.direction.queries.names import Named, Names
from lysning.direction.queries.rings import RingLine, rings_by_key
from lysning.direction.rules import PlacementState, Reader, may_read
from lysning.direction.rules.joined import weight
from lysning.direction.rules.reviews import holds
from lysning.taxonomy.models import Topic


@dataclass(frozen=True)
class Moment:
    """One line of a placement's history: the act, the rings before and after in the words of that day, the reason.

    The act is the change's kind, or "kept" when all was left as it was for longer. `author` is the person, told to the own
    municipality alone.
    """

    at: datetime
    kind: str
    ring: RingLine
    from_ring: RingLine | None
    note: str
    reason: tuple[Passage, ...]
    author: str


class Beside(NamedTuple):
    """Another placement on the same radar of what is the same topic today: as it was placed, where, and whether it counts."""

    slug: str
    name: str
    ring: RingLine
    decided_on: date
    counts: bool


@dataclass(frozen=True)
class PlacementPage:
    """A placement as one reader may see it; the internal note is empty for everybody outside the municipality.

    `copies` are those on the public radars of others that name it as where they come from, by municipality.
    """

    named: Named
    ring: RingLine
    state: PlacementState
    owner: str
    internal_note: str
    moments: tuple[Moment, ...]
    copied_from: Placement | None
    copies: tuple[Placement, ...]
    beside: tuple[Beside, ...] = ()

    @property
    def counts(self) -> bool:
        """True when this one is the dot on the radar, whatever stands beside it."""
        return not any(each.counts for each in self.beside)


def placement_page(placement: Placement, actor: Actor, *, today: date) -> PlacementPage:
    """Everything about a placement that the actor may see, the newest act first.

    `placement` comes with its direction and ring. Of the history a reader outside the municipality sees the acts after which
    it was published to such readers. At most ten queries.
    """
    reader = reader_of(actor, placement.direction.municipality_id)
    changes = list(placement.changes.order_by("number"))
    states = [PlacementState.read(change.state) for change in changes]
    names = Names([placement.state])
    rings = rings_by_key(today)
    people = User.objects.in_bulk([c.by_user_id for c in changes if c.by_user_id]) if reader == "own" else {}
    credit = placement.copied_from_id
    related = "direction__municipality", "direction__area"
    originals = Placement.objects.visible_to(actor).select_related(*related)
    copies = Placement.objects.public().select_related(*related)
    return PlacementPage(
        named=names.subject(placement.subject),
        ring=rings[placement.ring.key],
        state=placement.state,
        owner=names.post(placement.owner_post_id),
        internal_note=placement.internal_note if reader == "own" else "",
        moments=tuple(reversed(list(_moments(changes, states, reader, people)))),
        copied_from=originals.filter(pk=credit).first() if credit else None,
        copies=tuple(copies.filter(copied_from=placement).order_by(Alphabetical("direction__municipality__name"))),
        beside=_beside(placement, actor, rings),
    )


def _beside(placement: Placement, actor: Actor, rings: Mapping[str, RingLine]) -> tuple[Beside, ...]:
    """What stands on the radar beside it of the same topic, since topics have become one. One query, none for no topic."""
    if placement.topic_id is None or placement.removed_at or placement.hidden_at:
        return ()
    same = Placement.objects.visible_to(actor).standing().filter(direction=placement.direction_id, hidden_at=None)
    of_topic = same.filter(topic__current__in=Topic.objects.filter(pk=placement.topic_id).values("current"))
    rows = of_topic.exclude(pk=placement.pk).select_related("topic", "ring").order_by("-decided_on", "-pk")
    own = weight(placement.pk, placement.state)
    return tuple(
        Beside(
            row.slug,
            row.topic.name if row.topic else "",
            rings[row.ring.key],
            row.decided_on,
            counts=weight(row.pk, row.state) > own,
        )
        for row in rows
    )


def last_author(row: Direction | Placement) -> User | None:
    """Who said last what stands there, when that person is still one of the municipality's. Two queries."""
    changed = row.changes.filter(by_user_id__isnull=False).order_by("-number").values_list("by_user_id", flat=True)
    municipality_id = row.direction.municipality_id if isinstance(row, Placement) else row.municipality_id
    own = Membership.objects.in_force().filter(organisation_id=municipality_id, role__in=MUNICIPAL_ROLES)
    return User.objects.filter(pk=changed.first() or 0, memberships__in=own).first()


def _moments(
    changes: Sequence[PlacementChange], states: Sequence[PlacementState], reader: Reader, people: dict[int, User]
) -> Iterator[Moment]:
    seen: PlacementState | None = None
    for change, state in zip(changes, states, strict=True):
        if not may_read(state, reader):
            continue
        rings = rings_by_key(day_of(change.at))
        is_moved = seen is not None and seen.facts.ring != state.facts.ring
        is_kept = seen is not None and holds(seen.facts, state.facts)
        is_reworded = seen is not None and seen.facts.reason != state.facts.reason
        yield Moment(
            at=change.at,
            kind="kept" if is_kept else change.kind,
            ring=rings[state.facts.ring],
            from_ring=rings[seen.facts.ring] if seen is not None and is_moved else None,
            note=change.note,
            reason=passages(seen.facts.reason, state.facts.reason) if seen is not None and is_reworded else (),
            author=str(people[change.by_user_id]) if change.by_user_id in people else "",
        )
        seen = state


def address_of(placement: Placement) -> str:
    """The path of a placement's page; load it with municipality and area."""
    direction = placement.direction
    return reverse("direction:placement", args=[direction.municipality.slug, direction.area.key, placement.slug])
