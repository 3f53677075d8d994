"""Placements whose topics have become one: one counts, the others give way, and before that day each stands."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lysning.direction.rules import Merge, PlacementFacts, PlacementState, Subject, given_way
from lysning.direction.rules.joined import counted_as, weight

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
DAY = date(2026, 6, 1)


def state(topic, *, decided=DAY, published=True):
    facts = PlacementFacts("klar", 1, "Derfor", decided, decided + timedelta(days=180))
    return PlacementState(Subject(topic_id=topic), facts, is_published=published)


def test_the_later_decision_counts_and_a_draft_never_before_what_is_published():
    merges = {2: Merge(1, NOON), 3: Merge(2, NOON)}
    placed = {
        10: state(1, decided=DAY - timedelta(days=1)),
        11: state(2, decided=DAY),
        12: state(3, decided=DAY + timedelta(days=9), published=False),
        13: state(4),
        14: PlacementState(Subject(own_title="Egne ord"), state(1).facts, is_published=True),
    }
    assert given_way(placed, merges) == {10: 11, 12: 11}
    assert given_way({10: state(1), 11: state(2)}, merges) == {10: 11}  # the same day: the later placed


def test_a_merge_counts_from_its_moment_on():
    merges = {2: Merge(1, NOON), 1: Merge(9, NOON + timedelta(days=5))}
    placed = {10: state(1), 11: state(2)}
    assert given_way(placed, merges, NOON) == {}
    assert given_way(placed, merges, NOON + timedelta(seconds=1)) == {10: 11}
    assert [counted_as(2, merges, NOON + timedelta(days=n)) for n in (0, 1, 6)] == [2, 1, 9]


moments = st.integers(-200, 200).map(lambda days: NOON + timedelta(days=days))
merging = st.dictionaries(st.integers(1, 6), st.builds(Merge, st.integers(1, 6), moments), max_size=6)
placing = st.dictionaries(
    st.integers(1, 20),
    st.builds(
        state,
        st.one_of(st.none(), st.integers(1, 6)),
        decided=st.dates(date(2026, 1, 1), date(2026, 1, 5)),
        published=st.booleans(),
    ),
    max_size=12,
)


@given(placing, merging, st.one_of(st.none(), moments))
def test_of_each_topic_exactly_one_counts_and_it_weighs_the_most(placed, merges, before):
    gone = given_way(placed, merges, before)
    topics = {
        row: counted_as(each.subject.topic_id, merges, before) for row, each in placed.items() if each.subject.topic_id
    }
    standing = [topics[row] for row in topics if row not in gone]
    assert sorted(standing) == sorted(set(topics.values()))
    for row, counting in gone.items():
        assert counting not in gone
        assert topics[row] == topics[counting]
        assert weight(row, placed[row]) < weight(counting, placed[counting])
    assert given_way({row: each for row, each in placed.items() if row not in gone}, merges, before) == {}
