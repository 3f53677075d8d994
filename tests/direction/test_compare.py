"""Municipalities side by side, from what everyone may see."""

import csv
from datetime import date

import pytest
from django.urls import reverse
from tests.factories.accounts import client_for, make_member
from tests.factories.catalogue import make_solution
from tests.factories.direction import make_direction, make_placement, make_removed_placement
from tests.factories.directory import make_municipality
from tests.factories.taxonomy import SOURCED, make_area, make_topic

from lysning.direction import queries
from lysning.direction.models import Placement
from lysning.directory.models import Municipality, Region, RegionMembership
from lysning.directory.queries import municipality_places, place_by_slug
from lysning.taxonomy.queries import areas, topics

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("four_rings")]
TODAY = date(2026, 11, 25)


def placed(area, *rings, name, **municipality):
    """A municipality with topics in these rings, by topic."""
    home = make_municipality(name, **municipality)
    direction = make_direction(home, area)
    for topic, ring in rings:
        make_placement(direction, topic=topic, ring=ring)
    municipality_places.forget()
    return place_by_slug(home.slug)


def test_what_divides_stands_first_with_the_country_beside_it(django_assert_num_queries):
    area = make_area()
    same, split, lone = make_topic(name_da="Enige"), make_topic(name_da="Uenige"), make_topic(name_da="Alene")
    one = placed(area, (same, "klar"), (split, "klar"), name="A")
    other = placed(area, (same, "klar"), (split, "afvent"), (lone, "klar"), name="B")
    placed(area, (same, "klar"), (split, "klar"), name="C")
    hidden = make_direction(make_municipality(), area)
    make_placement(hidden, topic=lone, visibility="community")
    make_removed_placement(hidden, topic=same)
    queries.rings(), topics()
    with django_assert_num_queries(2):
        found = queries.compare(area, [one, other], today=TODAY)
    assert [line.named.name for line in found.lines] == ["Uenige", "Enige", "Alene"]
    assert [[cell and cell.ring.key for cell in line.cells] for line in found.lines] == [
        ["klar", "afvent"],
        ["klar", "klar"],
        [None, "klar"],
    ]
    assert [line.differs for line in found.lines] == [True, False, False]
    assert [line.leading and line.leading.key for line in found.lines] == ["klar", "klar", None]
    assert [line.spread and line.spread.consensus for line in found.lines] == [0, 1, None]


def test_those_most_like_stand_first():
    area, topic = make_area(), make_topic()
    home = placed(area, (topic, "klar"), name="Hjem", population=40_000)
    big = placed(area, (topic, "klar"), name="Stor", population=300_000)
    near = placed(area, (topic, "klar"), name="Nær", population=90_000)
    alike = placed(area, (topic, "klar"), name="Som", population=60_000)
    region = Region.objects.create(name="Regionen", **SOURCED)
    for place in (home, near):
        RegionMembership.objects.create(municipality_id=place.id, region=region, **SOURCED)
    found = queries.peers(area, home, today=TODAY)
    assert found.region == "Regionen"
    assert [(peer.place, peer.is_alike, peer.is_same_region) for peer in found.lines] == [
        (alike, True, False),
        (near, False, True),
        (big, False, False),
    ]


def test_the_page_compares_two_to_six():
    area, topic = make_area(), make_topic(name_da="Faldsensor")
    places = [placed(area, (topic, "klar"), name=f"Kommune {letter}") for letter in "ABCDEFG"]
    address = reverse("direction:compare", args=[area.key])
    assert "Vælg mindst to kommuner" in client_for().get(f"{address}?kommune={places[0].slug}").text
    two = client_for().get(f"{address}?kommune={places[0].slug}&kommune={places[1].slug}")
    assert "Faldsensor" in two.text
    many = client_for().get(address + "?" + "&".join(f"kommune={place.slug}" for place in places))
    assert (many.status_code, len(many.context["comparison"].places)) == (422, 6)
    assert client_for().get(f"{address}?kommune=findes-ikke&som=heller-ikke").status_code == 200
    assert "Ingen at sammenligne med" in client_for().get(reverse("direction:compare", args=[make_area().key])).text


@pytest.fixture
def like_one():
    """An area in which one municipality stands alone against four of its size, and one that is larger."""
    area, topic, other = make_area(), make_topic(name_da="Faldsensor"), make_topic(name_da="Skylletoilet")
    home = placed(area, (topic, "klar"), name="Hjem", population=40_000)
    alike = [
        placed(area, (topic, "afvent"), (other, "afproev"), name=f"Som {letter}", population=50_000)
        for letter in "ABCD"
    ]
    big = placed(area, (topic, "klar"), name="Stor", population=300_000)
    return area, home, alike, big


@pytest.mark.parametrize(
    ("population", "is_alike"), [(26_667, True), (26_666, False), (60_000, True), (60_001, False), (0, False)]
)
def test_of_like_size_is_at_most_half_as_many_again(population, is_alike):
    area, topic = make_area(), make_topic()
    home = placed(area, (topic, "klar"), name="Hjem", population=40_000)
    placed(area, (topic, "klar"), name="Anden", population=population)
    assert [peer.is_alike for peer in queries.peers(area, home, today=TODAY).lines] == [is_alike]
    low, high = queries.like_sizes(home)
    assert (low <= population <= high) is is_alike


def test_a_group_is_held_against_one(like_one):
    area, home, alike, _big = like_one
    found = queries.compare(area, [home], today=TODAY, group=[place.id for place in alike])
    fall, toilet = found.lines
    assert (fall.named.name, fall.differs, fall.leading_of_group.key, fall.leading.key) == (
        "Faldsensor",
        True,
        "afvent",
        "afvent",
    )
    assert fall.spread.counts == (1, 0, 0, 4)
    assert (toilet.cells, toilet.leading_of_group.key) == (
        (None,),
        "afproev",
    )  # what those like it have, and it has not


def test_fewer_than_three_alike_are_no_group(like_one):
    area, home, alike, _big = like_one
    found = queries.compare(area, [home], today=TODAY, group=[place.id for place in alike[:2]])
    assert [(line.named.name, line.group) for line in found.lines] == [("Faldsensor", None)]


def test_the_page_takes_those_like_it_by_size_region_or_both(like_one):
    area, home, alike, big = like_one
    region = Region.objects.create(name="Region Regionen", **SOURCED)
    for place in (home, *alike[:3], big):
        RegionMembership.objects.create(municipality_id=place.id, region=region, **SOURCED)
    address = f"{reverse('direction:compare', args=[area.key])}?som={home.slug}"
    for asked, offered in {
        "stoerrelse": alike,
        "region": [*alike[:3], big],
        "stoerrelse&ligner=region": alike[:3],
        "sludder": [*alike, big],
    }.items():
        page = client_for().get(f"{address}&ligner={asked}")
        assert {peer.place for peer in page.context["peers"]} == set(offered), asked
        assert ("De 3 som Hjem" in page.text) is (len(offered) == 3), asked
    assert "Af samme størrelse: 26.667 til 60.000 indbyggere" in page.text
    assert "I Region Regionen" in page.text


def test_a_ring_leads_to_the_reason(like_one):
    area, home, alike, _big = like_one
    page = client_for().get(
        f"{reverse('direction:compare', args=[area.key])}?kommune={home.slug}&kommune={alike[0].slug}"
    )
    placement = Placement.objects.get(direction__municipality_id=alike[0].id, topic__name_da="Faldsensor")
    address = reverse("direction:placement", args=[alike[0].slug, area.key, placement.slug])
    assert f'<a href="{address}">Afvent</a>' in page.text
    assert client_for().get(address).status_code == 200


def test_a_leader_sees_from_the_own_municipality(like_one):
    area, home, _alike, _big = like_one
    leader = make_member(role="coordinator", organisation=Municipality.objects.get(pk=home.id))
    assert client_for(leader).get(reverse("direction:compare", args=[area.key])).context["home"] == home


def test_the_one_seen_from_stands_first_and_is_always_there(like_one):
    area, home, alike, big = like_one
    address = f"{reverse('direction:compare', args=[area.key])}?som={home.slug}"
    page = client_for().get(f"{address}&kommune={big.slug}&kommune={home.slug}&kommune={alike[0].slug}")
    assert page.context["comparison"].places == (home, big, alike[0])
    assert f'value="{home.slug}" checked' not in page.text
    assert 'data-title="Stor"' in page.text


def test_too_few_alike_are_said(like_one):
    area, _home, _alike, big = like_one
    page = client_for().get(f"{reverse('direction:compare', args=[area.key])}?som={big.slug}&ligner=stoerrelse")
    assert (page.status_code, page.context["comparison"]) == (200, None)
    assert "Ingen kommune som Stor har udgivet" in page.text


def test_the_page_asks_the_same_for_one_and_three(like_one, django_assert_num_queries):
    area, home, alike, _big = like_one
    queries.rings(), municipality_places(), areas(), topics()
    address = f"{reverse('direction:compare', args=[area.key])}?ligner=stoerrelse&som={home.slug}"
    for places in (alike[:1], alike[:3]):
        more = "".join(f"&kommune={place.slug}" for place in places)
        with django_assert_num_queries(5):
            client_for().get(address + more)


@pytest.fixture
def with_solutions():
    """Two municipalities that have placed a solution, own words and a topic, and a third that says the same."""
    area, topic, solution = make_area(), make_topic(name_da="Faldsensor"), make_solution(title="Trygge nætter")
    places = []
    for name, ring, title in (("A", "klar", "Robotkæledyr"), ("B", "afvent", "robotkæledyr"), ("C", "klar", "Alene")):
        home = make_municipality(name)
        direction = make_direction(home, area)
        make_placement(direction, topic=topic, ring="klar")
        make_placement(direction, solution=solution, ring=ring)
        make_placement(direction, own_title=title, ring="afproev")
        make_placement(direction, own_title="Kun for os", ring="klar", visibility="own")
        make_placement(direction, own_title="For kommuner", ring="klar", visibility="community")
        make_placement(direction, own_title="Kladde", ring="klar", published=False)
        places.append(home.slug)
    municipality_places.forget()
    return area, [place_by_slug(slug) for slug in places], solution


def test_solutions_and_own_words_stand_in_the_same_table(with_solutions, django_assert_num_queries):
    area, (one, other, third), solution = with_solutions
    queries.rings(), topics()
    with django_assert_num_queries(3):
        found = queries.compare(area, [one, other], today=TODAY)
    said = [(line.named.kind, line.named.name.casefold(), line.differs, line.leading is None) for line in found.lines]
    assert said == [
        ("solution", f"trygge nætter ({solution.supplier.name.casefold()})", True, False),
        ("topic", "faldsensor", False, False),
        ("own", "robotkæledyr", False, True),
    ]
    with django_assert_num_queries(3):
        found = queries.compare(area, [one, other, third], today=TODAY)
    assert [line.named.name for line in found.lines][-1] == "Alene"
    assert found.lines[-1].spread is None


def test_the_group_says_what_it_has_of_solutions(with_solutions):
    area, places, solution = with_solutions
    home = placed(area, name="Hjem")
    found = queries.compare(area, [home], today=TODAY, group=[place.id for place in places])
    assert [line.named.key for line in found.lines if line.named.kind == "solution"] == [solution.slug]
    assert [line.named.kind for line in found.lines] == ["solution", "topic"]  # two alone share their words: too few


def test_the_table_is_a_file_too(with_solutions):
    area, (one, other, _third), solution = with_solutions
    page = client_for().get(f"{reverse('direction:compare', args=[area.key])}?kommune={one.slug}&kommune={other.slug}")
    address = next(line.split('"')[1] for line in page.text.split("<a href=")[1:] if "sammenlign.csv" in line)
    assert f'href="/loesninger/{solution.slug}/"' in page.text
    assert "med egne ord</span></th>" in page.text
    file = client_for().get(address.replace("&amp;", "&"))
    rows = list(csv.DictReader(file.content.decode("utf-8-sig").splitlines(), delimiter=";"))
    assert [(row["slags"], row["A"], row["B"], row["landet"], row["enighed"]) for row in rows] == [
        ("løsning", "Klar", "Afvent", "Klar", "0.0"),
        ("emne", "Klar", "Klar", "Klar", "1.0"),
        ("egne ord", "Afprøv", "Afprøv", "", "1.0"),
    ]
    assert rows[0]["nøgle"] == solution.slug
    assert not {"Kun for os", "For kommuner", "Kladde"} & {row["navn"] for row in rows}
    assert client_for().get(reverse("direction:compare_file", args=[area.key])).status_code == 302
