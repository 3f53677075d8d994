"""Every list leaves as Atom, narrowed as the page is, with what is public and nothing else."""

from xml.etree import ElementTree as ET

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.core.test_feeds import ATOM, valid
from tests.factories.catalogue import make_solution
from tests.factories.direction import make_direction, make_placement
from tests.factories.directory import make_municipality, make_post, make_supplier
from tests.factories.enquiries import make_enquiry
from tests.factories.evidence import make_project
from tests.factories.needs import make_need
from tests.factories.taxonomy import make_area, make_role, make_topic

from lysning.enquiries.words import STATES
from lysning.taxonomy.queries import areas, topics

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _forget():
    areas.forget(), topics.forget()
    yield
    areas.forget(), topics.forget()


def read(client, name, *args, **asked):
    response = client.get(reverse(name, args=args), asked)
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    root = valid(ET.fromstring(response.content))
    return [each.findtext(f"{ATOM}title") for each in root.findall(f"{ATOM}entry")]


@pytest.fixture
def shelf():
    area = make_area("aeldre")
    make_topic("sensor", areas=[area])
    found = make_solution(
        title="Sål mod fald", areas=["aeldre"], topics=["sensor"], supplier=make_supplier(slug="saal")
    )
    make_solution(title="Læsehjælp", problem="Børn læser.", audience="Børn", description="Læs.", areas=["skole"])
    make_solution(title="Kladde", published=False)
    return found, area


def test_the_solutions_as_somebody_has_narrowed_them(client, shelf):
    assert set(read(client, "web:solutions_feed")) == {"Sål mod fald", "Læsehjælp"}
    assert read(client, "web:solutions_feed", q="fald") == ["Sål mod fald"]
    assert read(client, "web:solutions_feed", area="skole") == ["Læsehjælp"]
    assert read(client, "web:solutions_feed", q="fald", area="skole") == []


def test_each_area_topic_supplier_and_the_topics(client, shelf):
    make_need(area=shelf[1], title="Færre fald")
    assert set(read(client, "web:area_feed", "aeldre")) == {"Sål mod fald", "Færre fald"}
    assert read(client, "web:topic_feed", "sensor") == ["Sål mod fald"]
    assert read(client, "web:supplier_feed", "saal") == ["Sål mod fald"]
    assert len(read(client, "web:topics_feed")) == 1


def test_a_municipality_tells_its_needs_and_its_answers(client):
    post = make_post(make_municipality("Testby"), make_role())
    enquiry = make_enquiry("together", post=post)
    make_need(post.municipality, post.area, title="Færre fald")
    make_need(title="Et andet sted")
    titles = read(client, "web:municipality_feed", post.municipality.slug)
    assert set(titles) == {"Færre fald", f"{STATES['together']}: {enquiry.version.title}"}
    assert (
        str(enquiry.key)
        not in client.get(reverse("web:municipality_feed", args=[post.municipality.slug])).content.decode()
    )


def test_all_areas_and_all_municipalities_have_a_feed_with_everything_that_is_public(client):
    area = make_area("aeldre")
    enquiry = make_enquiry("together", post=make_post(make_municipality("Testby"), make_role(area)))
    make_need(enquiry.municipality, area, title="Færre fald")
    direction = make_direction(enquiry.municipality, area)
    make_placement(direction, own_title="Robot")
    make_placement(direction, own_title="Kladde", published=False)
    make_placement(direction, own_title="Intern", visibility="own")
    answer, placed = f"{STATES['together']}: {enquiry.version.title}", "Testby: Robot, Klar"
    place = enquiry.municipality.slug
    assert set(read(client, "web:areas_feed")) == {enquiry.version.title, "Færre fald", placed}
    assert set(read(client, "web:municipalities_feed")) == {answer, "Færre fald", placed}
    assert set(read(client, "web:municipality_feed", place)) == {answer, "Færre fald", placed}
    assert read(client, "web:area_feed", "aeldre")[0] in {"Færre fald", placed}


def test_the_feeds_of_everything_ask_the_same_of_the_database_for_one_and_three(client):
    area, found = make_area(), {}
    for more in (1, 2):
        for _ in range(more):
            enquiry = make_enquiry("together", post=make_post(role=make_role(area)))
            make_need(enquiry.municipality, area)
            make_placement(make_direction(enquiry.municipality, area), topic=make_topic(areas=[area]))
        for name in ("web:areas_feed", "web:municipalities_feed"):
            client.get(reverse(name))
            with CaptureQueriesContext(connection) as captured:
                client.get(reverse(name))
            found.setdefault(name, []).append(len(captured))
    assert all(one == three <= 14 for one, three in found.values()), found


def test_needs_are_narrowed_and_a_hidden_one_is_left_out(client):
    need = make_need(title="Færre fald")
    make_need(title="Skjult", hidden_at=need.created_at, hidden_reason="x")
    make_need(title="Lukket", closed_at=need.created_at)
    assert read(client, "needs:feed") == ["Færre fald"]
    assert read(client, "needs:feed", area=need.area.key) == ["Færre fald"]
    assert read(client, "needs:feed", q="cykel") == []


def test_earlier_projects_the_last_brought_first(client):
    make_project(title="Gammelt"), make_project(title="Nyt")
    assert read(client, "web:projects_feed") == ["Nyt", "Gammelt"]


@pytest.mark.parametrize("name", ["web:area_feed", "web:topic_feed", "web:supplier_feed", "web:municipality_feed"])
def test_what_is_not_there_has_no_feed(client, name):
    assert client.get(reverse(name, args=["findes-ikke"])).status_code == 404


@pytest.mark.parametrize(
    ("page", "args"),
    [
        ("web:explore", []),
        ("web:areas", []),
        ("web:municipalities", []),
        ("web:area", ["aeldre"]),
        ("web:topic", ["sensor"]),
        ("web:supplier", ["saal"]),
        ("web:topics", []),
        ("needs:needs", []),
    ],
)
def test_each_page_says_where_its_feed_is(client, shelf, page, args):
    text = client.get(reverse(page, args=args)).content.decode()
    address = (
        text.split('<link rel="alternate" type="application/atom+xml"', 1)[1].split('href="', 1)[1].split('"', 1)[0]
    )
    assert client.get(address).status_code == 200
    assert text.count(address) >= 2, "also as a link that people see"


def test_the_number_of_queries_does_not_grow(client):
    def queries():
        client.get(reverse("web:solutions_feed"))
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("web:solutions_feed")).status_code == 200
        return len(captured)

    make_solution()
    one = queries()
    make_solution(), make_solution()
    assert queries() == one
