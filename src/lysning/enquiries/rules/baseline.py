"""What Lysning does not do, kept for comparison: the best score takes the place."""

import numpy as np

from lysning.enquiries.rules.allocation import open_pairs
from lysning.enquiries.rules.problem import Ints, Problem
from lysning.enquiries.rules.solver import pair_values


def top_by_score(problem: Problem) -> Ints:
    """The pairs (positions, ascending) plain top-k by score would offer: highest score first, while there is room.

    Keeps the same rooms and desks, one post per municipality and solution, and the run's cap; only the promise is missing.
    """
    pairs = open_pairs(problem)
    order = pairs[np.argsort(-pair_values(problem, pairs), kind="stable")]
    room, given = problem.room.tolist(), [0] * len(problem.solution)
    desk, desk_room = problem.of_desk.tolist(), [*problem.desk_room.tolist(), len(order)]  # -1: room for everything
    taken: set[tuple[int, int]] = set()
    chosen = []
    columns = (order, problem.of_solution[order], problem.of_post[order], problem.pair_municipality[order])
    for pair, solution, post, code in zip(*(column.tolist() for column in columns), strict=True):
        has_room = room[post] and desk_room[desk[post]] and given[solution] < problem.terms.new_places
        if has_room and (solution, code) not in taken:
            room[post] -= 1
            desk_room[desk[post]] -= 1
            given[solution] += 1
            taken.add((solution, code))
            chosen.append(pair)
    return np.sort(np.array(chosen, dtype=np.int64))
