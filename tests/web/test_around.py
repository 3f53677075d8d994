"""Who has to do with a solution, beside each hit: painted and in words."""

from datetime import timedelta

import pytest
from django.urls import reverse
from tests.factories.direction import make_direction, make_placement
from tests.factories.directory import make_municipality, make_post
from tests.factories.enquiries import OFFERED_AT, make_enquiry, make_next_version, make_published
from tests.factories.trials import make_seat, make_trial

from lysning.core.tilemap import land
from lysning.directory.queries import municipality_places
from lysning.web.around import around

pytestmark = pytest.mark.django_db
LATER = OFFERED_AT + timedelta(days=40)


@pytest.fixture
def places():
    yield {name: make_municipality(name) for name in ("Ebeltoft", "Bogense", "Dragør", "Asnæs", "Corsør")}
    municipality_places.forget()


def told(solution):
    found = around([solution.pk]).get(solution.pk)
    return {str(way.words): way.names for way in found.ways} if found else {}


def answer(version, place, kind, **facts):
    return make_enquiry(kind, version=version, post=make_post(place), **facts)


def test_what_is_public_of_a_solution_is_told_in_three_ways(places, django_assert_num_queries):
    version = make_published(used_by=[places["Bogense"], places["Asnæs"]])
    solution, other = version.solution, make_published().solution
    answer(version, places["Corsør"], "together")
    answer(version, places["Ebeltoft"], "interested")
    make_enquiry("withdrawn", version=version, post=make_post(places["Ebeltoft"]), answer_kind="")
    trial = make_trial(solution=solution, solution_version=version)
    draft = make_trial(solution=solution, solution_version=version, registered=False)
    make_seat(trial, places["Dragør"]), make_seat(trial, places["Ebeltoft"], state="waiting")
    make_seat(draft, places["Ebeltoft"])
    for place, facts in (("Bogense", {}), ("Ebeltoft", {"visibility": "community"}), ("Corsør", {"published": False})):
        make_placement(make_direction(places[place]), solution=solution, **facts)
    municipality_places()
    with django_assert_num_queries(1):
        found = around([solution.pk, other.pk])
    assert list(found) == [solution.pk]
    assert told(solution) == {
        "Bruges, siger leverandøren, af:": "Asnæs og Bogense",
        "Afprøver den eller vil:": "Corsør og Dragør",
        "På radaren hos:": "Bogense",
    }


def test_a_municipality_is_painted_once_as_the_first_and_counted_in_each(places):
    version = make_published(used_by=[places["Bogense"]])
    answer(version, places["Bogense"], "together")
    uses, tries = around([version.solution_id])[version.solution_id].ways
    assert (uses.count, tries.count) == (1, 1)
    drawn = land(municipality_places())
    assert (uses.outline, tries.outline) == (drawn.outlines[places["Bogense"].code], "")


def test_the_last_answer_and_the_current_version_count(places):
    version = make_published(used_by=[places["Asnæs"]])
    answer(version, places["Bogense"], "together")
    answer(version, places["Corsør"], "interested")
    newer = make_next_version(version.solution, at=LATER)
    answer(newer, places["Bogense"], "not_relevant", offered_at=LATER)
    answer(newer, places["Corsør"], "together", offered_at=LATER)
    assert told(version.solution) == {"Afprøver den eller vil:": "Corsør"}


def test_many_names_become_three_and_how_many_more(places):
    five, four = (make_published(used_by=list(places.values())[:count]) for count in (5, 4))
    assert list(told(five.solution).values()) == ["Asnæs, Bogense, Corsør og 2 andre"]
    assert list(told(four.solution).values()) == ["Asnæs, Bogense, Dragør og Ebeltoft"]


@pytest.mark.parametrize("look", ["", "tabel"])
def test_a_hit_shows_it_in_the_list_and_in_the_table(client, places, look):
    make_published(used_by=[places["Bogense"]])
    make_published()
    page = client.get(reverse("web:explore"), {"vis": look}).text
    assert page.count("Bruges, siger leverandøren, af: Bogense") == 1
    assert page.count("tilemap-mini") == page.count("tilemap-land") == (not look)


def test_no_list_no_query(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert around([]) == {}
