from datetime import UTC, date, datetime

import pytest

from lysning.directory.actions import seed_directory
from lysning.directory.queries import check_municipality_list
from lysning.directory.rules import OtherRegion, OtherSpelling
from lysning.taxonomy.actions import seed_reference

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.fixture
def seeded(db):
    seed_reference(at=NOW)
    seed_directory(at=NOW)


def test_a_list_is_compared_with_the_regions_of_the_day(seeded):
    content = "Navn;Region\nGreve;Region Sjælland\nÅrhus;midtjylland\nOdense;Region Midtjylland\n".encode()
    before = check_municipality_list(content, day=date(2026, 12, 31))
    after = check_municipality_list(content, day=date(2027, 1, 1))
    elsewhere = OtherRegion(4, "Odense", "Region Midtjylland", "Region Syddanmark")
    assert before.other_region == (elsewhere,)
    assert after.other_region == (OtherRegion(2, "Greve", "Region Sjælland", "Region Østdanmark"), elsewhere)
    assert (before.exact, before.spelled_otherwise) == (2, (OtherSpelling(3, "Århus", "Aarhus"),))
    assert len(before.missing) == 95


def test_strangers_and_doubles_are_told(seeded):
    report = check_municipality_list(b"name\nOdense\nodense\nAtlantis\n", day=date(2026, 12, 31))
    assert [(problem.line, problem.code) for problem in report.problems] == [
        (3, "municipality_twice"),
        (4, "municipality_unknown"),
    ]
    assert check_municipality_list(b"by;x\n", day=date(2026, 12, 31)).missing == ()
