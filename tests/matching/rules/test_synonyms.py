"""The overlay of decisions on the shipped list, for any list and any decisions."""

from hypothesis import given
from hypothesis import strategies as st

from lysning.matching.rules.effects import FIRST, Trial, effect, place_of, share_within
from lysning.matching.rules.synonyms import (
    USED,
    WITHDRAWN,
    faults_in,
    in_use,
    is_one_way,
    laid_over,
    tidied,
    words_of,
)
from lysning.matching.text.analyser import default_analyser
from lysning.matching.text.tables import Synonym, shipped_synonyms, synonyms

words = st.sampled_from(["fald", "vælter", "krukke", "dims", "dropper ud"])
pairs = st.builds(
    Synonym, words, words, st.sampled_from(["*", "skole"]), st.just("own"), st.just("2026-11-25"),
    st.sampled_from([USED, WITHDRAWN]),
)  # fmt: skip
shipped_lists = st.lists(pairs, unique_by=words_of, max_size=6)
decisions = st.lists(pairs, max_size=8)


@given(shipped_lists)
def test_without_decisions_the_list_is_the_shipped_one(shipped):
    rows = laid_over(shipped, [])
    assert [row.pair for row in rows.values()] == shipped
    assert not any(row.is_decided_here or row.is_own for row in rows.values())


@given(shipped_lists, decisions)
def test_the_newest_decision_on_a_pair_counts_and_touches_no_other(shipped, decided):
    rows = laid_over(shipped, decided)
    newest = {words_of(pair): pair.status for pair in decided}
    known = {words_of(pair): pair for pair in shipped}
    assert rows.keys() == newest.keys() | known.keys()
    for key, row in rows.items():
        assert row.pair.status == newest.get(key, known[key].status if key in known else None)
        assert row.shipped == known.get(key)
        if key in known:
            assert row.pair._replace(status=known[key].status) == known[key]


@given(shipped_lists, decisions)
def test_deciding_twice_is_deciding_once(shipped, decided):
    assert laid_over(shipped, [*decided, *decided]) == laid_over(shipped, decided)


@given(shipped_lists, decisions)
def test_going_back_to_what_is_shipped_leaves_nothing_decided(shipped, decided):
    rows = laid_over(shipped, [*decided, *shipped]).values()
    assert [row for row in rows if row.shipped and row.is_decided_here] == []


@given(shipped_lists, decisions)
def test_only_pairs_that_are_used_widen_a_question(shipped, decided):
    rows = laid_over(shipped, decided)
    assert {words_of(pair) for pair in in_use(rows.values())} == {key for key, row in rows.items() if row.is_used}


@given(st.text(max_size=40))
def test_tidied_words_stay_as_they_are(text):
    assert tidied(tidied(text)) == tidied(text)
    assert not set(tidied(text)) & set('\t\n\r"')


@given(shipped_lists, pairs)
def test_a_pair_with_a_fault_is_never_one_that_could_have_been_used(shipped, pair):
    rows, reader = laid_over(shipped, []), default_analyser()
    found = faults_in(pair, rows, reader)
    if pair.status == WITHDRAWN:
        assert bool(found) != (words_of(pair) in rows and rows[words_of(pair)].is_used)
    elif not found:
        widened = reader.widened_by([*in_use(rows.values()), pair])
        assert set(reader.words(pair.trade)) <= widened.query_terms(pair.layman).keys()


def test_the_shipped_list_holds_as_it_is():
    rows = laid_over(shipped_synonyms(), [])
    assert in_use(rows.values()) == synonyms()
    off = [pair._replace(status=WITHDRAWN) for pair in synonyms()]
    assert [pair for pair in off if faults_in(pair, rows, default_analyser())] == []


def test_an_analyser_with_other_pairs_shares_its_reading_and_leaves_the_first_alone():
    reader = default_analyser()
    pair = Synonym("dims", "krukke", "*", "own", "2026-11-25", USED)
    before = reader.query_terms("dims skrald")
    other = reader.widened_by([pair])
    assert other.query_terms("dims")["kruk"] == 0.3
    assert "renovation" not in other.query_terms("skrald")
    assert reader.query_terms("dims skrald") == before
    assert other.key is reader.key


def test_words_without_a_subject_are_never_said():
    pair = Synonym("og", "krukke", "*", "own", "2026-11-25", USED)
    assert "kruk" not in default_analyser().widened_by([pair]).query_terms("fald og affald")


def test_a_phrase_works_one_way():
    assert is_one_way(Synonym("dropper ud", "frafald", "*", "own", "", USED))
    assert not is_one_way(Synonym("dropper", "frafald", "*", "own", "", USED))


def test_an_effect_counts_what_changes_and_shows_the_greatest_gain_first():
    good = share_within(frozenset({"a", "b"}))
    found = effect([
        Trial("same", ("a",), ("a",), good),
        Trial("better", ("x",), ("a", "b"), good),
        Trial("worse", ("a", "x"), ("y", "x"), good),
        Trial("kept", ("x",), ("b",), good, is_open=False),
        Trial("deep", ("a", "x", "y", "z", "u", "v"), ("a", "x", "y", "z", "u", "w"), good),
    ])  # fmt: skip
    assert (found.questions, found.changed, found.better, found.worse) == (5, 3, 2, 1)
    assert [each.question for each in found.most] == ["better", "worse"]
    assert found.most[0].came == {"a", "b"}
    assert (round(found.before, 3), round(found.after, 3)) == (0.12, 0.2)


def test_nobody_judged_is_no_quality_and_no_questions_are_none():
    found = effect([Trial("q", ("a",), ("b",))])
    assert (found.before, found.after, found.changed, found.most[0].gain) == (None, None, 1, None)
    assert effect([]).before is None


def test_the_place_of_the_first_good_hit():
    quality = place_of(lambda name: name == "good")
    assert [quality(("good",)), quality(("x", "good")), quality(("x",) * 10 + ("good",)), quality(())] == [1, 0.5, 0, 0]


@given(st.lists(st.sampled_from("abcdefgh"), unique=True), st.lists(st.sampled_from("abcdefgh"), unique=True))
def test_what_changes_is_seen_among_the_first_five_only(before, after):
    found = effect([Trial("q", tuple(before), tuple(after))])
    assert found.changed == int(before[:FIRST] != after[:FIRST])
