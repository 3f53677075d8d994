"""Side by side: up to four solutions, carried by the address, with what differs said in words."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.factories.accounts import client_for, make_member
from tests.factories.catalogue import make_solution
from tests.factories.directory import make_municipality, make_post
from tests.factories.enquiries import make_enquiry

from lysning.catalogue.actions import withdraw_solution
from lysning.catalogue.words import ANSWERS
from lysning.core import clock
from lysning.core.actors import SYSTEM

pytestmark = pytest.mark.django_db
PRICES = {"price_model": "per_inhabitant", "price_amount": 2}


def compare(client, *solutions, **asked):
    return client.get(reverse("web:compare"), {"l": [each.slug for each in solutions], **asked})


def row(response, label):
    return next(each for each in response.context["rows"] if str(each.label) == label)


def test_facts_that_differ_are_said_to_differ_and_those_that_do_not_are_the_same(client):
    one, two = make_solution(title="Ens", maturity="idea"), make_solution(title="Anden", maturity="tested")
    response = compare(client, one, two)
    assert row(response, str(ANSWERS["maturity"])).differs is True
    assert row(response, str(ANSWERS["personal_data"])).differs is False
    assert row(response, str(ANSWERS["problem"])).differs is None
    page = response.content.decode()
    assert "Forskellig" in page
    assert "Det samme" in page


def test_one_alone_differs_from_nothing(client):
    assert {each.differs for each in compare(client, make_solution()).context["rows"]} == {None}


def test_the_price_is_reckoned_for_ones_own_municipality_or_for_the_one_chosen(client):
    solution = make_solution(**PRICES)
    small = make_municipality("Lilleby", population=10_000)
    leader = client_for(make_member(role="leader", post=make_post(make_municipality("Storby", population=100_000))))
    typical, own, chosen = (
        compare(who, solution, **asked).context["solutions"][0][0].price.nearest.yearly
        for who, asked in ((client, {}), (leader, {}), (leader, {"kommune": small.slug}))
    )
    assert (typical, own, chosen) == (80_000, 200_000, 20_000)
    assert compare(leader, solution, kommune="").context["place"].name == "Storby"


def test_four_fit_and_the_address_is_told_of_the_rest(client):
    five = [make_solution(title=f"Nummer {n}") for n in range(5)]
    response = compare(client, *five)
    assert [each.title for each, _address in response.context["solutions"]] == [f"Nummer {n}" for n in range(4)]
    assert response.context["beyond"] == 1
    assert "En mere" in response.content.decode()


def test_what_is_gone_is_said_and_not_shown(client):
    kept, gone = make_solution(title="Her"), make_solution(title="Væk")
    withdraw_solution(solution=gone, reason="x", by=SYSTEM, at=clock.now())
    response = compare(client, gone, kept, kept)
    assert [each.title for each, _address in response.context["solutions"]] == ["Her"]
    assert response.context["gone"] == 1
    assert compare(client).status_code == 200


def test_municipalities_that_look_at_it_are_counted(client):
    enquiries = [make_enquiry("together"), make_enquiry("interested")]
    response = compare(client, *(each.version.solution for each in enquiries))
    assert [value for _solution, value in row(response, "Kommuner, der vil prøve den sammen").cells] == ["1", "0"]


@pytest.mark.parametrize("asked", [{}, {"vis": "tabel"}])
def test_the_list_puts_aside_and_back_by_links_alone(client, asked):
    slugs = [make_solution(title=f"Nummer {n}").slug for n in range(5)]
    page = client.get(reverse("web:explore"), {**asked, "l": slugs[:2]})
    assert [slug for slug, _title in page.context["aside"]] == slugs[:2]
    text = page.content.decode()
    assert text.count(">Sammenlign<") == 3
    assert f"{reverse('web:compare')}?l={slugs[0]}&amp;l={slugs[1]}" in text
    full = client.get(reverse("web:explore"), {**asked, "l": slugs}).content.decode()
    assert full.count(">Sammenlign<") == 0
    assert "plads til fire" in full


def test_the_number_of_queries_does_not_grow(client):
    def queries(*solutions):
        compare(client, *solutions)
        with CaptureQueriesContext(connection) as captured:
            assert compare(client, *solutions).status_code == 200
        return len(captured)

    three = [make_solution() for _ in range(3)]
    assert queries(three[0]) == queries(*three)
