"""Placements whose topics have become one: one counts, the others give way; on a day when they were apart each stands."""

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
    merges = {2: [Merge(1, NOON)], 3: [Merge(2, NOON)]}
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
    merges = {2: [Merge(1, NOON)], 1: [Merge(9, NOON + timedelta(days=5))]}
    placed = {10: state(1), 11: state(2)}
    assert given_way(placed, merges, NOON) == {}
    assert given_way(placed, merges, NOON + timedelta(seconds=1)) == {10: 11}
    assert [counted_as(2, merges, NOON + timedelta(days=n)) for n in (0, 1, 6)] == [2, 1, 9]


def test_an_undone_merge_counts_on_the_days_between_and_no_other():
    first, second = Merge(1, NOON, NOON + timedelta(days=2)), Merge(9, NOON + timedelta(days=4))
    merges = {2: [first, second]}
    assert [counted_as(2, merges, NOON + timedelta(days=n, hours=1)) for n in (-1, 0, 1, 2, 3, 4)] == [2, 1, 1, 2, 2, 9]
    assert (counted_as(2, merges), counted_as(2, {2: [first]})) == (9, 2)
    assert given_way({10: state(1), 11: state(2)}, {2: [first]}, NOON + timedelta(days=1)) == {10: 11}
    assert given_way({10: state(1), 11: state(2)}, {2: [first]}) == {}


def test_what_is_merged_or_undone_at_the_very_moment_is_not_yet_so():
    merges = {2: [Merge(1, NOON, NOON + timedelta(days=1))]}
    second = timedelta(seconds=1)
    assert [counted_as(2, merges, NOON + each) for each in (timedelta(), second)] == [2, 1]
    assert [counted_as(2, merges, NOON + timedelta(days=1) + each) for each in (timedelta(), second)] == [1, 2]


moments = st.integers(-200, 200).map(lambda days: NOON + timedelta(days=days))


@st.composite
def histories(draw):
    """Acts one after the other, and the merges as they are stored: what was undone with its end, what holds without."""
    acts = draw(st.lists(st.tuples(st.integers(1, 6), st.integers(1, 6)), max_size=14))
    holding, ended, days = {}, [], {}
    for number, (topic, into) in enumerate(acts):
        at = NOON + timedelta(days=10 * number - 70)
        if topic in holding:
            ended.append((topic, Merge(*holding.pop(topic), at)))
        elif end_of_chain(into, holding) != topic:
            holding[topic] = (into, at)
        days[at + timedelta(days=1)] = {each: target for each, (target, _at) in holding.items()}
    merges = {}
    for topic, merge in (*ended, *((topic, Merge(*held)) for topic, held in holding.items())):
        merges.setdefault(topic, []).append(merge)
    return merges, days


def end_of_chain(topic, into):
    while topic in into:
        topic = into[topic][0] if isinstance(into[topic], tuple) else into[topic]
    return topic


@given(histories())
def test_replaying_gives_what_each_topic_counted_as_on_any_day(history):
    merges, days = history
    for day, into in days.items():
        assert all(counted_as(topic, merges, day) == end_of_chain(topic, into) for topic in range(1, 7))
    if days:
        assert all(counted_as(topic, merges) == end_of_chain(topic, days[max(days)]) for topic in range(1, 7))


merging = st.dictionaries(
    st.integers(1, 6),
    st.lists(st.builds(Merge, st.integers(1, 6), moments, st.one_of(st.none(), moments)), max_size=3),
    max_size=6,
)
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
