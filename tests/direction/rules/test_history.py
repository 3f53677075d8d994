"""The history of a radar: replayed it is what was recorded, at every moment."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lysning.direction.rules import (
    VISIBILITIES,
    Change,
    DirectionFacts,
    DirectionState,
    Link,
    PlacementFacts,
    PlacementState,
    Subject,
    Wording,
    may_read,
    movements,
    replay,
    seen_then,
    wording_on,
)

BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)
READERS = ("public", "community", "own")
days = st.dates(date(2020, 1, 1), date(2035, 1, 1))
links = st.lists(st.builds(Link, st.text(max_size=20), st.text(max_size=20)), max_size=3).map(tuple)
subjects = st.one_of(
    st.builds(Subject, topic_id=st.integers(1, 99)),
    st.builds(Subject, solution_id=st.integers(1, 99)),
    st.builds(Subject, own_title=st.text(min_size=1, max_size=20)),
)
facts = st.builds(
    PlacementFacts,
    ring=st.sampled_from(["klar", "afproev", "hold-oeje", "afvent"]),
    owner_post_id=st.integers(1, 9),
    reason=st.text(max_size=30),
    decided_on=days,
    review_by=days,
    visibility=st.sampled_from(VISIBILITIES),
    internal_note=st.text(max_size=30),
    links=links,
)
states = st.builds(
    PlacementState,
    subjects,
    facts,
    is_published=st.booleans(),
    is_removed=st.booleans(),
    copied_from_id=st.none() | st.integers(1, 9),
)
directions = st.builds(
    DirectionState,
    st.builds(
        DirectionFacts,
        aims=st.lists(st.text(max_size=20), max_size=7).map(tuple),
        background=st.text(max_size=30),
        owner_post_id=st.integers(1, 9),
        review_by=days,
        decided_on=st.none() | days,
        decided_by=st.text(max_size=10),
    ),
    is_published=st.booleans(),
)


@st.composite
def lives(draw):
    """Up to four placements with up to six acts each, as rows would be recorded: the moments never go back."""
    changes = []
    for row_id in range(draw(st.integers(0, 4))):
        hours = sorted(draw(st.lists(st.integers(0, 50), max_size=6)))
        for number, hour in enumerate(hours, 1):
            changes.append(Change(row_id, number, BEGINNING + timedelta(hours=hour), draw(states)))
    return draw(st.permutations(changes))


@given(states)
def test_a_state_is_read_as_it_was_written(state):
    assert PlacementState.read(state.written()) == state


@given(directions)
def test_a_direction_is_read_as_it_was_written(state):
    assert DirectionState.read(state.written()) == state


@given(lives())
def test_everything_replayed_is_what_the_rows_say_now(changes):
    rows = {}
    for change in sorted(changes, key=lambda change: change.number):
        rows[change.row_id] = change.state
    assert replay(changes) == rows


@given(lives(), st.integers(-1, 51))
def test_a_moment_replayed_is_what_was_recorded_then(changes, hour):
    moment = BEGINNING + timedelta(hours=hour)
    recorded = {}
    for change in sorted(changes, key=lambda change: (change.at, change.number)):
        if change.at <= moment:
            recorded[change.row_id] = change.state
    assert replay(changes, moment) == recorded


@given(lives(), st.integers(-1, 51), st.sampled_from(READERS))
def test_the_past_shows_a_reader_nothing_that_is_closed_to_them_now(changes, hour, reader):
    then, now = replay(changes, BEGINNING + timedelta(hours=hour)), replay(changes)
    seen = seen_then(then, now, reader)
    assert all(may_read(then[row_id], reader) and may_read(now[row_id], reader) for row_id in seen)
    assert not any(state.is_removed for state in seen.values())
    assert seen.keys() <= seen_then(then, now, "own").keys()


@given(lives(), st.integers(-1, 51), st.integers(-1, 51))
def test_every_placement_of_two_moments_has_one_movement(changes, first, second):
    before, after = (replay(changes, BEGINNING + timedelta(hours=hour)) for hour in (first, second))
    found = movements(before, after)
    assert found.keys() == before.keys() | after.keys()
    assert set(movements(after, before).values()) <= {"new", "moved", "gone", "same"}
    assert [k for k, v in found.items() if v == "new"] == [k for k in found if k not in before]


def state(ring="klar", **more):
    told = PlacementFacts(
        ring, 1, "Derfor.", date(2026, 1, 1), date(2026, 7, 1), visibility=more.pop("visibility", "public")
    )
    return PlacementState(Subject(topic_id=1), told, **{"is_published": True, **more})


@pytest.mark.parametrize(
    ("visibility", "is_published", "readers"),
    [
        ("public", True, ["public", "community", "own"]),
        ("community", True, ["community", "own"]),
        ("own", True, ["own"]),
        ("public", False, ["own"]),
    ],
)
def test_who_may_read_what(visibility, is_published, readers):
    placed = state(visibility=visibility, is_published=is_published)
    assert [reader for reader in READERS if may_read(placed, reader)] == readers


def test_what_was_made_less_visible_is_not_shown_in_the_past_and_what_was_removed_is():
    then = {1: state(), 2: state()}
    now = {1: state(visibility="own"), 2: state(is_removed=True)}
    assert seen_then(then, now, "public").keys() == {2}
    assert seen_then(then, now, "own").keys() == {1, 2}


def test_what_moved():
    before = {1: state("klar"), 2: state("klar"), 3: state("klar")}
    after = {1: state("klar"), 2: state("afvent"), 4: state("klar")}
    assert movements(before, after) == {1: "same", 2: "moved", 3: "gone", 4: "new"}


def test_a_ring_is_called_what_it_was_called_that_day():
    old, new = Wording(date(2021, 1, 1), "Klar", ""), Wording(date(2027, 1, 1), "Brug", "")
    days = [date(2020, 1, 1), date(2026, 12, 31), date(2027, 1, 1)]
    assert [wording_on([new, old], day).name for day in days] == ["Klar", "Klar", "Brug"]
    with pytest.raises(ValueError, match="without words"):
        wording_on([], days[0])
