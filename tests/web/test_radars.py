import pytest
from tests.factories.accounts import actor_of, client_for, make_member
from tests.factories.catalogue import make_solution
from tests.factories.direction import DAY, make_direction, make_placement, make_rings, post_in
from tests.factories.directory import make_municipality
from tests.factories.taxonomy import make_area, make_topic

from lysning.core.actors import VISITOR
from lysning.web.radars import solution_on_radars, topic_on_radars

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _rings():
    make_rings()


def placed(area, topic, **facts):
    return make_placement(make_direction(area=area), topic=topic, **facts)


def states(radars):
    return {entry.state: count for entry, count in radars.map.counts} if radars.map else {}


def test_each_municipality_stands_in_its_ring_and_only_what_is_public_counts(django_assert_num_queries):
    area, topic = make_area(), make_topic()
    assert states(topic_on_radars(topic, VISITOR, today=DAY)) == {}
    for count in (1, 3):
        while topic_on_radars(topic, VISITOR, today=DAY).count < count:
            placed(area, topic, ring="klar")
        with django_assert_num_queries(1):
            found = topic_on_radars(topic, VISITOR, today=DAY)
        assert states(found)["klar"] == count
    placed(area, topic, ring="afvent")
    placed(area, topic, ring="klar", visibility="own")
    placed(area, topic, ring="klar", published=False)
    found = topic_on_radars(topic, VISITOR, today=DAY)
    assert (found.count, states(found)["klar"], states(found)["afvent"]) == (4, 3, 1)
    assert found.places == []


def test_a_leader_places_it_on_the_own_radar_unless_it_stands_there(client):
    area, solution = make_area(), make_solution(published=True)
    own = make_direction(area=area)
    leader = make_member(role="leader", post=post_in(own.municipality, area))
    make_direction(make_municipality(), area)
    found = solution_on_radars(solution.pk, solution.slug, actor_of(leader), today=DAY)
    address = f"/retning/{own.municipality.slug}/{area.key}/placer/?loesning={solution.slug}"
    assert found.places == [(area.name, address)]
    page = client_for(leader).get(f"/loesninger/{solution.slug}/").text
    assert address in page
    assert address not in client.get(f"/loesninger/{solution.slug}/").text
    assert client_for(leader).get(address).status_code == 200
    make_placement(own, solution=solution)
    assert solution_on_radars(solution.pk, solution.slug, actor_of(leader), today=DAY).places == []


def test_the_radar_leads_to_following_its_municipality(client):
    for published, is_led in ((True, True), (False, False)):
        direction = make_direction(published=published)
        person = client_for(make_member(direction.municipality, role="coordinator"))
        page = person.get(f"/retning/{direction.municipality.slug}/{direction.area.key}/").text
        assert (f"/foelg/?slags=municipality&amp;hvad={direction.municipality.slug}" in page) == is_led


def test_the_pages_of_the_topic_the_area_and_the_municipality_lead_to_the_radars(client):
    area, topic = make_area(), make_topic()
    topic.areas.add(area)
    directions = [placed(area, topic, ring="klar").direction for _ in range(3)]
    shown = directions[0]
    pages = {
        f"/emner/{topic.key}/": f"/retning/land/{area.key}/",
        f"/fagomraader/{area.key}/": f"/retning/land/{area.key}/",
        f"/kommuner/{shown.municipality.slug}/": f"/retning/{shown.municipality.slug}/{area.key}/",
    }
    for page, address in pages.items():
        assert f'href="{address}"' in client.get(page).text
