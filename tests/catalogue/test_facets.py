import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.factories.catalogue import make_solution, make_version

from lysning.catalogue.actions import hide_solution, publish_solution, unhide_solution, withdraw_solution
from lysning.catalogue.models import Solution
from lysning.catalogue.queries import facet_counts, fitting, fitting_and_counts
from lysning.catalogue.rules.facets import FACETS, count, fits, mark, wanted
from lysning.core import clock
from lysning.core.actors import SYSTEM

VALUES = {
    "area": ("skole", "aeldre", "vej"),
    "maturity": ("idea", "tested"),
    "personal": ("none",),
    "ai": ("none", "x"),
}
one_of_each = st.fixed_dictionaries(
    {"area": st.frozensets(st.sampled_from(VALUES["area"]))}
    | {facet: st.sampled_from(VALUES[facet]).map(lambda value: frozenset([value])) for facet in FACETS[1:]}
)
choices_made = st.fixed_dictionaries({facet: st.frozensets(st.sampled_from(VALUES[facet])) for facet in FACETS})


def marks_of(facets):
    return tuple(sorted(mark(facet, value) for facet, values in facets.items() for value in values))


def answers(facets, choices, *, leaving_out=None):
    """The rule said plainly: in every facet with a choice, but one, the solution has one of the values chosen."""
    return all(not chosen or facet == leaving_out or facets[facet] & chosen for facet, chosen in choices.items())


@given(st.lists(one_of_each, max_size=12), choices_made)
def test_counts_are_those_of_going_through_every_solution(solutions, choices):
    groups = {}
    for facets in solutions:
        groups[marks_of(facets)] = groups.get(marks_of(facets), 0) + 1
    counted = count(groups, choices)
    assert counted.total == sum(answers(facets, choices) for facets in solutions)
    assert {(facet, value): counted.of(facet, value) for facet in FACETS for value in VALUES[facet]} == {
        (facet, value): sum(value in s[facet] and answers(s, choices, leaving_out=facet) for s in solutions)
        for facet in FACETS
        for value in VALUES[facet]
    }


@given(one_of_each, choices_made)
def test_a_solution_fits_when_it_answers_every_facet_chosen_in(facets, choices):
    assert fits(marks_of(facets), choices) == answers(facets, choices)


def test_a_facet_without_a_choice_asks_for_nothing():
    assert wanted({"area": [], "ai": ["none", "assists"]}) == {"ai": {"ai:none", "ai:assists"}}


def marks(solution):
    return Solution.objects.values_list("marks", flat=True).get(pk=solution.pk)


@pytest.mark.django_db
def test_a_solution_is_marked_with_what_its_current_version_says():
    solution = make_solution(areas=("skole", "aeldre"), maturity="idea", personal_data="none", ai_use="decides")
    first = ["ai:decides", "area:aeldre", "area:skole", "maturity:idea", "personal:none"]
    assert marks(solution) == first
    draft = make_version(solution, areas=("skole",), maturity="tested")
    assert marks(solution) == first
    publish_solution(version=draft, by=SYSTEM, at=clock.now())
    assert marks(solution) == ["ai:decides", "area:skole", "maturity:tested", "personal:none"]


@pytest.mark.django_db
def test_nobody_can_write_marks_that_the_version_does_not_bear_out():
    solution = make_solution(areas=("skole",))
    true = marks(solution)
    Solution.objects.filter(pk=solution.pk).update(marks=["area:vej"])
    assert marks(solution) == true
    stale = Solution.objects.get(pk=solution.pk)
    stale.marks = []
    stale.save()
    assert marks(solution) == true
    assert marks(make_solution(published=False)) == []


@pytest.mark.django_db
def test_what_is_hidden_or_withdrawn_counts_nowhere():
    shown, hidden, withdrawn = (make_solution(areas=("skole",)) for _ in range(3))
    make_solution(areas=("skole",), published=False)
    hide_solution(solution=hidden, reason="x", by=SYSTEM, at=clock.now())
    withdraw_solution(solution=withdrawn, reason="x", by=SYSTEM, at=clock.now())
    choices = {"area": ["skole"]}
    rows = Solution.objects.public()
    assert facet_counts(rows, choices).of("area", "skole") == facet_counts(rows, choices).total == 1
    assert fitting_and_counts(rows, choices) == ({shown.pk}, facet_counts(rows, choices))
    unhide_solution(solution=hidden, by=SYSTEM, at=clock.now())
    assert facet_counts(rows, choices).of("area", "skole") == 2


@pytest.mark.django_db
def test_both_ways_of_narrowing_give_the_same():
    for areas, maturity in ((("skole",), "idea"), (("skole", "vej"), "tested"), (("vej",), "tested")):
        make_solution(areas=areas, maturity=maturity)
    rows = Solution.objects.public()
    for choices in ({}, {"area": ["vej"]}, {"area": ["vej"], "maturity": ["idea", "tested"]}, {"maturity": ["in_use"]}):
        keys, counts = fitting_and_counts(rows, choices)
        assert keys == set(fitting(rows, choices).values_list("pk", flat=True))
        assert counts == facet_counts(rows, choices)


@pytest.mark.django_db
def test_among_takes_any_number_of_keys():
    first, second = make_solution(), make_solution()
    assert set(Solution.objects.among([first.pk, -1, *range(10**9, 10**9 + 5_000)])) == {first}
    assert set(Solution.objects.among(iter([second.pk, first.pk]))) == {first, second}
    assert not Solution.objects.among([]).exists()
