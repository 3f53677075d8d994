"""One municipality's radar, now or on an earlier day, as one reader may see it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from lysning.core.actors import Actor
from lysning.core.formats import alphabetical
from lysning.direction.models import Direction
from lysning.direction.queries.history import (
    Standing,
    begin_of,
    direction_state,
    end_of,
    placements_now,
    placements_then,
    reader_of,
)
from lysning.direction.queries.names import Kind, Named, Names
from lysning.direction.queries.rings import RingLine, rings_by_key
from lysning.direction.rules import (
    DirectionState,
    Link,
    Movement,
    PlacementState,
    Visibility,
    given_way,
    movements,
    seen_then,
)


@dataclass(frozen=True)
class Earlier:
    """An earlier placement of what is one topic today: it gives way on the radar, and is told beside the one that counts."""

    slug: str
    name: str
    ring: RingLine
    reason: str
    decided_on: date
    visibility: Visibility


@dataclass(frozen=True)
class PlacementLine:
    """A placement as it stands in the list: no internal note, which is read on its own page alone."""

    id: int
    number: int
    slug: str
    named: Named
    ring: RingLine
    reason: str
    owner: str
    owner_post_id: int
    decided_on: date
    review_by: date
    visibility: Visibility
    links: tuple[Link, ...]
    is_draft: bool
    is_hidden: bool
    movement: Movement
    from_ring: RingLine | None
    earlier: tuple[Earlier, ...] = ()

    @property
    def kind(self) -> Kind:
        """What it is: a topic, a solution, or a technology in own words."""
        return self.named.kind

    @property
    def is_inwards(self) -> bool:
        """True when it has moved towards the centre."""
        return self.from_ring is not None and self.from_ring.position > self.ring.position


@dataclass(frozen=True)
class RingSection:
    """A ring with what stands in it, in the order of the Danish alphabet."""

    ring: RingLine
    lines: tuple[PlacementLine, ...]


@dataclass(frozen=True)
class Narrowing:
    """What a reader wants to see of a radar: rings, kinds and owner posts (none: all), and only what has changed."""

    rings: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    is_moved_only: bool = False
    owners: frozenset[int] = frozenset()

    def keeps(self, line: PlacementLine) -> bool:
        """True when the line is asked for."""
        return (
            (not self.rings or line.ring.key in self.rings)
            and (not self.kinds or line.kind in self.kinds)
            and (not self.is_moved_only or line.movement != "same")
            and (not self.owners or line.owner_post_id in self.owners)
        )


@dataclass(frozen=True)
class Radar:
    """A radar on a day: the direction's words, its rings from the centre, and what has left since the day compared with."""

    state: DirectionState
    owner: str
    day: date
    sections: tuple[RingSection, ...]
    gone: tuple[PlacementLine, ...] = ()

    @property
    def lines(self) -> tuple[PlacementLine, ...]:
        """Every placement, from the centre."""
        return tuple(line for section in self.sections for line in section.lines)

    @property
    def joined(self) -> tuple[PlacementLine, ...]:
        """The placements that others give way to, since their topics have become one."""
        return tuple(line for line in self.lines if line.earlier)

    def narrowed(self, narrowing: Narrowing) -> tuple[RingSection, ...]:
        """The rings with the lines that are asked for; rings that are not asked for are left out."""
        return tuple(
            RingSection(section.ring, tuple(line for line in section.lines if narrowing.keeps(line)))
            for section in self.sections
            if not narrowing.rings or section.ring.key in narrowing.rings
        )


def radar_of(
    direction: Direction, actor: Actor, *, today: date, day: date | None = None, since: date | None = None
) -> Radar | None:
    """The radar as the actor may see it on a day (its end), or now; movements are those since the beginning of `since`.

    Placements whose topics were one then stand as one line, that of the later decision, with the earlier ones told; a topic
    has the name of what it counted as then. None when the actor could see no direction that day. At most eleven queries,
    however many placements.
    """
    reader = reader_of(actor, direction.municipality_id)
    state = direction_state(direction, end_of(day) if day else None)
    if state is None or not (state.is_published or reader == "own"):
        return None
    rows = placements_now(direction.pk, with_hidden=reader == "own")
    now = {row_id: row.state for row_id, row in rows.items()}
    seen = seen_then(placements_then(now, end_of(day)) if day else now, now, reader)
    before = seen_then(placements_then(now, begin_of(since)), now, reader) if since else seen
    return _drawn(
        state, _Lines(rows, day or today, seen, before, state.facts.owner_post_id, end_of(day) if day else None)
    )


def _drawn(state: DirectionState, lines: "_Lines") -> Radar:
    standing = lines.of({row_id: each for row_id, each in lines.seen.items() if row_id not in lines.given_way})
    sections = tuple(
        RingSection(ring, tuple(line for line in standing if line.ring.key == ring.key))
        for ring in lines.rings.values()
    )
    return Radar(
        state=state,
        owner=lines.names.post(state.facts.owner_post_id),
        day=lines.day,
        sections=tuple(section for section in sections if section.lines or section.ring.is_open),
        gone=lines.of({row_id: placed for row_id, placed in lines.before.items() if lines.moved[row_id] == "gone"}),
    )


class _Lines:
    """Placements as lines of a list, numbered ring by ring from the centre."""

    def __init__(
        self,
        rows: Mapping[int, Standing],
        day: date,
        seen: Mapping[int, PlacementState],
        before: Mapping[int, PlacementState],
        owner: int,
        moment: datetime | None,
    ) -> None:
        self.day, self.seen, self.before = day, seen, before
        self.names = Names([*seen.values(), *before.values()], posts=[owner], before=moment)
        self.rings = rings_by_key(day)
        self.moved = movements(before, seen)
        self._rows = rows
        shown = {row_id: state for row_id, state in seen.items() if not rows[row_id].is_hidden}
        self.given_way = given_way(shown, merges, moment) if (merges := self.names.merges()) else {}

    def of(self, placed: Mapping[int, PlacementState]) -> tuple[PlacementLine, ...]:
        """The lines in order: from the centre, then in the order of the Danish alphabet."""
        named = [(self.names.subject(state.subject), row_id, state) for row_id, state in placed.items()]
        named.sort(key=lambda item: (self.rings[item[2].facts.ring].position, alphabetical(item[0].name), item[1]))
        return tuple(self._line(number, *item) for number, item in enumerate(named, 1))

    def _line(self, number: int, named: Named, row_id: int, state: PlacementState) -> PlacementLine:
        facts, movement = state.facts, self.moved[row_id]
        _state, slug, is_hidden = self._rows[row_id]
        return PlacementLine(
            id=row_id,
            number=number,
            slug=slug,
            named=named,
            ring=self.rings[facts.ring],
            reason=facts.reason,
            owner=self.names.post(facts.owner_post_id),
            owner_post_id=facts.owner_post_id,
            decided_on=facts.decided_on,
            review_by=facts.review_by,
            visibility=facts.visibility,
            links=facts.links,
            is_draft=not state.is_published,
            is_hidden=is_hidden,
            movement=movement,
            from_ring=self.rings[self.before[row_id].facts.ring] if movement == "moved" else None,
            earlier=tuple(self._earlier(row) for row, counting in self.given_way.items() if counting == row_id),
        )

    def _earlier(self, row_id: int) -> Earlier:
        state, facts = self.seen[row_id], self.seen[row_id].facts
        named = self.names.subject(state.subject)
        return Earlier(
            slug=self._rows[row_id].slug,
            name=named.placed_as,
            ring=self.rings[facts.ring],
            reason=facts.reason,
            decided_on=facts.decided_on,
            visibility=facts.visibility,
        )
