import contextlib

import numpy as np
import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st
from tests.factories.catalogue import make_solution, make_version
from tests.factories.taxonomy import make_topic

from lysning.catalogue.actions import (
    forget_changes,
    hide_solution,
    publish_solution,
    sight,
    unhide_solution,
    withdraw_solution,
)
from lysning.catalogue.models import Solution, SolutionChange
from lysning.catalogue.queries import public_shelf
from lysning.catalogue.rules.facets import FACETS, mark, shelf
from lysning.core import clock
from lysning.core.actors import SYSTEM, VISITOR
from lysning.taxonomy.actions import merge_topic, separate_topic

VALUES = {
    "area": ("skole", "aeldre", "vej"),
    "topic": ("fald", "laas"),
    "maturity": ("idea", "tested"),
    "personal": ("none",),
    "ai": ("none", "x"),
}
one_of_each = st.fixed_dictionaries(
    {facet: st.frozensets(st.sampled_from(VALUES[facet])) for facet in FACETS[:2]}
    | {facet: st.sampled_from(VALUES[facet]).map(lambda value: frozenset([value])) for facet in FACETS[2:]}
)
choices_made = st.fixed_dictionaries({facet: st.frozensets(st.sampled_from(VALUES[facet])) for facet in FACETS})


def marks_of(facets):
    return tuple(sorted(mark(facet, value) for facet, values in facets.items() for value in values))


def answers(facets, choices, *, leaving_out=None):
    """The rule said plainly: in every facet with a choice, but one, the solution has one of the values chosen."""
    return all(not chosen or facet == leaving_out or facets[facet] & chosen for facet, chosen in choices.items())


@given(st.lists(one_of_each, max_size=12), choices_made, st.data())
def test_a_shelf_narrows_and_counts_as_going_through_every_solution_does(solutions, choices, data):
    among = data.draw(st.none() | st.sets(st.integers(0, 14)))
    keys = [key for key in range(len(solutions)) if among is None or key in among]
    found = shelf(enumerate(map(marks_of, solutions))).narrowed(
        choices, None if among is None else np.array(sorted(among), np.int64)
    )
    assert found.ids.tolist() == [key for key in keys if answers(solutions[key], choices)]
    assert found.counts.total == len(found.ids)
    assert {(facet, value): found.counts.of(facet, value) for facet in FACETS for value in VALUES[facet]} == {
        (facet, value): sum(
            value in solutions[key][facet] and answers(solutions[key], choices, leaving_out=facet) for key in keys
        )
        for facet in FACETS
        for value in VALUES[facet]
    }


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
def test_a_solution_stands_under_what_its_topics_count_as_today_and_its_version_stays():
    old, new, other = (make_topic(key) for key in ("gammel", "ny", "anden"))
    solution, bystander = make_solution(topics=("gammel", "ny")), make_solution(topics=("anden",))
    assert marked_topics(solution) == ["topic:gammel", "topic:ny"]
    merge_topic(topic=old, into=new, revision=1, by=SYSTEM, at=clock.now())
    assert (marked_topics(solution), seen({"topic": ["ny"]})) == (["topic:ny"], [solution.pk])
    merge_topic(topic=new, into=other, revision=1, by=SYSTEM, at=clock.now())
    assert (marked_topics(solution), marked_topics(bystander)) == (["topic:anden"], ["topic:anden"])
    separate_topic(topic=new, revision=2, by=SYSTEM, at=clock.now())
    assert (marked_topics(solution), seen({"topic": ["anden"]})) == (["topic:ny"], [bystander.pk])
    version = Solution.objects.get(pk=solution.pk).current_version
    assert sorted(version.topics.values_list("key", flat=True)) == ["gammel", "ny"]


def marked_topics(solution):
    return [each for each in marks(solution) if each.startswith("topic:")]


def seen(choices=None):
    ids, counts = public_shelf().narrowed(choices or {})
    assert counts.total == len(ids)
    return ids.tolist()


@pytest.mark.django_db
def test_the_shelf_follows_every_change_at_once():
    assert seen() == []
    draft = make_solution(areas=("skole",), published=False)
    assert seen() == []
    older, newer = (make_solution(areas=("skole",)) for _ in range(2))
    assert seen({"area": ["skole"]}) == [newer.pk, older.pk]
    hide_solution(solution=newer, reason="x", by=SYSTEM, at=clock.now())
    assert seen() == [older.pk]
    unhide_solution(solution=newer, by=SYSTEM, at=clock.now())
    withdraw_solution(solution=older, reason="x", by=SYSTEM, at=clock.now())
    assert seen() == [newer.pk]
    publish_solution(version=make_version(newer, areas=("aeldre",)), by=SYSTEM, at=clock.now())
    assert (seen({"area": ["skole"]}), seen({"area": ["aeldre"]})) == ([], [newer.pk])
    assert draft.pk not in seen()


@pytest.mark.django_db
def test_a_kept_shelf_costs_one_query_and_what_was_undone_is_not_kept(django_assert_num_queries):
    shown = make_solution(areas=("skole",))
    assert seen() == [shown.pk]
    with django_assert_num_queries(1):
        assert seen() == [shown.pk]
    with contextlib.suppress(RuntimeError), transaction.atomic():
        hide_solution(solution=shown, reason="x", by=SYSTEM, at=clock.now())
        assert seen() == []
        raise RuntimeError
    assert seen() == [shown.pk]


@pytest.mark.django_db(transaction=True)
def test_a_change_that_is_seen_late_is_seen():
    """The transaction that began first ends last: its change has a lower number than one already seen."""
    first, second = make_solution(areas=("skole",)), make_solution(areas=("skole",))
    assert seen() == [second.pk, first.pk]
    with contextlib.closing(connection.copy()) as late, late.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("UPDATE catalogue_solution SET hidden_at = now(), hidden_reason = 'x' WHERE id = %s", [first.pk])
        Solution.objects.filter(pk=second.pk).update(hidden_at=clock.now(), hidden_reason="x")
        assert seen() == [first.pk]
        cursor.execute("COMMIT")
        assert seen() == []


@pytest.mark.django_db
def test_what_stands_on_the_shelf_everyone_may_see():
    shown = make_solution()
    assert (
        set(public_shelf().ids) == set(Solution.objects.visible_to(VISITOR).values_list("pk", flat=True)) == {shown.pk}
    )


@pytest.mark.django_db
def test_old_notes_of_changes_go_and_the_shelf_stays_true(monkeypatch):
    monkeypatch.setattr(sight, "KEPT_CHANGES", 2)
    shown = [make_solution() for _ in range(3)]
    assert len(seen()) == 3
    assert forget_changes() > 0
    assert SolutionChange.objects.count() == 2
    assert len(seen()) == 3
    hide_solution(solution=shown[0], reason="x", by=SYSTEM, at=clock.now())
    assert len(seen()) == 2
