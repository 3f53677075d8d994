"""Fairness, time and memory of the allocation against plain top-k by score, and the solver against others.

    python benchmarks/allocation.py [--seed N] [--only division|desks|stream|solvers]

A synthetic country, seeded: 98 municipalities x 56 leader posts, 5,000 solutions with 200 candidate posts each. Fields
are as uneven as they are in life (the most popular draws a fifth of the solutions, the least under a twentieth), and so
are solutions: relevance is what the supplier's text, the field and the municipality's interest make of it, so a few
score high everywhere and many score low everywhere. With desks, a share of the posts has no address, and the municipality's
coordinator stands in for them with a room of ten a week. Every measurement runs in a process of its own.
"""

import argparse
import multiprocessing
import resource
import sys
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from ortools.linear_solver import linear_solver_pb2
from ortools.linear_solver.python.model_builder_helper import ModelSolverHelper

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

from lysning.enquiries.rules.allocation import describe, open_pairs
from lysning.enquiries.rules.baseline import top_by_score
from lysning.enquiries.rules.measures import gini
from lysning.enquiries.rules.problem import RELEVANCE_STEPS, Columns, Ints, Problem, RunTerms, problem_from_columns
from lysning.enquiries.rules.promises import REACH_MUNICIPALITIES, WEEKLY_ROOM
from lysning.enquiries.rules.solver import Network, network_of, solve

MUNICIPALITIES, ROLES, SOLUTIONS, CANDIDATES = 98, 56, 5_000, 200
FIELDS = 11
TIME_LIMIT = 120
DESK_ROOM = 10
RUN_DATE = date(2026, 11, 23)
Result = TypeVar("Result")
Choice = Callable[[Problem], Ints]


# --- a country ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Country:
    """Pairs and posts that stay, and what the solutions have already (reached: rows of solution, municipality)."""

    municipality: Ints
    of_solution: Ints
    of_post: Ints
    relevance: NDArray[np.float64]
    places: Ints
    reached: Ints
    without_address: Ints

    def problem(self, day: date, published: int | None = None) -> Problem:
        """A run over the first `published` solutions, with a fresh week's room at every post."""
        count, posts = len(self.places) if published is None else published, len(self.municipality)
        pairs, reached = self.of_solution < count, self.reached[self.reached[:, 0] < count]
        columns = Columns(
            solution=np.arange(count), places=self.places[:count], reached=reached,
            post=np.arange(posts), municipality=self.municipality, room=np.full(posts, WEEKLY_ROOM),
            candidate_solution=self.of_solution[pairs], candidate_post=self.of_post[pairs],
            relevance=self.relevance[pairs],
            desk=np.stack([self.without_address, self.municipality[self.without_address]], axis=1),
            desk_room=[(town, DESK_ROOM) for town in range(MUNICIPALITIES if len(self.without_address) else 0)],
        )  # fmt: skip
        return problem_from_columns(columns, RunTerms(day))

    def after(self, problem: Problem, chosen: Ints) -> "Country":
        owners = problem.solution[problem.of_solution[chosen]]
        rows = np.stack([owners, problem.pair_municipality[chosen]], axis=1)
        places = self.places + np.bincount(owners, minlength=len(self.places))
        return replace(self, places=places, reached=np.concatenate([self.reached, rows]))


def country(seed: int, new: int, solutions: int = SOLUTIONS, unaddressed: float = 0.0) -> Country:
    """The last `new` solutions are just published; the others have eight to sixty municipalities already.

    `unaddressed`: the share of the posts that have no address, so that the coordinator's desk stands in.
    """
    rng = np.random.default_rng(seed)
    post = np.arange(MUNICIPALITIES * ROLES)
    municipality, role = post % MUNICIPALITIES, post // MUNICIPALITIES
    field = rng.permutation(np.arange(ROLES) % FIELDS)[role]
    popularity = 1 / np.arange(1, FIELDS + 1) ** 0.7
    home = rng.choice(FIELDS, size=solutions, p=popularity / popularity.sum())
    neighbour = (home + rng.integers(1, FIELDS, size=solutions)) % FIELDS
    strength = rng.beta(2, 3, size=solutions)
    interest = rng.normal(0, 0.08, size=(FIELDS, MUNICIPALITIES))
    chosen, scores = [], []
    for one, other, base in zip(home, neighbour, strength, strict=True):
        odds = np.where(field == one, 12.0, np.where(field == other, 1.0, 0.0))
        picks = rng.choice(post, size=CANDIDATES, replace=False, p=odds / odds.sum())
        fit = np.where(field[picks] == one, 0.2, -0.1) + interest[field[picks], municipality[picks]]
        chosen.append(picks)
        scores.append(np.clip(0.7 * base + fit + rng.normal(0, 0.08, CANDIDATES), 0.01, 1))
    places, reached = _history(rng, new, solutions)
    silent = np.sort(rng.permutation(post)[: round(unaddressed * len(post))])
    return Country(
        municipality, np.repeat(np.arange(solutions), CANDIDATES), np.concatenate(chosen), np.concatenate(scores),
        places, reached, silent,
    )  # fmt: skip


def _history(rng: np.random.Generator, new: int, solutions: int) -> tuple[Ints, Ints]:
    places = np.minimum(8 + rng.geometric(0.08, size=solutions), 60)
    places[solutions - new :] = 0
    rows = [
        np.stack([np.full(count, number), rng.permutation(MUNICIPALITIES)[:count]], axis=1)
        for number, count in enumerate(places)
    ]
    return places, np.concatenate(rows)


# --- measuring ----------------------------------------------------------------------------------------------------


def apart(function: Callable[..., Result], *arguments: object) -> Result:
    """The function's result from a fresh process, so that time and memory are its own."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(function, *arguments).result()


def megabytes() -> str:
    """The most memory this process has held."""
    return f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f}"


def unexcused(problem: Problem, chosen: Ints) -> int:
    """Solutions short of eight although a relevant post had room for them, or gave it to one with more than they.

    Where a desk stands in for the post the same must hold of the desk.
    """
    new = np.bincount(problem.of_solution[chosen], minlength=len(problem.solution))
    total = problem.places + new
    pairs = open_pairs(problem)
    owner = problem.of_solution[pairs]

    def gives_way(of_pair: Ints, room: Ints) -> NDArray[np.bool_]:
        """Per open pair: what it comes to has room, or gave it to a solution with at least two more places."""
        given = np.bincount(of_pair[chosen], minlength=len(room))
        best_off = np.zeros(len(room), dtype=np.int64)
        np.maximum.at(best_off, of_pair[chosen], total[problem.of_solution[chosen]])
        here = of_pair[pairs]
        return (given[here] < room[here]) | (best_off[here] > total[owner] + 1)

    blocks = problem.of_solution * MUNICIPALITIES + problem.pair_municipality
    usable = (total[owner] < REACH_MUNICIPALITIES) & (new[owner] < problem.terms.new_places)
    usable &= ~np.isin(blocks[pairs], blocks[chosen])
    usable &= gives_way(problem.of_post, problem.room)
    if len(problem.desk):
        room = np.append(problem.desk_room, len(chosen) + 1)  # the last is for posts with an address: it is never full
        usable &= gives_way(problem.of_desk[problem.of_post] % len(room), room)
    return len(np.unique(owner[usable]))


def over_room(problem: Problem, chosen: Ints) -> int:
    """Posts and desks that got more than their room."""
    given = np.bincount(problem.of_post[chosen], minlength=len(problem.post))
    at_desk = problem.of_desk[problem.of_post[chosen]]
    stood_in = np.bincount(at_desk[at_desk >= 0], minlength=len(problem.desk))
    return int(np.sum(given > problem.room) + np.sum(stood_in > problem.desk_room))


def doubled(problem: Problem, chosen: Ints) -> int:
    """Offers beyond the first to one municipality."""
    blocks = problem.of_solution[chosen] * MUNICIPALITIES + problem.pair_municipality[chosen]
    return len(blocks) - len(np.unique(blocks))


def division(seed: int, new: int, weeks: int, method: str, unaddressed: float = 0.0) -> list[tuple[str, ...]]:
    """`new` solutions in one week and as many weekly runs as given, each with fresh room: a table row per run."""
    world, rows, quality = country(seed, new, unaddressed=unaddressed), [], []
    fresh = world.places == 0
    for week in range(weeks):
        begun = time.perf_counter()
        problem = world.problem(RUN_DATE + timedelta(weeks=week))
        chosen = METHODS[method](problem)
        describe(problem, chosen)
        seconds = time.perf_counter() - begun
        world = world.after(problem, chosen)
        quality.append(problem.relevance[chosen] / RELEVANCE_STEPS)
        have = world.places[fresh]
        rows.append((
            f"{new:,}", str(week + 1), method, percent(np.mean(have >= REACH_MUNICIPALITIES)),
            str(unexcused(problem, chosen)), f"{have.min()} / {np.quantile(have, 0.1):.0f} / {np.median(have):.0f}",
            f"{gini(have.tolist()) or 0:.2f}", f"{np.concatenate(quality).mean():.3f}",
            str(over_room(problem, chosen) + doubled(problem, chosen)), f"{seconds:.1f}", megabytes(),
        ))  # fmt: skip
    return rows


def stream(seed: int, weekly: int, method: str, weeks: int = 6, older: int = 1_000) -> tuple[str, ...]:
    """`weekly` new solutions every week, a run a week: how many had eight after the two runs of their 14 days."""
    world, kept = country(seed, weekly * weeks, older + weekly * weeks), []
    for week in range(weeks):
        problem = world.problem(RUN_DATE + timedelta(weeks=week), older + weekly * (week + 1))
        world = world.after(problem, METHODS[method](problem))
        due = slice(older + weekly * max(week - 1, 0), older + weekly * week)
        kept.append(np.mean(world.places[due] >= REACH_MUNICIPALITIES) if week else None)
    wanted = weekly * REACH_MUNICIPALITIES / (MUNICIPALITIES * ROLES * WEEKLY_ROOM)
    return f"{weekly:,}", percent(wanted), method, *(percent(share) for share in kept[1:])


def percent(share: float) -> str:
    return f"{100 * share:.1f} %"


# --- other ways to solve it -----------------------------------------------------------------------------------------


def turn_taking(problem: Problem) -> Ints:
    """A careful hand-made rule: place by place everybody, fewest places first, takes the best post that is left.

    A post's worth is its relevance less a price, the share of wishes its room cannot meet. Nobody ever steps aside.
    """
    pairs = open_pairs(problem)
    wishes = np.bincount(problem.of_post[pairs], minlength=len(problem.post))
    price = 1 - np.minimum(1, problem.room / np.maximum(wishes, 1))
    worth = problem.relevance[pairs] / RELEVANCE_STEPS - price[problem.of_post[pairs]]
    pairs = pairs[np.lexsort((-worth, problem.of_solution[pairs]))]
    begin = np.searchsorted(problem.of_solution[pairs], np.arange(len(problem.solution) + 1)).tolist()
    post, town, flat = problem.of_post[pairs].tolist(), problem.pair_municipality[pairs].tolist(), pairs.tolist()
    room, at, chosen = problem.room.tolist(), begin[:-1], []
    there: list[set[int]] = [set() for _ in problem.solution]
    waiting = [(int(have), number) for number, have in enumerate(problem.places)]
    while waiting:
        waiting.sort()
        again = []
        for have, number in waiting:
            while at[number] < begin[number + 1]:
                here = at[number]
                at[number] += 1
                if room[post[here]] and town[here] not in there[number]:
                    room[post[here]] -= 1
                    there[number].add(town[here])
                    chosen.append(flat[here])
                    if len(there[number]) < problem.terms.new_places:
                        again.append((have + 1, number))
                    break
        waiting = again
    return np.sort(np.array(chosen, dtype=np.int64))


def by_linear_programme(solver_type: int) -> Choice:
    def choose(problem: Problem) -> Ints:
        pairs = open_pairs(problem)
        request = linear_solver_pb2.MPModelRequest(
            model=as_linear_programme(network_of(problem, pairs)),
            solver_type=solver_type,
            solver_time_limit_seconds=TIME_LIMIT,
        )
        answer = ModelSolverHelper("").solve_serialized_request(request.SerializeToString())
        response = linear_solver_pb2.MPSolutionResponse.FromString(answer)
        if response.status != linear_solver_pb2.MPSOLVER_OPTIMAL:
            raise TimeoutError
        return pairs[np.array(response.variable_value[: len(pairs)]) > 0.5]

    return choose


def as_linear_programme(network: Network) -> linear_solver_pb2.MPModelProto:
    """The network with bonuses small enough for floating point: a step is 100 times full relevance."""
    step = int(-network.cost.min()) // REACH_MUNICIPALITIES
    bonus = network.cost <= -step
    cost = np.where(bonus, network.cost // step * 100.0, network.cost / RELEVANCE_STEPS)
    model = linear_solver_pb2.MPModelProto()
    for price, most in zip(cost.tolist(), network.capacity.tolist(), strict=True):
        model.variable.add(lower_bound=0, upper_bound=most, objective_coefficient=price)
    arcs = len(cost)
    ends = np.concatenate([network.tail, network.head])
    order = np.argsort(ends, kind="stable")
    begin = np.searchsorted(ends[order], np.arange(int(ends.max()) + 2))
    arc, sign = (order % arcs).tolist(), np.where(order < arcs, 1.0, -1.0).tolist()
    for node in range(len(begin) - 1):
        supply = {0: network.flow, 1: -network.flow}.get(node, 0)
        part = slice(begin[node], begin[node + 1])
        model.constraint.add(lower_bound=supply, upper_bound=supply, var_index=arc[part], coefficient=sign[part])
    return model


METHODS: dict[str, Choice] = {
    "Lysning": lambda problem: solve(problem, open_pairs(problem)),
    "plain top-k": top_by_score,
    "turns, with prices": turn_taking,
    "LP: GLOP": by_linear_programme(linear_solver_pb2.MPModelRequest.GLOP_LINEAR_PROGRAMMING),
    "LP: PDLP": by_linear_programme(linear_solver_pb2.MPModelRequest.PDLP_LINEAR_PROGRAMMING),
}


def compare(seed: int, solutions: int, method: str) -> tuple[str, ...]:
    """All solutions new, one week's room: size, time, memory, promised places and relevance reached."""
    problem = country(seed, solutions, solutions).problem(RUN_DATE)
    begun = time.perf_counter()
    try:
        chosen = METHODS[method](problem)
    except TimeoutError:
        return method, f"{solutions:,}", f"> {TIME_LIMIT}", megabytes(), "-", "-", "-"
    result = describe(problem, chosen).objective
    cells = f"{result.promised_places:,}", f"{result.relevance:,.1f}", str(unexcused(problem, chosen))
    return method, f"{solutions:,}", f"{time.perf_counter() - begun:.1f}", megabytes(), *cells


# --- the report -----------------------------------------------------------------------------------------------------

DIVISION = (
    "new", "week", "method", "reach 8", "unexcused", "least / 10 % / median", "Gini", "relevance", "over room", "s", "MB",
)  # fmt: skip
STREAM = ("new a week", "of all room", "method", *(f"cohort {number}" for number in range(1, 6)))
SOLVERS = ("solver", "solutions", "s", "MB", "promised places", "relevance", "unexcused")


def show(title: str, head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    lines = [head, *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    print(f"\n{title}\n")
    for number, line in enumerate(lines):
        print("| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |", flush=True)
        if not number:
            print("|" + "|".join("-" * (width + 2) for width in widths) + "|")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=("division", "desks", "stream", "solvers"))
    asked = parser.parse_args()
    seed, both = asked.seed, ("Lysning", "plain top-k")
    if asked.only in {None, "division"}:
        rows = [
            row
            for new, weeks in ((500, 2), (2_000, 2), (5_000, 3))
            for method in both
            for row in apart(division, seed, new, weeks, method)
        ]
        show(DIVISION_TITLE, DIVISION, rows)
    if asked.only in {None, "desks"}:
        for share in (0.5, 0.9):
            rows = [row for new in (500, 2_000) for row in apart(division, seed, new, 2, "Lysning", share)]
            show(f"Division where {share:.0%} of the posts have no address; desks of {DESK_ROOM}.", DIVISION, rows)
    if asked.only in {None, "stream"}:
        show(STREAM_TITLE, STREAM, [apart(stream, seed, each, how) for each in (500, 1_500, 2_500) for how in both])
    if asked.only in {None, "solvers"}:
        show(SOLVERS_TITLE, SOLVERS, [apart(compare, seed, size, how) for size in (500, 5_000) for how in METHODS])


DIVISION_TITLE = f"""Division: 5,000 solutions x 200 posts; a week's room is {MUNICIPALITIES * ROLES * WEEKLY_ROOM:,} places.
reach 8: share of the new with eight municipalities so far. unexcused: short of eight although a relevant post had room
or gave it to one with more. least / 10 % / median: places of the new. Gini: over the new. relevance: mean of the offers
so far. over room: posts over their room and second offers in a municipality. s: input to explained result."""
STREAM_TITLE = """Stream: new solutions every week, on top of 1,000 older ones; share of each week's cohort with eight
municipalities after its two runs (14 days)."""
SOLVERS_TITLE = "Solvers: all solutions new, one week's room."


if __name__ == "__main__":
    main()
