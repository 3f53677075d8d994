"""What people type: phrases, exclusions, misspellings, half words, and everything that is no question at all."""

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.factories.needs import make_need

from lysning.core.actors import VISITOR
from lysning.matching.actions import fold, index_documents, rebuild_space, remove_document
from lysning.matching.actions.sources import Source
from lysning.matching.models import Generation
from lysning.matching.queries.search import answers, search_needs, typed
from lysning.matching.queries.wording import Repair, beginnings, repair
from lysning.matching.text.analyser import Analyser

AT = datetime(2026, 11, 25, 12, tzinfo=UTC)
TEXTS = {
    1: {"title": "Fald om natten", "body": "Beboere på plejehjem falder om natten. Sensoren giver alarm til vagten."},
    2: {"title": "Natten er lang", "body": "Fald og uro: om dagen går det bedre for børn."},
    3: {"title": "Rehabilitering efter fald", "body": "Genoptræning i eget hjem."},
    4: {"title": "Affald", "body": "Ruter til skraldebilen."},
}
ODD = (
    *("", " ", "a", "og i på", "the children and the elderly", "😀🎉", "\u202efald\u202c", "-fald", '"', '-"'),
    *("'; DROP TABLE x; --", "fald & !hjem | (", "a:* <-> b", "§83 27.35.04 3,5 kg"),
    *("((((" * 400, "(a+)+$" * 300, "x" * 20_000, "fald " * 4_000),
)
MENDED = (("Rehabilitring", "rehabilitering"), ("nattten", "natten"))
pytestmark = pytest.mark.django_db


@pytest.fixture
def texts():
    """Four needs in a folded index, a fifth in the delta."""
    rebuild_space("need", lambda: [Source(*item) for item in TEXTS.items()], at=AT)
    index_documents("need", [Source(5, {"title": "Natten", "body": "Fald forekommer om natten."})], at=AT)


def test_a_search_reads_its_question_once(monkeypatch):
    need = make_need(title="Borgere falder om natten")
    rebuild_space("need", lambda: [Source(need.pk, {"title": need.title})], at=AT)
    typed("fald")  # the word pairs are read once in each process
    read = []
    analyse = Analyser.analyse
    monkeypatch.setattr(Analyser, "analyse", lambda self, text: read.append(text) or analyse(self, text))
    found = search_needs("borgere falder om natten", actor=VISITOR)
    assert found.is_heard
    assert found.reasons(found.ids)[need.pk].words
    assert read == ["borgere falder om natten"]


@pytest.mark.usefixtures("texts")
def test_a_limit_cuts_the_hits_and_not_their_number():
    found = answers("need", "natten", limit=1)
    assert (len(found.ids), len(found.scores)) == (1, 1)
    assert found.total == len(answers("need", "natten").ids) > 1


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("fald natten", {1, 2, 5, 3}),
        ('"fald natten"', {1}),  # words without a subject do not part a phrase
        ('"natten fald"', set()),
        ("fald -plejehjem", {2, 3, 5}),
        ('fald -"fald natten"', {2, 3, 5}),
        ("fald -børn -genoptræning", {1, 5}),
        ("-fald", set()),
        ('"eget hjem"', {3}),
        ('"hjem rehabilitering"', set()),
    ],
)
def test_phrases_must_be_met_and_exclusions_must_not(texts, query, expected):
    assert set(answers("need", query).ids) == expected
    fold(Generation.objects.live("need").get(), at=AT)
    assert set(answers("need", query).ids) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("fald på plejehjen", Repair("fald på plejehjem", (("plejehjen", "plejehjem"),))),
        ('"Rehabilitring" -nattten', Repair('"rehabilitering" -natten', MENDED)),
        ("fald på plejehjem", None),
        ("loneliness", None),  # an English word that the word pairs know either
        ("insulin", None),  # a Danish word that no document has is not misspelt
        ("xyzzyq", None),
        ("", None),
    ],
)
def test_unknown_words_are_mended_with_words_of_the_documents(texts, typed, expected):
    assert repair("need", typed) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        # helmets for care: the lexicon knows both parts
        ("plejehjelm", Repair("plejehjem", (("plejehjelm", "plejehjem"),))),
        ("natter", None),
        ("fald på plejehjem", None),
        ("insulin", None),
        ("og i at", None),
        ("", None),
    ],
)
def test_who_finds_nothing_is_helped_with_words_that_no_document_has(texts, typed, expected):
    assert repair("need", typed) is None
    assert repair("need", typed, is_lost=True) == expected


def test_a_word_goes_on_as_the_documents_have_it(texts):
    assert beginnings("need", "hvad med nat") == ["natten"]
    assert beginnings("need", "re") == ["rehabilitering"]
    assert beginnings("need", "r") == []
    assert beginnings("need", "natten ") == []
    assert beginnings("need", "") == []


def test_what_is_hidden_is_neither_suggested_nor_meant_nor_counted(texts):
    remove_document("need", 3, at=AT)
    assert beginnings("need", "reh") == []
    assert repair("need", "rehabilitring") is None
    assert set(answers("need", "fald natten").ids) == {1, 2, 5}
    before = answers("need", "fald").scores
    rebuild_space("need", lambda: [Source(key, TEXTS[key]) for key in (1, 2, 4)], at=AT)
    index_documents("need", [Source(5, {"title": "Natten", "body": "Fald forekommer om natten."})], at=AT)
    assert len(answers("need", "fald").scores) == len(before)


def test_a_search_keeps_within_what_the_asker_may_see():
    seen, hidden = make_need(title="Fald i hjemmet"), make_need(title="Fald i haven")
    rebuild_space("need", lambda: [Source(n.pk, {"title": n.title}) for n in (seen, hidden)], at=AT)
    type(hidden).objects.filter(pk=hidden.pk).update(closed_at=AT)
    page = search_needs("fald", actor=VISITOR)
    assert (page.ids, page.total) == ((seen.pk,), 1)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=300))
def test_nothing_typed_is_too_odd(texts, text):
    assert answers("need", text).total >= 0
    assert repair("need", text) is None or repair("need", text).text
    assert len(beginnings("need", text)) <= 8


for _odd in ODD:
    test_nothing_typed_is_too_odd = example(_odd)(test_nothing_typed_is_too_odd)


@pytest.mark.usefixtures("texts")
@pytest.mark.parametrize("query", ["faldskærmsudspring", "natarkiv"])
def test_the_commonest_part_of_an_unknown_word_brings_nobody(query):
    assert answers("need", query).ids == []


@pytest.mark.usefixtures("texts")
def test_an_unknown_word_does_not_hide_what_the_known_ones_find():
    assert answers("need", "genoptræning xyzzyq").ids == [3]


@pytest.mark.usefixtures("texts")
def test_a_question_in_english_finds_what_is_said_in_danish():
    assert set(answers("need", "fall prevention").ids) == {1, 2, 3, 5}
    assert answers("need", "nursing home").ids[0] == 1
    assert answers("need", "waste").ids == [4]


@pytest.mark.parametrize("limit", [None, 1, 2, 3, 10])
def test_what_shares_a_part_of_a_word_alone_stands_last(limit):
    shared = {
        1: {"title": "Plan", "body": "Plan."},  # the shortest: before the others by its score
        2: {"title": "Noget andet", "body": "Noget helt andet, som tager lang tid, og et sted til sidst en vagtplan."},
        3: {"title": "Noget tredje", "body": "Hver vagt har i dag en plan, men ingen af os kan finde papiret."},
        **{key: {"title": "Affald"} for key in range(4, 12)},
    }
    rebuild_space("need", lambda: [Source(*item) for item in shared.items()], at=AT)
    found = answers("need", "vagtplan", limit=limit)
    assert (found.ids, found.partly, found.total) == ([2, 3, 1][:limit], {1}, 3)


def test_a_word_pair_that_brought_a_hit_is_named():
    need = make_need(title="Demens", description="Om aftenen går det galt.", audience="", scale="", tried="")
    index_documents("need", [Source(need.pk, {"title": need.title})], at=AT)
    why = search_needs("alzheimer", actor=VISITOR).reasons([need.pk])[need.pk]
    assert why.pairs == ((("alzheimer", "demens"), pytest.approx(1.0)),)
    assert (why.words, why.otherwise, why.is_partly, why.keys) == ((), 0.0, False, {"demens": frozenset({"dem"})})
