from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lysning.matching.actions import Source, fold, index_documents, rebuild_space, remove_document
from lysning.matching.models import Document, Generation
from lysning.matching.queries.ranking import explain, rank
from lysning.matching.text.analyser import default_analyser
from lysning.matching.text.bm25 import asking, score
from lysning.needs.models import Need

AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
TEXTS = {
    1: {"title": "Indlægssål der opdager faldrisiko", "body": "Sålen måler gangen og advarer plejepersonalet om fald."},
    2: {"title": "Affaldsruter uden tomme kørsler", "body": "Sensorer i skraldespande giver ruter til skraldebilen."},
    3: {"title": "Faldforebyggelse i hjemmet", "body": "Træning og gode sko forebygger faldulykker hos ældre."},
    4: {"title": "Læsetræning for ordblinde", "body": "Elever læser højt, og appen giver øvelser."},
}
pytestmark = pytest.mark.django_db


def sources(texts=TEXTS):
    return [Source(key, fields) for key, fields in texts.items()]


def rebuild(space, texts=TEXTS):
    return rebuild_space(space, lambda: sources(texts), at=AT)


def fold_live(space):
    return fold(Generation.objects.live(space).get(), at=AT)


def terms(text):
    return default_analyser().terms(text)


def test_the_ranking_in_the_database_is_the_pure_score():
    index_documents("solution", sources(), at=AT)
    asked = terms("fald hos ældre på plejehjem")
    documents = {d.subject_id: dict(zip(d.terms, d.impacts, strict=True)) for d in Document.objects.all()}
    having = {term: sum(term in offered for offered in documents.values()) for term in asked}
    weighed = asking(asked, having, len(documents))
    expected = {key: score(weighed, offered) for key, offered in documents.items()}
    ranking = rank("solution", asked)
    assert {row.subject_id: pytest.approx(row.score) for row in ranking.rows} == {
        key: value for key, value in expected.items() if value > 0
    }
    assert ranking.ids[0] == 3


def test_the_parts_of_an_explanation_add_up_to_the_score():
    rebuild("solution")
    ranking = rank("solution", terms("faldulykker"))
    parts = explain("solution", ranking.asked, ranking.ids)
    assert {row.subject_id: pytest.approx(sum(parts[row.subject_id].values())) for row in ranking.rows} == {
        row.subject_id: row.score for row in ranking.rows
    }


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    changes=st.lists(
        st.tuples(st.sampled_from([1, 2, 3, 4, 5]), st.sampled_from(["fald", "skole", "affald ruter", None]))
    )
)
def test_fresh_and_folded_rows_rank_alike(changes):
    rebuild("need")
    for key, words in changes:
        if words is None:
            remove_document("need", key, at=AT)
        else:
            index_documents("need", [Source(key, {"title": words, "body": words})], at=AT)
    asked = terms("fald skole affald ældre")
    fresh = rank("need", asked).rows
    fold_live("need")
    folded = rank("need", asked).rows
    assert [row.subject_id for row in folded] == [row.subject_id for row in fresh]
    assert [row.score for row in folded] == [row.score for row in fresh]


def test_a_removed_document_is_gone_at_once_and_after_folding():
    rebuild("solution")
    remove_document("solution", 3, at=AT)
    assert rank("solution", terms("faldforebyggelse")).ids == [1]
    fold_live("solution")
    assert rank("solution", terms("faldforebyggelse")).ids == [1]


def test_indexing_again_changes_nothing():
    assert index_documents("solution", sources(), at=AT) == 4
    assert index_documents("solution", sources(), at=AT) == 0


def test_a_query_of_unknown_words_has_no_hits():
    rebuild("solution")
    assert rank("solution", terms("xyzzy")).ids == []
    assert rank("solution", {}).ids == []


def test_coverage_leaves_out_what_meets_only_a_little():
    rebuild("solution")
    asked = terms("ordblinde elever og affald")
    assert set(rank("solution", asked).ids) == {2, 4}
    assert rank("solution", asked, coverage=0.5).ids == [4]


def test_coverage_counts_what_is_said_and_stands_nowhere():
    rebuild("solution")
    asked = terms("affald xyzzyq plughq")
    assert rank("solution", asked, coverage=0.3).ids == [2]
    assert rank("solution", asked, coverage=0.3, said=asked).ids == []


def test_within_nothing_there_are_no_hits():
    rebuild("need")
    assert rank("need", terms("fald"), within=Need.objects.none()).ids == []
