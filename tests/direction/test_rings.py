"""Rings are dated data: renaming or ending one leaves the past as it was."""

from datetime import UTC, date, datetime, time, timedelta
from html import unescape

import pytest
from django.utils import translation
from tests.factories.accounts import client_for
from tests.factories.direction import AT, make_direction, make_placement, make_ring, make_wording, placement_facts

from lysning.core import clock
from lysning.core.actors import SYSTEM
from lysning.core.refusal import Refused
from lysning.direction import actions
from lysning.direction.models import Ring, RingWording
from lysning.direction.queries import open_rings, rings, rings_on

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("four_rings")]
TODAY = date(2026, 11, 2)
LATER = date(2026, 11, 20)


def test_four_rings_come_with_lysning_and_a_second_seed_writes_nothing():
    assert [(ring.key, ring.position) for ring in open_rings(TODAY)] == [
        ("klar", 1),
        ("afproev", 2),
        ("hold-oeje", 3),
        ("afvent", 4),
    ]
    assert [ring.name for ring in open_rings(TODAY)] == ["Klar", "Afprøv", "Hold øje", "Afvent"]
    with translation.override("en"):
        assert open_rings(TODAY)[0].name == "Ready"
    counts = actions.seed_rings(at=AT)
    assert (counts.new, counts.changed, counts.unchanged) == (0, 0, 8)


def test_every_ring_says_where_it_is_from():
    assert {(row.status, "KL" in row.source) for row in (*Ring.objects.all(), *RingWording.objects.all())} == {
        ("secondary", True)
    }


def test_a_renamed_ring_keeps_its_old_name_in_the_past(django_assert_num_queries):
    make_wording(Ring.objects.get(key="klar"), date(2027, 1, 1), "Brug")
    rings()
    with django_assert_num_queries(0):
        assert [rings_on(day)[0].name for day in (TODAY, date(2026, 12, 31), date(2027, 1, 1))] == [
            "Klar",
            "Klar",
            "Brug",
        ]


def test_the_pages_name_the_rings_and_say_whose_words_they_are_by_the_data_of_their_day(settings):
    settings.CLOCK_OFFSET = timedelta()
    placement = make_placement(at=AT)
    radar = f"/retning/{placement.direction.municipality.slug}/{placement.direction.area.key}/"
    make_wording(Ring.objects.get(key="klar"), LATER, "Brug", source="Byrådets egne ord, 2026-11-20")

    def seen(day, address):
        settings.CLOCK_OFFSET = datetime.combine(day, time(12), UTC) - (clock.now() - settings.CLOCK_OFFSET)
        return unescape(client_for().get(address).content.decode())

    before, after = seen(TODAY, "/retning/"), seen(LATER, "/retning/")
    named = [(">Klar</dt>" in page, ">Brug</dt>" in page) for page in (before, after)]
    assert named == [(True, False), (False, True)]
    told = [before, after, seen(LATER, radar), seen(LATER, f"{radar}?dato={TODAY}")]
    assert ["Byrådets egne ord." in page for page in told] == [False, True, True, False]
    assert ["Kommunernes Teknologiradar" in page for page in told] == [True] * 4  # the other three are still KL's


def test_a_new_ring_is_a_new_row_and_takes_something_from_its_first_day():
    make_ring("forlad", position=5, begins=date(2026, 12, 1))
    assert [ring.key for ring in open_rings(date(2026, 11, 30))][-1] == "afvent"
    assert [ring.key for ring in open_rings(date(2026, 12, 1))][-1] == "forlad"


def test_what_stands_in_an_ended_ring_stays_and_needs_another_at_its_next_edit():
    placement = make_placement(ring="afvent")
    Ring.objects.filter(key="afvent").update(valid_to_date=TODAY)
    rings.forget()
    post = placement.owner_post
    assert placement.state.facts.ring == "afvent"
    assert [(ring.key, ring.is_open) for ring in rings_on(TODAY)][-1] == ("afvent", False)

    def edit(**facts):
        return actions.edit_placement(
            placement=placement, revision=1, facts=placement_facts(post, **facts), by=SYSTEM, at=AT
        )

    with pytest.raises(Refused) as refused:
        edit(ring="afvent", reason="Stadig ikke.")
    assert (refused.value.code, refused.value.field) == ("placement_ring", "ring")
    assert edit(ring="hold-oeje").ring.key == "hold-oeje"
    with pytest.raises(Refused):
        make_placement(make_direction(), ring="afvent")
