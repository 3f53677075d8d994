"""One run worked out, nothing written: who is offered what, what waits for somebody to reach, and why not more."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256

import numpy as np

from lysning.accounts.queries import Contact, contacts
from lysning.catalogue.models import SolutionVersion
from lysning.enquiries.models import Enquiry
from lysning.enquiries.queries.candidates import (
    Candidates,
    Placing,
    Progress,
    candidates,
    placings,
    room_of_desks,
    room_of_posts,
    room_to_wait,
)
from lysning.enquiries.rules.allocation import Allocation, Why, allocate
from lysning.enquiries.rules.problem import Columns, Problem, RunTerms, problem_from_columns
from lysning.enquiries.rules.promises import REACH_MUNICIPALITIES

NO_CONTACT = "no_contact"
"""Why a post was not offered the solution, beside the solver's own reasons: there is nobody to reach."""


@dataclass(frozen=True)
class PlannedOffer:
    """Offer the version to the post by this contact; without one: let it wait for somebody to reach."""

    version: SolutionVersion
    post_id: int
    municipality_id: int
    relevance: float
    reasons: list[dict[str, object]]
    contact: Contact | None


@dataclass(frozen=True)
class PlannedOutcome:
    """What the run does for one version, and what kept each of its other posts away."""

    version: SolutionVersion
    candidate_count: int
    municipality_count: int
    places_before: int
    why: str
    counts: Mapping[str, int]


@dataclass(frozen=True)
class Plan:
    """A whole run: `late` are waiting enquiries that can be offered now, with the contact to whom."""

    late: Sequence[tuple[Enquiry, Contact]]
    offers: Sequence[PlannedOffer]
    outcomes: Sequence[PlannedOutcome]
    inputs_hash: str
    relevance: float
    terms: RunTerms
    candidate_count: int = 0


@dataclass
class _Ground:
    """What both halves of a run stand on."""

    placed: Sequence[Placing]
    found: Sequence[Candidates]
    reach: Mapping[int, Contact]
    desk_room: Mapping[int, int]
    terms: RunTerms
    offered: dict[int, set[int]] = field(default_factory=dict)


def plan_run(*, run_date: date, at: datetime, progress: Progress) -> Plan:
    """Works a run out; the same data and date give the same plan.

    First what has waited and can be reached now, oldest first, as far as the week's room goes. Then the solver over all
    posts that can be reached, those a coordinator stands in for within the coordinator's room. Then, in municipalities
    where nobody at all can be reached for a solution, what is to wait.
    Raises solver.SolverError when no optimum was proven.
    """
    placed = placings(at)
    room, desk_room = room_of_posts(run_date), room_of_desks(run_date)
    reach = contacts(room)
    found = candidates(placed, run_date, progress, reach)
    progress(0, 1, "solve")
    late = _late(room, desk_room, reach)
    ground = _Ground(placed, found, reach, desk_room, RunTerms(run_date))
    for enquiry, _ in late:
        ground.offered.setdefault(enquiry.version_id, set()).add(enquiry.municipality_id)
    first, second = _offer(ground, room), _wait(ground)
    progress(1, 1, "solve")
    return Plan(
        late=late,
        offers=[*_offers(ground, first, reach), *_offers(ground, second, {})],
        outcomes=_outcomes(ground, first),
        inputs_hash=sha256(f"{first.input_hash} {second.input_hash}".encode()).hexdigest(),
        relevance=first.objective.relevance,
        terms=ground.terms,
        candidate_count=sum(len(each.posts) for each in found),
    )


def _late(
    room: dict[int, int], desk_room: dict[int, int], reach: Mapping[int, Contact]
) -> list[tuple[Enquiry, Contact]]:
    """The waiting enquiries whose post can be reached and has room, and so has a coordinator in its place; takes the room."""
    late = []
    waiting = Enquiry.objects.waiting().filter(post_id__in=list(reach)).select_related("version")
    for enquiry in waiting.order_by("created_at", "-relevance", "pk"):
        contact = reach[enquiry.post_id]
        needed = [(room, enquiry.post_id), *([(desk_room, enquiry.municipality_id)] if contact.is_stand_in else [])]
        if all(left.get(key, 0) > 0 for left, key in needed):
            for left, key in needed:
                left[key] -= 1
            late.append((enquiry, contact))
    return late


def _offer(ground: _Ground, room: Mapping[int, int]) -> Allocation:
    """The solver's word on the posts that can be reached; notes who gets what."""
    result = allocate(_problem(ground, room, [np.isin(each.posts, list(ground.reach)) for each in ground.found], []))
    for offer in result.offers:
        ground.offered.setdefault(offer.solution, set()).add(offer.municipality)
    return result


def _wait(ground: _Ground) -> Allocation:
    """The solver's word on what waits: only where no candidate post of the municipality can be reached."""
    wanted = []
    for each in ground.found:
        can_reach = np.isin(each.posts, list(ground.reach))
        wanted.append(~np.isin(each.municipalities, np.asarray(each.municipalities)[can_reach]))
    return allocate(_problem(ground, room_to_wait(), wanted, [placing.waiting for placing in ground.placed]))


def _problem(
    ground: _Ground, room: Mapping[int, int], wanted: Sequence[np.ndarray], taken: Sequence[frozenset[int]]
) -> Problem:
    """The solver's input: per solution the wanted candidates, its places, and the municipalities it has or waits in."""
    has = [
        placing.reached | ground.offered.get(placing.version.pk, set()) | (taken[number] if taken else frozenset())
        for number, placing in enumerate(ground.placed)
    ]
    ids = [placing.version.pk for placing in ground.placed]
    sizes = [int(each.sum()) for each in wanted]
    posts = _picked([each.posts for each in ground.found], wanted, np.int64)
    municipalities = _picked([each.municipalities for each in ground.found], wanted, np.int64)
    known, first = np.unique(posts, return_index=True)
    desks = _desks(ground, known.tolist(), municipalities[first].tolist())
    columns = Columns(
        solution=ids,
        places=[len(each) for each in has],
        reached=[(pk, municipality) for pk, each in zip(ids, has, strict=True) for municipality in sorted(each)],
        post=known,
        municipality=municipalities[first],
        room=[room.get(pk, 0) for pk in known.tolist()],
        candidate_solution=np.repeat(np.asarray(ids, np.int64), sizes),
        candidate_post=posts,
        relevance=_picked([each.relevance for each in ground.found], wanted, np.float64),
        desk=desks,
        desk_room=[(desk, ground.desk_room.get(desk, 0)) for desk in sorted({desk for _, desk in desks})],
    )
    return problem_from_columns(columns, ground.terms)


def _desks(ground: _Ground, posts: Sequence[int], municipalities: Sequence[int]) -> list[tuple[int, int]]:
    """The posts a coordinator stands in for, each with its desk: the municipality."""
    pairs = zip(posts, municipalities, strict=True)
    return [(post, desk) for post, desk in pairs if post in ground.reach and ground.reach[post].is_stand_in]


def _picked(columns: Sequence[Sequence[float]], wanted: Sequence[np.ndarray], kind: type) -> np.ndarray:
    parts = [np.asarray(column, dtype=kind)[mask] for column, mask in zip(columns, wanted, strict=True)]
    return np.concatenate(parts) if parts else np.zeros(0, dtype=kind)


def _offers(ground: _Ground, result: Allocation, reach: Mapping[int, Contact]) -> list[PlannedOffer]:
    position = {placing.version.pk: number for number, placing in enumerate(ground.placed)}
    where = [dict(zip(each.posts, range(len(each.posts)), strict=True)) for each in ground.found]
    planned = []
    for offer in result.offers:
        number = position[offer.solution]
        reasons = ground.found[number].reasons[where[number][offer.post]]
        planned.append(
            PlannedOffer(
                version=ground.placed[number].version,
                post_id=offer.post,
                municipality_id=offer.municipality,
                relevance=offer.relevance,
                reasons=[reason.as_dict() for reason in reasons],
                contact=reach.get(offer.post),
            )
        )
    return planned


def _outcomes(ground: _Ground, result: Allocation) -> list[PlannedOutcome]:
    explained = {each.solution: each for each in result.explanations}
    outcomes = []
    for placing, each in zip(ground.placed, ground.found, strict=True):
        told = explained[placing.version.pk]
        counts: Counter[str] = Counter({why.value: count for why, count in told.counts.items()})
        if unreachable := sum(post not in ground.reach for post in each.posts):
            counts[NO_CONTACT] = unreachable
        is_short = told.places < REACH_MUNICIPALITIES and told.why == Why.NO_MORE_RELEVANT_POSTS
        outcomes.append(
            PlannedOutcome(
                version=placing.version,
                candidate_count=len(each.posts),
                municipality_count=len(set(each.municipalities)),
                places_before=len(placing.reached),
                why=NO_CONTACT if is_short and unreachable else told.why.value,
                counts=dict(sorted(counts.items())),
            )
        )
    return outcomes
