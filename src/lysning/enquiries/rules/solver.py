"""The allocation as a minimum-cost flow, solved by OR-tools' cost-scaling push-relabel.

::

    source -> solution -> (solution, municipality) -> post -> (desk) -> sink
    source ---------------------- place not given -------------------> sink

One arc per promised place of a solution, each with a smaller bonus than the one before, then one arc for the later
places without bonus; one unit per (solution, municipality); a post takes its room, and where a coordinator stands in for
it, the coordinator's desk takes its own room for all its posts together. Whole-number capacities give
whole-number flows, so no post is halved (Ahuja, Magnanti, Orlin: Network Flows, 1993, theorem 9.10).

Values are whole numbers on two levels. `one step` of bonus outweighs all relevance there is to gain in the run, so
fairness is settled first and relevance decides among the fair ones. As the places solutions can be given form a
polymatroid, *any* bonus that falls from place to place gives the same, least uneven division of the promised places.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lysning.enquiries.rules.problem import Ints, Problem, lot

LOT_STEPS = 1_000
"""The lot moves a pair's value by less than a thousandth of full relevance: finer differences are not knowledge."""

_SOURCE, _SINK = 0, 1


class SolverError(RuntimeError):
    """The solver did not prove an optimum; nothing is to be offered on its word."""


@dataclass(frozen=True)
class Network:
    """Arcs (tail, head, capacity, cost of one unit), how much flows, and where the pairs' arcs begin."""

    tail: NDArray[np.int32]
    head: NDArray[np.int32]
    capacity: Ints
    cost: Ints
    flow: int
    pairs: slice


def solve(problem: Problem, open_pairs: Ints) -> Ints:
    """The pairs (positions in `problem`, ascending) of an optimal allocation among `open_pairs`.

    Optimal: no other choice within rooms, one post per municipality and solution, and the run's cap has a higher sum
    of bonuses and relevance. Deterministic. Raises SolverError when no optimum was proven.
    """
    network = network_of(problem, open_pairs)
    if not network.flow:
        return open_pairs[:0]
    flows = optimal_flows(network)
    return open_pairs[flows[network.pairs] > 0]


def optimal_flows(network: Network) -> Ints:
    """The flow on each arc of a cheapest flow of the wanted size. Raises SolverError when none was proven."""
    from ortools.graph.python import min_cost_flow  # 18 MB and a sixth of a second that only an allocation needs

    solver = min_cost_flow.SimpleMinCostFlow()
    solver.add_arcs_with_capacity_and_unit_cost(network.tail, network.head, network.capacity, network.cost)
    solver.set_nodes_supplies(np.array([_SOURCE, _SINK]), np.array([network.flow, -network.flow]))
    status = solver.solve()
    if status != solver.OPTIMAL:
        raise SolverError(f"minimum-cost flow: {status.name}")
    return np.asarray(solver.flows(np.arange(len(network.tail))), dtype=np.int64)


def pair_values(problem: Problem, pairs: Ints) -> Ints:
    """What giving each pair is worth, bonus aside: its relevance in millionths plus the lot of the day."""
    solution, post = problem.solution[problem.of_solution[pairs]], problem.post[problem.of_post[pairs]]
    drawn = lot(problem.terms.run_date, solution, post) % np.uint64(LOT_STEPS)
    return problem.relevance[pairs] + drawn.astype(np.int64) + 1


def network_of(problem: Problem, open_pairs: Ints) -> Network:
    """The network of the module's drawing over the open pairs."""
    solutions, posts = len(problem.solution), len(problem.post)
    of_solution = problem.of_solution[open_pairs]
    block, size = _blocks(problem, open_pairs)
    shared = size[block] > 1  # a municipality with one candidate post needs no node of its own
    block_node = 2 + solutions + posts + np.cumsum(size > 1) - 1
    value = pair_values(problem, open_pairs)
    wanted = np.minimum(np.bincount(of_solution[_first_of(block)], minlength=solutions), problem.terms.new_places)
    flow = int(min(problem.room.sum(), wanted.sum()))
    step = flow * int(value.max(initial=0)) + 1
    owners = of_solution[_first_of(block)][size > 1]
    pair_tail = np.where(shared, block_node[block], 2 + of_solution)
    arcs = [
        (pair_tail, 2 + solutions + problem.of_post[open_pairs], np.ones(len(value)), -value),
        *_place_arcs(problem, wanted, step),
        (2 + owners, block_node[size > 1], np.ones(len(owners)), np.zeros(len(owners))),
        *_post_arcs(problem, 2 + solutions, 2 + solutions + posts + int(np.sum(size > 1))),
        (np.array([_SOURCE]), np.array([_SINK]), np.array([flow]), np.zeros(1)),
    ]
    tail, head, capacity, cost = (
        np.concatenate([np.asarray(arc[side], np.int64) for arc in arcs]) for side in range(4)
    )
    return Network(tail.astype(np.int32), head.astype(np.int32), capacity, cost, flow, slice(0, len(value)))


def _post_arcs(problem: Problem, first_post: int, first_desk: int) -> list[tuple[Ints, Ints, Ints, Ints]]:
    """Post to sink, or to the desk that stands in for it; desk to sink."""
    posts, desks = len(problem.post), len(problem.desk)
    head = np.where(problem.of_desk < 0, _SINK, first_desk + problem.of_desk)
    free, to_sink = np.zeros(max(posts, desks), np.int64), np.full(desks, _SINK)
    return [
        (first_post + np.arange(posts), head, problem.room, free[:posts]),
        (first_desk + np.arange(desks), to_sink, problem.desk_room, free[:desks]),
    ]


def _blocks(problem: Problem, open_pairs: Ints) -> tuple[Ints, Ints]:
    """Per pair the number of its (solution, municipality) block, numbered as they appear; per block its size."""
    key = problem.of_solution[open_pairs] * (1 << 32) + problem.pair_municipality[open_pairs]
    _, block, size = np.unique(key, return_inverse=True, return_counts=True)
    return block, size


def _first_of(block: Ints) -> Ints:
    """Per block the position of its first pair."""
    return np.unique(block, return_index=True)[1]


def _place_arcs(problem: Problem, wanted: Ints, step: int) -> list[tuple[Ints, Ints, Ints, Ints]]:
    """Source to solution: one unit arc per promised place still missing, bonus falling; one arc for the rest."""
    promised, node = problem.terms.promised_places, 2 + np.arange(len(problem.solution))
    arcs = []
    for place in range(promised):
        due = np.flatnonzero((problem.places <= place) & (problem.places + wanted > place))
        bonus = np.full(len(due), -step * (promised - place))
        arcs.append((np.full(len(due), _SOURCE), node[due], np.ones(len(due), np.int64), bonus))
    missing = np.clip(promised - problem.places, 0, wanted)
    more = np.flatnonzero(wanted > missing)
    nothing = np.zeros(len(more), np.int64)
    arcs.append((np.full(len(more), _SOURCE), node[more], (wanted - missing)[more], nothing))
    return arcs
