"""What the operator decides about pairs of words: it counts in every search at once, and nothing decided is lost."""

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from tests.factories.accounts import make_operator
from tests.factories.catalogue import make_solution
from tests.factories.needs import make_need
from tests.factories.taxonomy import make_area, make_kle_group

from lysning.core.actors import SYSTEM, Actor
from lysning.core.models import AuditEntry
from lysning.core.refusal import STALE, Refused
from lysning.matching.actions import index_documents, index_need, index_solution
from lysning.matching.actions.judging import judge_hit
from lysning.matching.actions.sources import Source
from lysning.matching.actions.synonyms import decide_synonym, import_synonyms, written
from lysning.matching.models import SynonymDecision
from lysning.matching.queries import synonyms as room
from lysning.matching.queries.effects import effects
from lysning.matching.queries.search import answers
from lysning.matching.queries.synonyms import as_table, history_of, own_decisions, synonyms_now
from lysning.matching.rules.synonyms import USED, WITHDRAWN

AT = datetime(2026, 11, 25, 12, tzinfo=UTC)
HEAD = "layman\ttrade\tarea\tsource\tdate\tstatus\n"
pytestmark = pytest.mark.django_db


def pair(layman="dimsedut", trade="krukke", *, area="", source="", status=USED):
    return written(layman, trade, area_key=area, source=source, status=status, at=AT)


def decide(*words, reason="Ledere siger det sådan.", version=None, by=SYSTEM, **more):
    version = version or synonyms_now().version
    return decide_synonym(pair=pair(*words, **more), reason=reason, version=version, by=by, at=AT)


def bring(*rows, apply=True, version=None, reason="Fra en nabokommune."):
    content = (HEAD + "".join("\t".join(row) + "\n" for row in rows)).encode()
    version = version or synonyms_now().version
    return import_synonyms(content=content, apply=apply, reason=reason, version=version, by=SYSTEM, at=AT)


@pytest.fixture
def texts():
    index_documents("need", [Source(1, {"title": "Krukke", "body": "Til trappen."})], at=AT)
    index_documents("need", [Source(2, {"title": "Faldforebyggelse", "body": "På plejehjem."})], at=AT)


@pytest.mark.usefixtures("texts")
def test_a_pair_of_ones_own_counts_in_the_next_search_both_ways():
    assert answers("need", "dimsedut").ids == []
    decide()
    assert answers("need", "dimsedut").ids == [1]
    index_documents("need", [Source(3, {"title": "Dimsedut", "body": ""})], at=AT)
    assert set(answers("need", "krukke").ids) == {1, 3}


@pytest.mark.usefixtures("texts")
def test_a_phrase_is_heard_and_never_asked_for():
    decide("den lille dims", "krukke")
    index_documents("need", [Source(3, {"title": "Dims", "body": "Lille."})], at=AT)
    assert answers("need", "hvad med den lille dims").ids[0] in {1, 3}
    assert answers("need", "krukke").ids == [1]


@pytest.mark.usefixtures("texts")
def test_a_shipped_pair_is_switched_off_and_on_again():
    assert answers("need", "snubler").ids == [2]
    decide("snubler", "fald", status=WITHDRAWN)
    assert answers("need", "snubler").ids == []
    decide("snubler", "fald")
    assert answers("need", "snubler").ids == [2]
    assert [each.decision.status for each in history_of(("snubler", "fald"))] == [USED, WITHDRAWN]
    assert list(own_decisions(synonyms_now())) == []


@pytest.mark.usefixtures("texts")
def test_another_process_sees_it_without_being_told(monkeypatch):
    decide()
    here = synonyms_now()
    monkeypatch.setattr(
        synonyms_now, "_kept", (0, room.Synonyms(0, {}))
    )  # what a process that started earlier still keeps
    assert synonyms_now() == here
    assert answers("need", "dimsedut").ids == [1]


def test_a_search_asks_one_number_about_the_pairs(django_assert_num_queries):
    for count in (1, 3):
        for number in range(count):
            decide(f"dimsedut{count}{'abc'[number]}", "krukke")
        synonyms_now()
        with django_assert_num_queries(1):
            synonyms_now()


def test_who_when_and_why_are_kept_and_nothing_of_it_changes():
    person = make_operator()
    made = decide(by=Actor(person.pk), area=make_area("aeldre-sundhed").key, source="Hjørring Kommunes ordliste")
    assert (made.decided_by, made.decided_at, made.reason) == (person.pk, AT, "Ledere siger det sådan.")
    assert (made.area.key, made.source) == ("aeldre-sundhed", "Hjørring Kommunes ordliste")
    entry = AuditEntry.objects.get(verb="matching.decide_synonym")
    assert (entry.actor_id, entry.subject_id, entry.facts["layman"]) == (person.pk, made.pk, "dimsedut")
    for change in (lambda: SynonymDecision.objects.update(status=WITHDRAWN), SynonymDecision.objects.all().delete):
        with pytest.raises(DatabaseError, match="only added"), transaction.atomic():
            change()


@pytest.mark.parametrize(
    "wrong",
    [
        {"layman": ""},
        {"layman": "to  mellemrum"},
        {"layman": "x" * 81},
        {"trade": "dimsedut"},
        {"status": "måske"},
        {"reason": ""},
        {"source": "x" * 251},
    ],
)
def test_the_database_takes_no_other_row(wrong):
    facts = {"layman": "dimsedut", "trade": "fald", "source": "own", "status": USED, "reason": "Derfor.", **wrong}
    with pytest.raises(IntegrityError), transaction.atomic():
        SynonymDecision.objects.create(**facts, decided_at=AT)


@pytest.mark.parametrize(
    ("words", "more", "code", "field"),
    [
        (("", "fald"), {}, "synonym_empty", "layman"),
        (("\x00 \u200b", "fald"), {}, "synonym_empty", "layman"),
        (("dimsedut", "x" * 300), {}, "synonym_too_long", "trade"),
        (("og", "fald"), {}, "synonym_unheard", "layman"),
        (("dimsedut", "i det"), {}, "synonym_unheard", "trade"),
        (("Fald ", "fald"), {}, "synonym_same", "trade"),
        (("faldet", "fald"), {}, "synonym_adds_nothing", "trade"),
        (("snubler", "fald"), {}, "synonym_known", "trade"),
        (("FALD", "Snubler"), {}, "synonym_reversed", "trade"),
        (("dimsedut", "010190-1234"), {}, "synonym_names_somebody", "trade"),
        (("dimsedut", "fald"), {"source": "ida@saal.dk"}, "synonym_names_somebody", "source"),
        (("dimsedut", "fald"), {"area": "atlantis"}, "synonym_area_unknown", "area"),
        (("dimsedut", "fald"), {"status": WITHDRAWN}, "synonym_not_used", "layman"),
        (("dimsedut", "fald"), {"reason": " "}, "synonym_reason_missing", "reason"),
        (("dimsedut", "fald"), {"reason": "x" * 251}, "synonym_too_long", "reason"),
        (("dimsedut", "fald"), {"reason": "Ring 12 34 56 78."}, "synonym_names_somebody", "reason"),
    ],
)
def test_what_makes_no_pair_is_refused_at_its_field_and_nothing_is_kept(words, more, code, field):
    with pytest.raises(Refused) as refused:
        decide(*words, **more)
    assert (refused.value.code, refused.value.field) == (code, field)
    assert not SynonymDecision.objects.exists()


def test_whoever_looked_at_an_older_list_is_told():
    seen = synonyms_now().version
    decide()
    with pytest.raises(Refused) as refused:
        decide("dingenot", "fald", version=seen)
    assert refused.value.code == STALE
    with pytest.raises(Refused):
        bring(("dingenot", "fald"), version=seen)
    assert SynonymDecision.objects.count() == 1


def test_there_is_room_for_so_many_pairs_and_no_more(monkeypatch):
    monkeypatch.setattr("lysning.matching.actions.synonyms.MOST_OWN", 1)
    decide()
    decide("snubler", "fald", status=WITHDRAWN)
    with pytest.raises(Refused) as refused:
        decide("dingenot", "fald")
    assert refused.value.code == "synonym_too_many"


def test_a_list_is_tried_then_written_and_twice_is_once():
    make_area("aeldre-sundhed")
    rows = [
        ("Dimsedut", "krukke", "aeldre-sundhed", "own", "2026-11-25", "used"),
        ("snubler", "fald", "aeldre-sundhed", "own", "2026-11-23", "withdrawn"),
        ("vælter", "fald", "aeldre-sundhed", "own", "2026-11-23", "used"),
    ]
    tried, decisions = bring(*rows, apply=False)
    assert (tried.new, tried.changed, tried.unchanged, tried.is_applied, len(decisions)) == (1, 1, 1, False, 2)
    assert not SynonymDecision.objects.exists()
    done, _ = bring(*rows)
    assert (done.new, done.changed, done.is_applied) == (1, 1, True)
    again, _ = bring(*rows)
    assert (again.new, again.changed, again.unchanged) == (0, 0, 3)
    assert SynonymDecision.objects.count() == AuditEntry.objects.filter(verb="matching.decide_synonym").count() == 2


def test_every_bad_row_of_a_list_is_named_and_nothing_is_written():
    report, decisions = bring(
        ("dimsedut", "fald"),
        ("og", "fald"),
        ("fald", "dimsedut"),
        ("Dimsedut", "fald"),
        ("dingenot", "fald", "atlantis"),
        ("dingenot", "fald", "", "", "", "måske"),
        ("ukendt", "ord", "", "", "", "withdrawn"),
    )
    assert [(p.line, p.column, p.code) for p in report.problems] == [
        (3, "layman", "synonym_unheard"),
        (4, "trade", "synonym_reversed"),
        (5, "", "row_twice"),
        (6, "area", "synonym_area_unknown"),
        (7, "", "row_twice"),
        (8, "layman", "synonym_not_used"),
    ]
    assert (decisions, report.is_applied, SynonymDecision.objects.exists()) == ([], False, False)


def test_what_is_exported_comes_back_as_it_was():
    decide(area=make_area("aeldre-sundhed").key)
    decide("dingenot", "sensor", source="en =ordliste")
    decide("snubler", "fald", status=WITHDRAWN)
    table = as_table(own_decisions(synonyms_now()))
    assert table.splitlines()[0] + "\n" == HEAD
    assert sorted(line.split("\t")[0] for line in table.splitlines()[1:]) == ["dimsedut", "dingenot", "snubler"]
    report, _ = import_synonyms(
        content=table.encode(), apply=True, reason="Igen.", version=synonyms_now().version, by=SYSTEM, at=AT
    )
    assert (report.problems, report.unchanged) == ((), 3)
    assert as_table(own_decisions(synonyms_now())) == table


def preview(*words, **more):
    now = synonyms_now()
    return {each.name: each for each in effects(now, now.with_decisions([pair(*words, **more)]))}


def test_the_effect_is_seen_on_every_set_before_anything_is_saved():
    make_kle_group("27.36", "Hjemmepleje")
    solution = make_solution(title="Dimsedut til trapper", published=True)
    index_solution(solution.pk, at=AT)
    other = make_solution(title="Trapper og gelændere", published=True)
    index_solution(other.pk, at=AT)
    judge_hit(question="krukke", solution=solution, is_relevant=True, by=Actor(1), at=AT)
    need = make_need(title="Krukke")
    index_need(need.pk, at=AT)
    found = preview("krukke", "dimsedut")
    assert set(found) == {"words", "plain", "kle", "judged", "needs"}
    words, judged, needs = found["words"], found["judged"], found["needs"]
    assert [(each.question, each.before, each.after) for each in words.effect.most] == [
        ("krukke", (), (str(solution.pk),))
    ]
    assert (words.effect.questions, words.effect.changed, words.effect.before) == (2, 1, None)
    assert (judged.effect.before, judged.effect.after, judged.effect.better) == (0.0, 1.0, 1)
    assert [each.after for each in judged.effect.most] == [(str(solution.pk),)]
    assert judged.titles == {str(solution.pk): "Dimsedut til trapper"}
    assert (needs.effect.changed, needs.effect.before, needs.effect.most[0].question) == (1, None, need.title)
    assert not SynonymDecision.objects.exists()


def test_the_words_of_needs_kept_for_checking_are_not_shown_though_they_count():
    found = preview("skranke", "borgerservice", status=WITHDRAWN)["plain"].effect
    assert (found.questions, found.changed, list(found.most)) == (60, 1, [])


def test_switching_off_a_pair_that_helps_shows_the_loss():
    off = preview("tung luft", "ventilation", status=WITHDRAWN)["plain"].effect
    assert (off.changed, off.better, off.worse) == (1, 0, 1)
    assert off.after < off.before
    assert off.most[0].gain < 0
