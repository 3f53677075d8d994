"""Who is offered what in one run, and per solution why it did not get more.

The promise, precisely. Let a solution's *promised places* be its first eight municipalities. A run gives as many
promised places as the posts' room allows at all; among all ways to do so it takes the least uneven one (nobody has
six while somebody could have had a fourth instead of that sixth); only then does it fill the room that is left with
later places, and among equally fair ways it takes the one with the highest relevance in sum. So a solution with eight
relevant municipalities falls short only where the room it needs is taken by promised places of solutions that have
no more than it; never because another is more popular, older, larger or better described. Where there is less room
than promised places, all fall short alike: nobody's eighth is paid for with another's sixth.

A run knows the room that is left now. Rooms are renewed every week, so any 14 days see two fresh weeks; a run a night
keeps the promise for all as long as new solutions want no more promised places than the weeks have room for.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from lysning.enquiries.rules.problem import RELEVANCE_STEPS, Ints, Problem, input_hash
from lysning.enquiries.rules.solver import solve


class Why(StrEnum):
    """What kept a solution from more places, or one of its candidate posts from being offered it."""

    REACHED_TARGET = "reached_target"
    NO_MORE_RELEVANT_POSTS = "no_more_relevant_posts"
    RUN_LIMIT = "run_limit"
    OUTCOMPETED = "outcompeted"
    POSTS_WITHOUT_ROOM = "posts_without_room"
    COORDINATOR_WITHOUT_ROOM = "coordinator_without_room"
    MUNICIPALITY_ALREADY_HAS_IT = "municipality_already_has_it"
    MUNICIPALITY_OFFERED_NOW = "municipality_offered_now"
    TOO_LITTLE_RELEVANCE = "too_little_relevance"


PAIR_REASONS = (
    Why.MUNICIPALITY_ALREADY_HAS_IT,
    Why.TOO_LITTLE_RELEVANCE,
    Why.POSTS_WITHOUT_ROOM,
    Why.COORDINATOR_WITHOUT_ROOM,
    Why.MUNICIPALITY_OFFERED_NOW,
    Why.OUTCOMPETED,
    Why.RUN_LIMIT,
)
"""Why a pair was not offered; the first that fits counts. Outcompeted: the post's room, or its coordinator's, went to
others.
"""

NO_ROOM = (Why.OUTCOMPETED, Why.POSTS_WITHOUT_ROOM, Why.COORDINATOR_WITHOUT_ROOM)


@dataclass(frozen=True)
class Offer:
    """Offer the solution to the post; it is the solution's `place`-th municipality (from 1); relevance 0 to 1."""

    solution: int
    post: int
    municipality: int
    place: int
    relevance: float


@dataclass(frozen=True)
class Explanation:
    """How a solution fared: places before and new in this run, the main reason it has no more, and per reason how
    many of its candidate posts it kept away.
    """

    solution: int
    places_before: int
    new_places: int
    why: Why
    counts: Mapping[Why, int]

    @property
    def places(self) -> int:
        """Places the solution has after the run."""
        return self.places_before + self.new_places


@dataclass(frozen=True)
class Objective:
    """What the run achieved: places in all, promised ones among them, sum of relevance."""

    places: int
    promised_places: int
    relevance: float


@dataclass(frozen=True)
class Allocation:
    """A run's result: the offers by solution and place, an explanation per solution, what it achieved, its input."""

    offers: tuple[Offer, ...]
    explanations: tuple[Explanation, ...]
    objective: Objective
    input_hash: str


def allocate(problem: Problem) -> Allocation:
    """The optimal allocation of the problem, explained; the same input gives the same result, in whatever order.

    Promises: no post over its room and no coordinator over theirs, at most one post per municipality and solution, none
    where it is already, no more new places than the run's terms allow; optimal as the module says. Raises
    solver.SolverError when the solver could not prove it.
    """
    chosen = solve(problem, open_pairs(problem))
    return describe(problem, chosen)


def open_pairs(problem: Problem) -> Ints:
    """The pairs (positions) that may be offered at all: relevant enough, room at the post, municipality without it."""
    kept_away = _shut(problem)
    return np.flatnonzero(~np.any(list(kept_away.values()), axis=0))


def describe(problem: Problem, chosen: Ints) -> Allocation:
    """The chosen pairs (positions, ascending) as offers, explanations and figures, whoever chose them."""
    return Allocation(
        offers=_offers(problem, chosen),
        explanations=_explanations(problem, chosen),
        objective=_objective(problem, chosen),
        input_hash=input_hash(problem),
    )


def _shut(problem: Problem) -> dict[Why, NDArray[np.bool_]]:
    least = max(1, round(problem.terms.least_relevance * RELEVANCE_STEPS))
    return {
        Why.MUNICIPALITY_ALREADY_HAS_IT: problem.already_there,
        Why.TOO_LITTLE_RELEVANCE: problem.relevance < least,
        Why.POSTS_WITHOUT_ROOM: problem.room[problem.of_post] == 0,
        Why.COORDINATOR_WITHOUT_ROOM: problem.desks_with(problem.desk_room == 0),
    }


def _offers(problem: Problem, chosen: Ints) -> tuple[Offer, ...]:
    """Within a solution the most relevant post comes first."""
    chosen = chosen[np.lexsort((chosen, -problem.relevance[chosen], problem.of_solution[chosen]))]
    owner = problem.of_solution[chosen]
    rank = np.arange(len(chosen)) - np.searchsorted(owner, owner)
    columns = (
        problem.solution[owner],
        problem.post[problem.of_post[chosen]],
        problem.pair_municipality[chosen],
        problem.places[owner] + rank + 1,
        problem.relevance[chosen] / RELEVANCE_STEPS,
    )
    return tuple(map(Offer, *(column.tolist() for column in columns)))


def _objective(problem: Problem, chosen: Ints) -> Objective:
    new = np.bincount(problem.of_solution[chosen], minlength=len(problem.solution))
    missing = np.maximum(problem.terms.promised_places - problem.places, 0)
    relevance = int(problem.relevance[chosen].sum()) / RELEVANCE_STEPS
    return Objective(len(chosen), int(np.minimum(new, missing).sum()), relevance)


def _explanations(problem: Problem, chosen: Ints) -> tuple[Explanation, ...]:
    new = np.bincount(problem.of_solution[chosen], minlength=len(problem.solution))
    reason = _reason_of_pairs(problem, chosen)
    numbers = np.zeros((len(problem.solution), len(PAIR_REASONS) + 1), dtype=np.int64)
    np.add.at(numbers, (problem.of_solution, reason), 1)
    rows = zip(problem.solution.tolist(), problem.places.tolist(), new.tolist(), numbers.tolist(), strict=True)
    return tuple(_explanation(problem, *row) for row in rows)


def _reason_of_pairs(problem: Problem, chosen: Ints) -> Ints:
    """Per pair the position of its reason in PAIR_REASONS; their number for a pair that was offered."""
    shut = _shut(problem)
    block = problem.of_solution * (1 << 32) + problem.pair_municipality
    given = np.bincount(problem.of_post[chosen], minlength=len(problem.post))
    at_desk = np.bincount(problem.of_desk + 1, weights=given, minlength=len(problem.desk) + 1)[1:]
    shut[Why.MUNICIPALITY_OFFERED_NOW] = np.isin(block, block[chosen])
    full_desk = problem.desks_with(at_desk >= problem.desk_room)
    shut[Why.OUTCOMPETED] = (given >= problem.room)[problem.of_post] | full_desk
    reason = np.full(len(block), PAIR_REASONS.index(Why.RUN_LIMIT))
    for position in range(len(PAIR_REASONS) - 2, -1, -1):
        reason[shut[PAIR_REASONS[position]]] = position
    reason[chosen] = len(PAIR_REASONS)
    return reason


def _explanation(problem: Problem, solution: int, before: int, new: int, numbers: list[int]) -> Explanation:
    counts = {why: count for why, count in zip(PAIR_REASONS, numbers, strict=False) if count}
    if before + new >= problem.terms.promised_places:
        why = Why.REACHED_TARGET
    elif new >= problem.terms.new_places:
        why = Why.RUN_LIMIT
    else:
        full = {code: counts.get(code, 0) for code in NO_ROOM}
        why = max(full, key=lambda code: full[code]) if any(full.values()) else Why.NO_MORE_RELEVANT_POSTS
    return Explanation(solution, before, new, why, counts)
