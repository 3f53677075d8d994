"""A radar that a municipality brings: first tried, then written as drafts, each line by the same act as in the editor."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lysning.catalogue.models import Solution
from lysning.core import audit
from lysning.core.actors import Actor
from lysning.core.clock import day_of
from lysning.core.refusal import Refused, refusal_words
from lysning.direction.actions.placements import place
from lysning.direction.models import Direction
from lysning.direction.queries import open_rings, rings
from lysning.direction.rules import LONGEST, PlacementFacts, Subject, review_day
from lysning.direction.rules.lists import ListedPlacement, read_radar, ring_of
from lysning.taxonomy.models import Topic
from lysning.taxonomy.rules import Problem, fold

Fate = Literal["new", "stands", "ring", "fault"]

refusal_words(
    radar_too_long=_("The list has more than %(most)s lines. Divide it."),
    radar_name_missing=_("There is no name in the column “%(column)s”."),
    radar_ring_unknown=_("“%(value)s” is not a ring we know. Say which one it means."),
)


@dataclass(frozen=True)
class ImportedLine:
    """What becomes of a line: a new draft, nothing as it stands there already, a ring to be asked about, or a fault."""

    listed: ListedPlacement
    fate: Fate
    kind: Literal["topic", "solution", "own"]
    ring: str = ""
    words: str = ""


@dataclass(frozen=True)
class RadarImport:
    """What an import would do, or has done: every line of the list, the words for rings nobody has explained, file problems."""

    lines: tuple[ImportedLine, ...] = ()
    unknown_rings: tuple[tuple[str, int], ...] = ()
    problems: tuple[Problem, ...] = ()
    is_applied: bool = False

    @property
    def counts(self) -> Counter[Fate]:
        """How many lines meet each fate."""
        return Counter(line.fate for line in self.lines)

    @property
    def can_be_written(self) -> bool:
        """True when nothing has to be asked or mended first, and something is new."""
        return not self.problems and not self.unknown_rings and not self.counts["fault"] and bool(self.counts["new"])


def import_radar(
    *, direction: Direction, content: bytes, rings_meant: Mapping[str, str], apply: bool, by: Actor, at: datetime
) -> RadarImport:
    """Takes over a list as drafts of the direction, or only tells what would happen; no line is left untold.

    `rings_meant` says which ring (key) a word of the list means, besides our own names. A line that names a topic or a solution
    of ours, by key or by name, is linked; the others become own words. All or nothing; twice is once.
    """
    listed, problems = read_radar(content)
    with transaction.atomic():
        known = _ring_words(rings_meant, day_of(at))
        lines = tuple(_placed(each, direction, known, by=by, at=at) for each in listed)
        unknown = Counter(line.listed.ring for line in lines if line.fate == "ring")
        report = RadarImport(lines, tuple(unknown.items()), problems)
        if not (apply and report.can_be_written):
            transaction.set_rollback(True)
            return report
        audit.record("direction.import_radar", direction, by=by, at=at, new=report.counts["new"])
    return replace(report, is_applied=True)


def _ring_words(meant: Mapping[str, str], today: date) -> dict[str, str]:
    """Every word we understand, folded: keys and names in both languages, then what somebody has said a word means."""
    is_open = {ring.key for ring in open_rings(today)}
    found: dict[str, str] = {}
    for ring in rings():
        if ring.key in is_open:
            names = [name for wording in ring.wordings.all() for name in (wording.name_da, wording.name_en)]
            found |= {fold(word): ring.key for word in (ring.key, *names)}
    return found | {fold(word): key for word, key in meant.items() if key in is_open}


def _placed(
    listed: ListedPlacement, direction: Direction, known: Mapping[str, str], *, by: Actor, at: datetime
) -> ImportedLine:
    subject = _subject(listed)
    kind: Literal["topic", "solution", "own"] = (
        "topic" if subject.topic_id else "solution" if subject.solution_id else "own"
    )
    if subject == Subject():
        refusal = Refused("radar_name_missing", column=listed.missing)
        return ImportedLine(listed, "fault", kind, words=str(refusal))
    ring = ring_of(listed.ring, known)
    if ring is None:
        return ImportedLine(listed, "ring", kind)
    today = day_of(at)
    facts = PlacementFacts(
        ring=ring,
        owner_post_id=direction.owner_post_id,
        reason=listed.reason[: LONGEST["reason"]],
        decided_on=min(listed.decided_on or today, today),
        review_by=listed.review_by if listed.review_by and listed.review_by > today else review_day(today),
        links=listed.links,
    )
    try:
        with transaction.atomic():
            place(direction=direction, subject=subject, facts=facts, publish=False, is_import=True, by=by, at=at)
    except Refused as refusal:
        fate: Fate = "stands" if refusal.code == "placement_taken" else "fault"
        return ImportedLine(listed, fate, kind, ring, str(refusal))
    return ImportedLine(listed, "new", kind, ring)


def _subject(listed: ListedPlacement) -> Subject:
    """What the line means: our topic by key or name, our solution by address or title, otherwise its own words."""
    topics = Topic.objects.accepted()
    topic = topics.filter(key=listed.topic).first() if listed.topic else None
    topic = topic or _first(topics.filter(name_da__iexact=listed.name), topics.filter(name_en__iexact=listed.name))
    if topic is not None:
        return Subject(topic_id=topic.current_id)
    solutions = Solution.objects.public()
    solution = solutions.filter(slug=listed.solution).first() if listed.solution else None
    if solution is None and listed.name:
        solution = solutions.filter(current_version__title__iexact=listed.name).first()
    return Subject(solution_id=solution.pk) if solution is not None else Subject(own_title=listed.name)


def _first(*rows: Iterable[Topic]) -> Topic | None:
    return next((row for found in rows for row in found), None)
