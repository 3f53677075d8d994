"""What an allocation run is given: solutions, posts with room, and which concern each other, as arrays.

Five thousand solutions with two hundred posts each are a million pairs, so pairs are numpy arrays, not objects. A
`Problem` is brought into one canonical order when it is made: by lot. The lot is drawn from the run's date and the
ids, so it is the same for everyone who repeats the run, and another one the next day: nobody is always first.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lysning.enquiries.rules.promises import NEW_PLACES_PER_RUN, REACH_MUNICIPALITIES

Ints = NDArray[np.int64]
RELEVANCE_STEPS = 1_000_000
"""Relevance is reckoned in millionths."""


@dataclass(frozen=True)
class RunTerms:
    """What holds for the whole run.

    `promised_places`: the first so many places of a solution come before anyone's later ones. `new_places`: the most
    one run gives one solution (see `promises.NEW_PLACES_PER_RUN` for why). `least_relevance`: pairs below are left out.
    """

    run_date: date
    promised_places: int = REACH_MUNICIPALITIES
    new_places: int = NEW_PLACES_PER_RUN
    least_relevance: float = 0.0


class SolutionRow(NamedTuple):
    """A solution to place: the municipalities (codes) that have it already, and the places that count as given."""

    solution: int
    reached: frozenset[int] = frozenset()
    places: int = 0


class PostRow(NamedTuple):
    """A post, its municipality's code, how many more enquiries it may be offered now, and the desk they come to."""

    post: int
    municipality: int
    room: int
    desk: int | None = None


class DeskRow(NamedTuple):
    """One who stands in for several posts (a municipality's coordinator), and how many more enquiries may come there."""

    desk: int
    room: int


class CandidateRow(NamedTuple):
    """A post the solution concerns, and how much: relevance from 0 to 1."""

    solution: int
    post: int
    relevance: float


@dataclass(frozen=True)
class Columns:
    """A run's input as columns, in any order; the form to use when there are many pairs.

    Per solution: id, places that count as given. `reached`: rows of (solution id, code of a municipality that has it).
    Per post: id, municipality's code, room. Per pair: solution id, post id, relevance from 0 to 1. `desk`: rows of (post
    id, id of the desk that stands in for it); `desk_room`: rows of (id of a desk, room).
    """

    solution: ArrayLike
    places: ArrayLike
    reached: ArrayLike
    post: ArrayLike
    municipality: ArrayLike
    room: ArrayLike
    candidate_solution: ArrayLike
    candidate_post: ArrayLike
    relevance: ArrayLike
    desk: ArrayLike = ()
    desk_room: ArrayLike = ()


@dataclass(frozen=True)
class Problem:
    """A run's input in canonical order. Make it with `problem_from_columns` or `problem_from_rows`.

    `solution`, `places` per solution; `post`, `municipality`, `room`, `of_desk` (position of its desk, -1: none) per post;
    `desk`, `desk_room` per desk; `of_solution`, `of_post` (positions in the former), `relevance` (millionths),
    `already_there` (the municipality has the solution) per pair.
    """

    terms: RunTerms
    solution: Ints
    places: Ints
    post: Ints
    municipality: Ints
    room: Ints
    of_solution: Ints
    of_post: Ints
    relevance: Ints
    already_there: NDArray[np.bool_]
    of_desk: Ints
    desk: Ints
    desk_room: Ints

    @property
    def pair_municipality(self) -> Ints:
        """The municipality's code of every pair's post."""
        return self.municipality[self.of_post]

    def desks_with(self, rooms: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Per pair whether its post has a desk for which this holds; `rooms` says it per desk."""
        return np.append(rooms, False)[self.of_desk[self.of_post]]


def lot(run_date: date, *ids: ArrayLike) -> NDArray[np.uint64]:
    """A number per id (or per combination of ids) that looks drawn at random but is the same for the same date.

    The finaliser of SplitMix64 (Steele, Lea, Flood 2014, doi:10.1145/2660193.2660195) over date and ids in turn.
    """
    seed = int.from_bytes(sha256(f"lysning allocation {run_date.isoformat()}".encode()).digest()[:8], "little")
    drawn = np.asarray(np.uint64(seed))
    for column in ids:
        drawn = _mixed(drawn ^ _mixed(np.asarray(column, dtype=np.int64).astype(np.uint64)))
    return drawn


def _mixed(bits: NDArray[np.uint64]) -> NDArray[np.uint64]:
    bits = bits + np.uint64(0x9E3779B97F4A7C15)
    bits = (bits ^ (bits >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    bits = (bits ^ (bits >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return bits ^ (bits >> np.uint64(31))


def problem_from_rows(
    solutions: Iterable[SolutionRow],
    posts: Iterable[PostRow],
    candidates: Iterable[CandidateRow],
    terms: RunTerms,
    desks: Iterable[DeskRow] = (),
) -> Problem:
    """The problem the rows describe; raises ValueError as `problem_from_columns` does."""
    solutions, posts, candidates = list(solutions), list(posts), list(candidates)
    columns = Columns(
        solution=[row.solution for row in solutions],
        places=[row.places for row in solutions],
        reached=[(row.solution, code) for row in solutions for code in sorted(row.reached)],
        post=[row.post for row in posts],
        municipality=[row.municipality for row in posts],
        room=[row.room for row in posts],
        candidate_solution=[row.solution for row in candidates],
        candidate_post=[row.post for row in candidates],
        relevance=[row.relevance for row in candidates],
        desk=[(row.post, row.desk) for row in posts if row.desk is not None],
        desk_room=[tuple(row) for row in desks],
    )
    return problem_from_columns(columns, terms)


def problem_from_columns(columns: Columns, terms: RunTerms) -> Problem:
    """The canonical problem: solutions, posts and pairs in the order of the lot, ids as given.

    Raises ValueError on a repeated id or pair, an unknown id, a negative number, or a relevance out of range.
    """
    solution, post = _ints(columns.solution), _ints(columns.post)
    by_lot, by_lot_post = _drawn_order(terms.run_date, solution), _drawn_order(terms.run_date, post)
    solution, post = solution[by_lot], post[by_lot_post]
    places, room = _ints(columns.places)[by_lot], _ints(columns.room)[by_lot_post]
    municipality = _ints(columns.municipality)[by_lot_post]
    of_desk, desk, desk_room = _desks(columns, post)
    least = min(places.min(initial=0), room.min(initial=0), desk_room.min(initial=0))
    if min(least, terms.new_places, terms.promised_places) < 0:
        raise ValueError("places and room are not negative")
    of_solution, of_post, relevance = _pairs(columns, solution, post)
    reached = _ints(columns.reached).reshape(-1, 2)
    taken = _keys(_positions(reached[:, 0], solution, "solution"), reached[:, 1])
    already_there = np.isin(_keys(of_solution, municipality[of_post]), taken)
    of_pairs = (of_solution, of_post, relevance, already_there)
    return Problem(terms, solution, places, post, municipality, room, *of_pairs, of_desk, desk, desk_room)


def input_hash(problem: Problem) -> str:
    """A SHA-256 (hex) over everything the run depends on; the order in which the input came does not matter."""
    terms = problem.terms
    digest = sha256(
        f"lysning allocation 1|{terms.run_date}|{terms.promised_places}|{terms.new_places}|"
        f"{round(terms.least_relevance * RELEVANCE_STEPS)}".encode()
    )
    columns = (problem.solution, problem.places, problem.post, problem.municipality, problem.room)
    pairs = (problem.of_solution, problem.of_post, problem.relevance, problem.already_there)
    desks = (problem.of_desk, problem.desk, problem.desk_room) if len(problem.desk) else ()
    for column in (*columns, *pairs, *desks):
        digest.update(f"|{len(column)}|".encode())
        digest.update(np.ascontiguousarray(column, dtype="<i8").tobytes())
    return digest.hexdigest()


def _ints(values: ArrayLike) -> Ints:
    return np.asarray(values, dtype=np.int64)


def _keys(position: Ints, code: Ints) -> Ints:
    return position * (1 << 32) + code


def _drawn_order(run_date: date, ids: Ints) -> Ints:
    if len(np.unique(ids)) != len(ids):
        raise ValueError("an id occurs twice")
    return np.lexsort((ids, lot(run_date, ids)))


def _positions(wanted: ArrayLike, ids: Ints, noun: str) -> Ints:
    sought, order = _ints(wanted), np.argsort(ids)
    if not len(ids):
        if len(sought):
            raise ValueError(f"unknown {noun}")
        return sought
    found = order[np.minimum(np.searchsorted(ids, sought, sorter=order), len(ids) - 1)]
    if np.any(ids[found] != sought):
        raise ValueError(f"unknown {noun}")
    return _ints(found)


def _desks(columns: Columns, post: Ints) -> tuple[Ints, Ints, Ints]:
    """Per post the position of its desk (-1: none); the desks by id, and their room."""
    rows, of_desk = _ints(columns.desk_room).reshape(-1, 2), np.full(len(post), -1, dtype=np.int64)
    desk, first = np.unique(rows[:, 0], return_index=True)
    if len(desk) != len(rows):
        raise ValueError("a desk occurs twice")
    stands_in = _ints(columns.desk).reshape(-1, 2)
    of_desk[_positions(stands_in[:, 0], post, "post")] = _positions(stands_in[:, 1], desk, "desk")
    return of_desk, desk, rows[first, 1]


def _pairs(columns: Columns, solution: Ints, post: Ints) -> tuple[Ints, Ints, Ints]:
    """Positions of each pair's solution and post, and its relevance in millionths, ordered by the positions."""
    values = np.asarray(columns.relevance, dtype=np.float64)
    if not np.all((values >= 0) & (values <= 1)):
        raise ValueError("relevance lies between 0 and 1")
    of_solution = _positions(columns.candidate_solution, solution, "solution")
    of_post = _positions(columns.candidate_post, post, "post")
    order = np.lexsort((of_post, of_solution))
    of_solution, of_post, steps = of_solution[order], of_post[order], np.rint(values[order] * RELEVANCE_STEPS)
    if np.any((np.diff(of_solution) == 0) & (np.diff(of_post) == 0)):
        raise ValueError("a solution and a post are paired twice")
    return of_solution, of_post, steps.astype(np.int64)
