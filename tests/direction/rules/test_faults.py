"""What the words and days of a direction must be, at their borders."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lysning.direction.rules import (
    LONGEST,
    DirectionFacts,
    Link,
    PlacementFacts,
    Subject,
    direction_faults,
    placement_faults,
    review_day,
    subject_faults,
    tidy_direction,
    tidy_placement,
)
from lysning.direction.rules.faults import is_safe_address

TODAY = date(2026, 11, 25)
PLACED = PlacementFacts("klar", 1, "Det virker.", TODAY, review_day(TODAY))
DIRECTED = DirectionFacts(("Tryghed",), "", 1, review_day(TODAY), TODAY, "Udvalget")
DAY = timedelta(days=1)
latin = st.text(st.characters(codec="latin-1"))


def faults(**changes):
    return [(f.field, f.code) for f in placement_faults(replace(PLACED, **changes), TODAY, needs_reason=True)]


def direction(**changes):
    return [(f.field, f.code) for f in direction_faults(replace(DIRECTED, **changes), TODAY)]


def test_good_facts_have_no_faults():
    assert (faults(), direction()) == ([], [])


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"reason": ""}, [("reason", "direction_text_missing")]),
        ({"reason": "x" * LONGEST["reason"]}, []),
        ({"reason": "x" * (LONGEST["reason"] + 1)}, [("reason", "direction_text_too_long")]),
        ({"reason": "Spørg 010190-1234"}, [("reason", "direction_text_has_cpr")]),
        ({"internal_note": "Spørg 010190-1234"}, [("internal_note", "direction_text_has_cpr")]),
        ({"visibility": "alle"}, [("visibility", "placement_visibility")]),
        ({"decided_on": TODAY + 365 * DAY, "review_by": TODAY + 366 * DAY}, []),
        ({"decided_on": TODAY + 366 * DAY, "review_by": TODAY + 400 * DAY}, [("decided_on", "direction_decided_far")]),
        ({"review_by": TODAY}, [("review_by", "direction_review_first")]),
        ({"review_by": TODAY + DAY}, []),
        ({"review_by": TODAY + 5 * 365 * DAY}, []),
        ({"review_by": TODAY + 5 * 365 * DAY + DAY}, [("review_by", "direction_review_far")]),
        ({"links": (Link("a", "https://a.dk"),) * 10}, []),
        ({"links": (Link("a", "https://a.dk"),) * 11}, [("links", "direction_many_links")]),
        ({"links": (Link("a", "http://a.dk"),)}, [("links", "direction_link")]),
        ({"links": (Link("x" * 121, "https://a.dk"),)}, [("links", "direction_text_too_long")]),
    ],
)
def test_what_a_placement_cannot_say(changes, expected):
    assert faults(**changes) == expected


def test_only_a_draft_may_lack_its_reason():
    assert placement_faults(replace(PLACED, reason=""), TODAY, needs_reason=False) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"aims": ("x",) * 7}, []),
        ({"aims": ("x",) * 8}, [("aims", "direction_many_aims")]),
        ({"aims": ("x" * 200,)}, []),
        ({"aims": ("x" * 201,)}, [("aims", "direction_text_too_long")]),
        ({"background": "Spørg 0101901234"}, [("background", "direction_text_has_cpr")]),
        ({"decided_by": "x" * 121}, [("decided_by", "direction_text_too_long")]),
        ({"decided_on": None}, []),
        ({"decided_on": TODAY + 366 * DAY, "review_by": TODAY + 500 * DAY}, [("decided_on", "direction_decided_far")]),
    ],
)
def test_what_a_direction_cannot_say(changes, expected):
    assert direction(**changes) == expected


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        (Subject(topic_id=1), []),
        (Subject(solution_id=1), []),
        (Subject(own_title="Robot"), []),
        (Subject(), ["placement_one_subject"]),
        (Subject(topic_id=1, own_title="Robot"), ["placement_one_subject"]),
        (Subject(1, 1, "x"), ["placement_one_subject"]),
        (Subject(own_title="x" * 121), ["direction_text_too_long"]),
    ],
)
def test_exactly_one_thing_is_placed(subject, expected):
    assert [fault.code for fault in subject_faults(subject)] == expected


@pytest.mark.parametrize(
    ("address", "is_taken"),
    [
        ("http://localhost:8000/viden/fund-1/", True),
        ("http://localhost:8000.ond.dk/viden/", False),
        ("http://localhost:8000", False),
        ("http://localhost:8000/a b", False),
        ("http://andre.dk/viden/", False),
    ],
)
def test_a_page_of_ours_is_a_link_also_where_there_is_no_https(address, is_taken):
    facts = replace(PLACED, links=(Link("Fundet", address),))
    faults = placement_faults(facts, TODAY, needs_reason=True, own="http://localhost:8000")
    assert (not faults) is is_taken


@pytest.mark.parametrize(
    ("address", "is_safe"),
    [
        ("https://kl.dk/radar?a=1#b", True),
        ("https://kl.dk:8443/", True),
        ("http://kl.dk", False),
        ("javascript:alert(1)", False),
        ("https://", False),
        ("https://localhost", False),
        ("https://kl.dk@onde.dk/", False),
        ("https://kl.dk/a b", False),
        ("https://kl.dk:port/", False),
        ("https://[::1", False),
        ("https://kl.dk/" + "x" * 486, True),
        ("https://kl.dk/" + "x" * 487, False),
    ],
)
def test_only_whole_https_addresses_are_linked(address, is_safe):
    assert is_safe_address(address) is is_safe


def test_texts_are_stored_tidy():
    tidy = tidy_placement(
        replace(PLACED, reason=" Det\r\nvirker\u200b ", links=(Link(" ", " https://kl.dk/x "), Link("Tom", "")))
    )
    assert (tidy.reason, tidy.links) == ("Det\nvirker", (Link("kl.dk", "https://kl.dk/x"),))
    assert tidy_direction(replace(DIRECTED, aims=(" a  b ", "", "c"))).aims == ("a b", "c")


@given(latin, latin, latin)
def test_tidying_twice_is_tidying_once(reason, label, address):
    facts = replace(PLACED, reason=reason, links=(Link(label, f"https://{address}"),))
    try:
        once = tidy_placement(facts)
    except ValueError:
        pytest.fail("tidying never refuses")
    assert tidy_placement(once) == once
