from collections import Counter, defaultdict
from datetime import date, timedelta
from hashlib import sha256
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lysning.enquiries.rules import solver
from lysning.enquiries.rules.allocation import Allocation, Why, allocate, describe, open_pairs
from lysning.enquiries.rules.baseline import top_by_score
from lysning.enquiries.rules.problem import (
    CandidateRow,
    Columns,
    DeskRow,
    PostRow,
    Problem,
    RunTerms,
    SolutionRow,
    input_hash,
    lot,
    problem_from_columns,
    problem_from_rows,
)
from lysning.enquiries.rules.solver import SolverError, pair_values, solve

RUN_DATE = date(2026, 11, 23)
TERMS = RunTerms(RUN_DATE)
Rows = tuple[list[SolutionRow], list[PostRow], list[CandidateRow]]
Desks = list[DeskRow]


def run(rows: Rows, terms: RunTerms = TERMS, desks: Desks | None = None) -> Allocation:
    return allocate(problem_from_rows(*rows, terms, desks or []))


def offered(allocation: Allocation) -> list[tuple[int, int]]:
    return sorted((offer.solution, offer.post) for offer in allocation.offers)


# --- one case at a time ---------------------------------------------------------------------------------------------


def test_an_offer_says_which_place_it_is_and_how_relevant() -> None:
    posts = [PostRow(10, 101, 3), PostRow(11, 147, 3)]
    (first, second) = run(([SolutionRow(1, frozenset({751}), 1)], posts, [
        CandidateRow(1, 10, 0.25), CandidateRow(1, 11, 0.75),
    ])).offers  # fmt: skip
    assert (first.post, first.municipality, first.place, first.relevance) == (11, 147, 2, 0.75)
    assert (second.post, second.municipality, second.place, second.relevance) == (10, 101, 3, 0.25)


def test_a_municipality_gets_a_solution_at_one_post_the_most_relevant() -> None:
    posts = [PostRow(10, 101, 3), PostRow(11, 101, 3), PostRow(12, 101, 3)]
    candidates = [CandidateRow(1, 10, 0.4), CandidateRow(1, 11, 0.6), CandidateRow(1, 12, 0.5)]
    assert offered(run(([SolutionRow(1)], posts, candidates))) == [(1, 11)]


def test_a_municipality_that_has_it_is_left_alone() -> None:
    rows = ([SolutionRow(1, frozenset({101}), 1)], [PostRow(10, 101, 3)], [CandidateRow(1, 10, 1.0)])
    allocation = run(rows)
    assert (allocation.offers, allocation.explanations[0].counts) == ((), {Why.MUNICIPALITY_ALREADY_HAS_IT: 1})


def test_the_least_seen_comes_before_the_more_relevant() -> None:
    rows = (
        [SolutionRow(1, frozenset(), 0), SolutionRow(2, frozenset(), 7)],
        [PostRow(10, 101, 1)],
        [CandidateRow(1, 10, 0.1), CandidateRow(2, 10, 1.0)],
    )
    assert offered(run(rows)) == [(1, 10)]


def test_an_eighth_place_comes_before_a_ninth() -> None:
    rows = (
        [SolutionRow(1, frozenset(), 7), SolutionRow(2, frozenset(), 8)],
        [PostRow(10, 101, 1)],
        [CandidateRow(1, 10, 0.001), CandidateRow(2, 10, 1.0)],
    )
    assert offered(run(rows)) == [(1, 10)]


def test_after_the_eighth_place_relevance_decides() -> None:
    rows = (
        [SolutionRow(1, frozenset(), 8), SolutionRow(2, frozenset(), 90)],
        [PostRow(10, 101, 1)],
        [CandidateRow(1, 10, 0.5), CandidateRow(2, 10, 0.6)],
    )
    assert offered(run(rows)) == [(2, 10)]


def test_a_solution_steps_aside_for_one_with_no_other_post() -> None:
    """The popular solution could take either post; the narrow one only the first."""
    rows = (
        [SolutionRow(1), SolutionRow(2)],
        [PostRow(10, 101, 1), PostRow(11, 147, 1)],
        [CandidateRow(1, 10, 1.0), CandidateRow(1, 11, 0.1), CandidateRow(2, 10, 0.2)],
    )
    assert offered(run(rows)) == [(1, 11), (2, 10)]


def test_a_run_gives_a_solution_no_more_than_its_cap() -> None:
    posts = [PostRow(10 + n, 101 + n, 1) for n in range(6)]
    rows = ([SolutionRow(1)], posts, [CandidateRow(1, 10 + n, 0.1 * (n + 1)) for n in range(6)])
    allocation = run(rows, RunTerms(RUN_DATE, promised_places=3, new_places=4))
    assert offered(allocation) == [(1, 12), (1, 13), (1, 14), (1, 15)]
    assert allocation.explanations[0].counts == {Why.RUN_LIMIT: 2}


def test_the_cap_holds_also_where_others_leave_room() -> None:
    """Solutions 2 and 3 want the same place; what one of them cannot have is not given to 1 beyond its cap."""
    posts = [PostRow(10, 101, 1), PostRow(11, 147, 1), PostRow(12, 751, 1)]
    candidates = [
        CandidateRow(1, 11, 0.5),
        CandidateRow(1, 12, 0.5),
        CandidateRow(2, 10, 0.5),
        CandidateRow(3, 10, 0.5),
    ]
    allocation = run(([SolutionRow(1), SolutionRow(2), SolutionRow(3)], posts, candidates), RunTerms(RUN_DATE, 8, 1))
    assert sorted(row.new_places for row in allocation.explanations) == [0, 1, 1]
    assert max(Counter(offer.solution for offer in allocation.offers).values()) == 1


def test_nothing_without_relevance_is_offered() -> None:
    rows = ([SolutionRow(1)], [PostRow(10, 101, 1), PostRow(11, 147, 1)], [
        CandidateRow(1, 10, 0.0), CandidateRow(1, 11, 0.29),
    ])  # fmt: skip
    assert offered(run(rows)) == [(1, 11)]
    assert offered(run(rows, RunTerms(RUN_DATE, least_relevance=0.3))) == []


def test_nothing_to_allocate_gives_an_empty_result() -> None:
    assert (run(([], [], [])).offers, run(([SolutionRow(1)], [], [])).explanations[0].why) == (
        (), Why.NO_MORE_RELEVANT_POSTS,
    )  # fmt: skip


def test_each_explanation_names_what_stood_in_the_way() -> None:
    """One promised place each: 1 gets it; 2 loses it to 1; 3's post was full; 4 concerns nobody; 5 had its places."""
    rows = (
        [SolutionRow(1), SolutionRow(2), SolutionRow(3), SolutionRow(4), SolutionRow(5, frozenset(), 1)],
        [PostRow(10, 101, 1), PostRow(11, 147, 0), PostRow(12, 101, 5)],
        [
            CandidateRow(1, 10, 0.9), CandidateRow(1, 12, 0.1), CandidateRow(2, 10, 0.8), CandidateRow(3, 11, 0.9),
            CandidateRow(5, 10, 1.0),
        ],
    )  # fmt: skip
    allocation = run(rows, RunTerms(RUN_DATE, promised_places=1, new_places=0))
    assert {row.why for row in allocation.explanations if row.solution < 5} == {Why.RUN_LIMIT}

    allocation = run((rows[0], rows[1], [row for row in rows[2] if row.post != 12]), RunTerms(RUN_DATE, 1))
    assert {
        row.solution: (row.why, row.new_places, row.places, dict(row.counts)) for row in allocation.explanations
    } == {
        1: (Why.REACHED_TARGET, 1, 1, {}),
        2: (Why.OUTCOMPETED, 0, 0, {Why.OUTCOMPETED: 1}),
        3: (Why.POSTS_WITHOUT_ROOM, 0, 0, {Why.POSTS_WITHOUT_ROOM: 1}),
        4: (Why.NO_MORE_RELEVANT_POSTS, 0, 0, {}),
        5: (Why.REACHED_TARGET, 0, 1, {Why.OUTCOMPETED: 1}),
    }


def test_a_second_post_in_a_municipality_offered_now_is_counted_as_such() -> None:
    rows = ([SolutionRow(1)], [PostRow(10, 101, 1), PostRow(12, 101, 5)], [
        CandidateRow(1, 10, 0.9), CandidateRow(1, 12, 0.1),
    ])  # fmt: skip
    assert run(rows).explanations[0].counts == {Why.MUNICIPALITY_OFFERED_NOW: 1}


def test_the_objective_counts_places_promised_places_and_relevance() -> None:
    posts = [PostRow(10 + n, 101 + n, 1) for n in range(3)]
    rows = ([SolutionRow(1, frozenset(), 1)], posts, [CandidateRow(1, 10 + n, 0.5) for n in range(3)])
    objective = run(rows, RunTerms(RUN_DATE, promised_places=2)).objective
    assert (objective.places, objective.promised_places, objective.relevance) == (3, 1, 1.5)


def test_a_coordinator_who_stands_in_for_many_posts_gets_no_more_than_the_desks_room() -> None:
    posts = [PostRow(10 + n, 101, 3, desk=101) for n in range(4)]
    solutions = [SolutionRow(n) for n in range(1, 7)]
    candidates = [CandidateRow(n, 10 + n % 4, 0.1 * n) for n in range(1, 7)]
    allocation = run((solutions, posts, candidates), desks=[DeskRow(101, 2)])
    assert offered(allocation) == [(5, 11), (6, 12)]
    assert {row.why for row in allocation.explanations if row.solution < 5} == {Why.OUTCOMPETED}


def test_a_post_at_a_desk_keeps_its_own_room() -> None:
    posts = [PostRow(10, 101, 1, desk=101), PostRow(11, 147, 1)]
    candidates = [CandidateRow(1, 10, 0.5), CandidateRow(2, 10, 0.9), CandidateRow(2, 11, 0.1)]
    allocation = run(([SolutionRow(1), SolutionRow(2)], posts, candidates), desks=[DeskRow(101, 9)])
    assert offered(allocation) == [(1, 10), (2, 11)]


def test_a_full_desk_is_named_and_the_posts_beside_it_are_used() -> None:
    posts = [PostRow(10, 101, 3, desk=101), PostRow(11, 101, 3), PostRow(12, 147, 3, desk=147)]
    rows = ([SolutionRow(1), SolutionRow(2)], posts, [
        CandidateRow(1, 10, 0.9), CandidateRow(1, 11, 0.1), CandidateRow(2, 12, 0.9),
    ])  # fmt: skip
    allocation = run(rows, desks=[DeskRow(101, 0), DeskRow(147, 0)])
    assert offered(allocation) == [(1, 11)]
    assert {row.solution: (row.why, dict(row.counts)) for row in allocation.explanations} == {
        1: (Why.COORDINATOR_WITHOUT_ROOM, {Why.COORDINATOR_WITHOUT_ROOM: 1}),
        2: (Why.COORDINATOR_WITHOUT_ROOM, {Why.COORDINATOR_WITHOUT_ROOM: 1}),
    }


@pytest.mark.parametrize(
    ("posts", "desks", "message"),
    [
        ([PostRow(9, 101, 1, desk=101)], [], "unknown desk"),
        ([PostRow(9, 101, 1, desk=7)], [DeskRow(101, 1)], "unknown desk"),
        ([], [DeskRow(101, 1), DeskRow(101, 2)], "twice"),
        ([], [DeskRow(101, -1)], "negative"),
    ],
)
def test_faulty_desks_are_refused(posts: list[PostRow], desks: Desks, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        problem_from_rows([], posts, [], TERMS, desks)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (([SolutionRow(1), SolutionRow(1)], [], []), "twice"),
        (([], [PostRow(1, 101, 1), PostRow(1, 101, 1)], []), "twice"),
        (([SolutionRow(1)], [], [CandidateRow(1, 9, 0.5)]), "unknown post"),
        (([], [PostRow(9, 101, 1)], [CandidateRow(1, 9, 0.5)]), "unknown solution"),
        (([SolutionRow(2)], [PostRow(9, 101, 1)], [CandidateRow(1, 9, 0.5)]), "unknown solution"),
        (([SolutionRow(1)], [PostRow(9, 101, 1)], [CandidateRow(1, 9, 0.5)] * 2), "paired twice"),
        (([SolutionRow(1)], [PostRow(9, 101, 1)], [CandidateRow(1, 9, 1.01)]), "relevance"),
        (([SolutionRow(1)], [PostRow(9, 101, 1)], [CandidateRow(1, 9, -0.01)]), "relevance"),
        (([SolutionRow(1)], [PostRow(9, 101, 1)], [CandidateRow(1, 9, float("nan"))]), "relevance"),
        (([SolutionRow(1)], [PostRow(9, 101, -1)], []), "negative"),
        (([SolutionRow(1, frozenset(), -1)], [], []), "negative"),
    ],
)
def test_faulty_input_is_refused(rows: Rows, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        problem_from_rows(*rows, TERMS)


def test_without_a_proven_optimum_nothing_is_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = problem_from_rows([SolutionRow(1)], [PostRow(9, 101, 1)], [CandidateRow(1, 9, 1.0)], TERMS)
    network = solver.network_of(problem, open_pairs(problem))
    too_dear = solver.Network(network.tail, network.head, network.capacity, network.cost * 2**40, 1, network.pairs)
    monkeypatch.setattr(solver, "network_of", lambda *_: too_dear)
    with pytest.raises(SolverError, match="BAD_COST_RANGE"):
        solve(problem, open_pairs(problem))


# --- lots -----------------------------------------------------------------------------------------------------------


def test_equals_take_turns_from_day_to_day() -> None:
    rows = (
        [SolutionRow(1), SolutionRow(2)],
        [PostRow(10, 101, 1)],
        [CandidateRow(1, 10, 0.5), CandidateRow(2, 10, 0.5)],
    )
    days = [RUN_DATE + timedelta(days=n) for n in range(200)]
    winners = Counter(run(rows, RunTerms(day)).offers[0].solution for day in days)
    assert sum(winners.values()) == 200
    assert 70 <= winners[1] <= 130


def test_equal_municipalities_take_turns_too() -> None:
    rows = (
        [SolutionRow(1)],
        [PostRow(10, 101, 1), PostRow(11, 147, 1), PostRow(12, 851, 1)],
        [CandidateRow(1, 10, 0.5), CandidateRow(1, 11, 0.5), CandidateRow(1, 12, 0.5)],
    )
    days = [RUN_DATE + timedelta(days=n) for n in range(200)]
    winners = Counter(run(rows, RunTerms(day, new_places=1)).offers[0].municipality for day in days)
    assert sorted(winners) == [101, 147, 851]
    assert min(winners.values()) >= 40


def test_the_lot_and_not_the_solver_decides_between_equals() -> None:
    posts = [PostRow(10 + n, 101 + n, 1) for n in range(5)]
    rows = ([SolutionRow(1)], posts, [CandidateRow(1, 10 + n, 0.5) for n in range(5)])
    for day in (RUN_DATE + timedelta(days=n) for n in range(40)):
        drawn = (lot(day, [1] * 5, [post.post for post in posts]) % 1000).tolist()
        winner = run(rows, RunTerms(day, new_places=1)).offers[0].post
        assert drawn[winner - 10] == max(drawn)


def test_the_lot_is_the_same_on_every_machine() -> None:
    """Against the same arithmetic in Python's own unbounded integers."""
    seed = int.from_bytes(sha256(b"lysning allocation 2026-11-23").digest()[:8], "little")
    expected = [mixed(mixed(seed ^ mixed(one)) ^ mixed(two)) for one, two in ((1, 3), (2, 3), (2**62, 0))]
    assert lot(RUN_DATE, [1, 2, 2**62], [3, 3, 0]).tolist() == expected


def mixed(bits: int) -> int:
    bits = (bits + 0x9E3779B97F4A7C15) % 2**64
    bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9 % 2**64
    bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB % 2**64
    return bits ^ (bits >> 31)


def test_the_lot_looks_even() -> None:
    drawn = lot(RUN_DATE, np.arange(100_000)) / 2**64
    assert abs(drawn.mean() - 0.5) < 0.005
    assert np.histogram(drawn, 10, (0, 1))[0].min() > 9_600


# --- properties -----------------------------------------------------------------------------------------------------

CODES = (101, 147, 751)
RELEVANCE = st.sampled_from([0.0, 0.1, 0.5, 0.5, 0.9, 1.0])


@st.composite
def small_problems(draw: st.DrawFn, most_solutions: int = 4, most_pairs: int = 9) -> tuple[Rows, RunTerms, Desks]:
    codes = st.frozensets(st.sampled_from(CODES), max_size=1)
    solutions = [
        SolutionRow(number, draw(codes), draw(st.integers(0, 4)))
        for number in range(1, draw(st.integers(1, most_solutions)) + 1)
    ]
    towns = [draw(st.sampled_from(CODES)) for _ in range(draw(st.integers(1, 5)))]
    posts = [
        PostRow(100 + number, town, draw(st.integers(0, 2)), draw(st.sampled_from([None, town])))
        for number, town in enumerate(towns)
    ]
    desks = [DeskRow(code, draw(st.integers(0, 3))) for code in CODES]
    pairs = st.tuples(
        st.sampled_from([row.solution for row in solutions]), st.sampled_from([row.post for row in posts])
    )
    chosen = draw(st.lists(pairs, unique=True, max_size=most_pairs))
    terms = RunTerms(RUN_DATE, draw(st.integers(1, 4)), draw(st.integers(0, 3)))
    return (solutions, posts, [CandidateRow(*pair, draw(RELEVANCE)) for pair in chosen]), terms, desks


def is_allowed(problem: Problem, pairs: np.ndarray) -> bool:
    posts = np.bincount(problem.of_post[pairs], minlength=len(problem.post))
    solutions = np.bincount(problem.of_solution[pairs], minlength=len(problem.solution))
    at_desk = [int(posts[problem.of_desk == number].sum()) for number in range(len(problem.desk))]
    blocks = set(zip(problem.of_solution[pairs].tolist(), problem.pair_municipality[pairs].tolist(), strict=True))
    return bool(
        np.all(posts <= problem.room)
        and np.all(at_desk <= problem.desk_room)
        and np.all(solutions <= problem.terms.new_places)
        and len(blocks) == len(pairs)
        and not problem.already_there[pairs].any()
        and np.all(problem.relevance[pairs] > 0)
    )


def merit(problem: Problem, pairs: np.ndarray) -> tuple[list[int], int]:
    """Promised places from the worst off upwards, then relevance with the lot: what the module promises to maximise."""
    given_now = np.bincount(problem.of_solution[pairs], minlength=len(problem.solution))
    promised = np.minimum(problem.places + given_now, np.maximum(problem.terms.promised_places, problem.places))
    return sorted(promised.tolist()), int(pair_values(problem, pairs).sum())


@settings(max_examples=250, deadline=None)
@given(small_problems())
def test_no_other_allocation_is_better(case: tuple[Rows, RunTerms, Desks]) -> None:
    problem = problem_from_rows(*case[0], *case[1:])
    everything = range(len(problem.relevance))
    subsets = [
        np.array(subset, dtype=np.int64)
        for size in range(len(everything) + 1)
        for subset in combinations(everything, size)
    ]
    best = max(merit(problem, pairs) for pairs in subsets if is_allowed(problem, pairs))
    chosen = solve(problem, open_pairs(problem))
    assert is_allowed(problem, chosen)
    assert merit(problem, chosen) == best


@settings(deadline=None)
@given(small_problems(), st.randoms(use_true_random=False))
def test_the_order_of_the_input_does_not_matter(case: tuple[Rows, RunTerms, Desks], random: st.DataObject) -> None:
    rows, terms, desks = case
    shuffled: Rows = tuple(random.sample(part, len(part)) for part in rows)
    assert run(shuffled, terms, random.sample(desks, len(desks))) == run(*case)


@settings(deadline=None)
@given(small_problems(most_solutions=12, most_pairs=60))
def test_nobody_has_what_a_solution_with_fewer_places_could_use(case: tuple[Rows, RunTerms, Desks]) -> None:
    """The promise's certificate, read off the result alone."""
    (solutions, posts, candidates), terms, desks = case
    allocation = run(*case)
    row = {each.solution: each for each in allocation.explanations}
    town = {post.post: post.municipality for post in posts}
    there: dict[int, set[int]] = defaultdict(set, {each.solution: set(each.reached) for each in solutions})
    holders: dict[int, list[int]] = defaultdict(list)
    for offer in allocation.offers:
        there[offer.solution].add(offer.municipality)
        holders[offer.post].append(offer.solution)
    for solution, post, relevance in candidates:
        short = row[solution].places < terms.promised_places and row[solution].new_places < terms.new_places
        if not short or not relevance or town[post] in there[solution]:
            continue
        found = next(each for each in posts if each.post == post)
        in_the_way = holders[post]
        if len(in_the_way) < found.room:
            in_the_way = [each for other in posts if other.desk == found.desk for each in holders[other.post]]
            assert len(in_the_way) == next(each.room for each in desks if each.desk == found.desk)
        assert all(row[holder].places <= row[solution].places + 1 for holder in in_the_way)


@settings(deadline=None)
@given(small_problems(most_solutions=12, most_pairs=60))
def test_the_plain_top_k_keeps_the_same_rules(case: tuple[Rows, RunTerms, Desks]) -> None:
    problem = problem_from_rows(*case[0], *case[1:])
    plain, ours = describe(problem, top_by_score(problem)), allocate(problem)
    assert is_allowed(problem, top_by_score(problem))
    assert plain.objective.promised_places <= ours.objective.promised_places


def test_plain_top_k_takes_the_best_score_first() -> None:
    rows = (
        [SolutionRow(1), SolutionRow(2, frozenset(), 90)],
        [PostRow(10, 101, 1)],
        [CandidateRow(1, 10, 0.8), CandidateRow(2, 10, 0.9)],
    )
    problem = problem_from_rows(*rows, TERMS)
    assert [offer.solution for offer in describe(problem, top_by_score(problem)).offers] == [2]


@settings(deadline=None)
@given(small_problems())
def test_every_candidate_post_is_accounted_for(case: tuple[Rows, RunTerms, Desks]) -> None:
    allocation = run(*case)
    pairs = Counter(row.solution for row in case[0][2])
    assert {row.solution: row.new_places + sum(row.counts.values()) for row in allocation.explanations} == {
        row.solution: pairs[row.solution] for row in case[0][0]
    }


# --- the input's hash -----------------------------------------------------------------------------------------------

SAMPLE: Rows = (
    [SolutionRow(1, frozenset({751}), 1), SolutionRow(2)],
    [PostRow(10, 101, 1), PostRow(11, 147, 2)],
    [CandidateRow(1, 10, 0.5), CandidateRow(2, 10, 0.25), CandidateRow(2, 11, 0.125)],
)


def hashed(rows: Rows, terms: RunTerms = TERMS, desks: Desks | None = None) -> str:
    return input_hash(problem_from_rows(*rows, terms, desks or []))


def test_columns_and_rows_describe_the_same_problem() -> None:
    columns = Columns(
        solution=[2, 1],
        places=[0, 1],
        reached=[(1, 751)],
        post=np.array([11, 10]),
        municipality=[147, 101],
        room=[2, 1],
        candidate_solution=[2, 1, 2],
        candidate_post=[11, 10, 10],
        relevance=np.array([0.125, 0.5, 0.25]),
    )
    assert input_hash(problem_from_columns(columns, TERMS)) == hashed(SAMPLE)


def test_the_hash_changes_with_everything_that_can_change_the_result() -> None:
    solutions, posts, candidates = SAMPLE
    variants = [
        hashed(SAMPLE),
        hashed(SAMPLE, RunTerms(RUN_DATE + timedelta(days=1))),
        hashed(SAMPLE, RunTerms(RUN_DATE, promised_places=9)),
        hashed(SAMPLE, RunTerms(RUN_DATE, new_places=9)),
        hashed(SAMPLE, RunTerms(RUN_DATE, least_relevance=0.2)),
        hashed(([solutions[0], SolutionRow(3)], posts, candidates[:1])),
        hashed((solutions, posts, candidates[:1])),
        hashed(([solutions[0]._replace(places=2), solutions[1]], posts, candidates)),
        hashed(([solutions[0]._replace(reached=frozenset({101})), solutions[1]], posts, candidates)),
        hashed((solutions, [posts[0]._replace(room=2), posts[1]], candidates)),
        hashed((solutions, [posts[0]._replace(municipality=153), posts[1]], candidates)),
        hashed((solutions, [posts[0]._replace(desk=101), posts[1]], candidates), desks=[DeskRow(101, 1)]),
        hashed((solutions, [posts[0]._replace(desk=101), posts[1]], candidates), desks=[DeskRow(101, 2)]),
        hashed((solutions, posts, [candidates[0]._replace(relevance=0.500001), *candidates[1:]])),
    ]
    assert len(set(variants)) == len(variants)


def test_the_hash_is_the_same_on_every_machine() -> None:
    assert hashed(SAMPLE) == SAMPLE_HASH


SAMPLE_HASH = "9d1d5457c9cda05f6a5267dd39644537f7a541339c14b369d413ad942927d331"
