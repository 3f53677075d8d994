import time
from datetime import UTC, date, datetime

import pytest

from lysning.directory import actions, queries
from lysning.directory.models import Municipality, Partner, Post, Region, RegionMembership, region_on
from lysning.directory.rules import clean_cvr
from lysning.taxonomy.actions import seed_reference

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.fixture
def seeded(db):
    seed_reference(at=NOW)
    return actions.seed_directory(at=NOW)


def test_the_directory_is_complete(seeded):
    assert Municipality.objects.count() == 98
    assert Post.objects.count() == 53 * 98
    assert Partner.objects.count() == 19
    islands = Municipality.objects.filter(neighbours=None)
    assert sorted(islands.values_list("name", flat=True)) == ["Bornholm", "Fanø", "Læsø", "Samsø", "Ærø"]
    assert all(clean_cvr(number) for number in Municipality.objects.values_list("cvr", flat=True))


def test_a_second_run_changes_nothing(seeded):
    again = actions.seed_directory(at=NOW)
    assert (again.new, again.changed) == (0, 0)
    assert again.unchanged == seeded.new


def test_it_is_quick(db):
    seed_reference(at=NOW)
    started = time.process_time()
    actions.seed_directory(at=NOW)
    assert time.process_time() - started < 5


def test_a_closed_post_stays_closed(seeded):
    post = Post.objects.first()
    Post.objects.filter(pk=post.pk).update(closed_at=NOW)
    assert actions.seed_directory(at=NOW).new == 0


def test_the_new_region_begins_with_the_year(seeded):
    greve = Municipality.objects.get(name="Greve")
    assert region_on(greve, date(2026, 12, 31)).name == "Region Sjælland"
    assert region_on(greve, date(2027, 1, 1)).name == "Region Østdanmark"
    assert RegionMembership.objects.filter(region__name="Region Østdanmark").count() == 46
    assert Region.objects.filter(valid_to_date=date(2027, 1, 1)).count() == 2
    assert sorted(set(queries.regions_of(date(2027, 1, 1)).values())) == [
        "Region Midtjylland",
        "Region Nordjylland",
        "Region Syddanmark",
        "Region Østdanmark",
    ]


def test_places_are_kept_and_in_danish_order(seeded, django_assert_num_queries):
    queries.municipality_places.forget()
    with django_assert_num_queries(1):
        places = queries.municipality_places()
    with django_assert_num_queries(0):
        assert queries.place_by_slug("aeroe").name == "Ærø"
        assert queries.place_by_slug("ukendt") is None
    names = [place.name for place in places]
    assert len(names) == 98
    assert names[0] == "Albertslund"
    assert names[-4:] == ["Ærø", "Aabenraa", "Aalborg", "Aarhus"]
