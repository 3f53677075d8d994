"""What stands in the weekly mail and in which order, by its stated rule."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lysning.notifications.rules import News, Reason, Wanted, lines_of
from lysning.notifications.rules.digest import CLOSENESS, EVENTS

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


def news(thing="solution:1", event="published", minutes=0):
    return News(thing, event, NOON + timedelta(minutes=minutes), "Sål", "Sål ApS", "/x/")


PAIRS = st.lists(
    st.tuples(
        st.builds(
            news, st.sampled_from(["solution:1", "solution:2", "need:1"]), st.sampled_from(EVENTS), st.integers(0, 9)
        ),
        st.builds(Reason, st.sampled_from(CLOSENESS), st.integers(1, 9)),
    ),
    max_size=30,
)


@given(PAIRS)
def test_each_thing_stands_once_with_every_reason(found):
    lines = lines_of(found)
    assert sorted(line.news.thing for line in lines) == sorted({each.thing for each, _ in found})
    for line in lines:
        assert set(line.reasons) == {reason for each, reason in found if each.thing == line.news.thing}
        assert len(line.reasons) == len(set(line.reasons)) > 0


@given(PAIRS, st.randoms())
def test_the_order_does_not_depend_on_the_order_it_was_found_in(found, dice):
    shuffled = list(found)
    dice.shuffle(shuffled)
    assert lines_of(shuffled) == lines_of(found)


def test_what_is_followed_more_closely_stands_first():
    kinds = list(CLOSENESS)
    found = [(news(f"solution:{n}", minutes=n), Reason(kind, n)) for n, kind in enumerate(kinds)]
    assert [line.reasons[0].kind for line in lines_of(reversed(found))] == kinds


def test_then_what_more_point_at_then_the_newest():
    found = [
        (news("need:old", "need", 1), Reason("area", 1)),
        (news("need:new", "need", 2), Reason("area", 1)),
        (news("need:both", "need", 0), Reason("area", 1)),
        (news("need:both", "need", 0), Reason("area", 2)),
    ]
    assert [line.news.thing for line in lines_of(found)] == ["need:both", "need:new", "need:old"]


def test_of_several_events_about_one_thing_the_weightiest_is_told():
    found = [(news(event="answers", minutes=9), Reason("solution", 1)), (news(event="published"), Reason("area", 2))]
    (line,) = lines_of(found)
    assert (line.news.event, line.reasons) == ("published", (Reason("solution", 1), Reason("area", 2)))


def test_the_same_search_is_the_same_thing_however_it_is_written():
    one = Wanted("search", query="Fald om  natten", marks=("area:aeldre", "ai:none"))
    assert one.what == Wanted("search", query="fald om natten", marks=("ai:none", "area:aeldre")).what
    assert one.what != Wanted("search", query="fald om natten", marks=("ai:none",)).what
    assert Wanted("area", 1).what != Wanted("topic", 1).what
