"""Municipalities side by side, from what everyone may see."""

from datetime import date

import pytest
from django.urls import reverse
from tests.factories.accounts import client_for
from tests.factories.direction import make_direction, make_placement, make_removed_placement
from tests.factories.directory import make_municipality
from tests.factories.taxonomy import SOURCED, make_area, make_topic

from lysning.direction import queries
from lysning.directory.models import Region, RegionMembership
from lysning.directory.queries import municipality_places, place_by_slug

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
    queries.rings()
    with django_assert_num_queries(2):
        found = queries.compare(area, [one, other], today=TODAY)
    assert [line.topic for line in found.lines] == [split, same, lone]
    assert [[ring and ring.key for ring in line.rings] for line in found.lines] == [
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
    assert [(peer.place, peer.is_alike, peer.is_same_region) for peer in found] == [
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
