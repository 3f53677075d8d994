"""The index while it lives: changed, folded, rebuilt, by several at once; its answers are those of the texts as they are."""

import threading
from collections import Counter
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lysning.matching.actions import Source, fold, index_documents, rebuild_space, remove_document
from lysning.matching.actions.sources import read
from lysning.matching.models import Document, Generation, Word
from lysning.matching.queries.ranking import rank
from lysning.matching.text.analyser import default_analyser
from lysning.matching.text.bm25 import asking, impacts, score
from lysning.matching.text.spelling import deletions

AT = datetime(2026, 11, 25, 12, tzinfo=UTC)
TEXTS = ("fald på plejehjem", "skolens affald og ruter", "faldulykker hos ældre i eget hjem", "læsning")
QUERY = default_analyser().terms("fald affald hjem ruter læsning")


def sources(texts):
    return [Source(key, {"body": text}) for key, text in sorted(texts.items())]


def live():
    return Generation.objects.live("need").get()


def expected(texts):
    """Scores by the pure functions from the texts alone."""
    means = {**live().mean_lengths}
    offered = {
        key: {term: float(impact) for term, impact in impacts(read(Source(key, {"body": text})).bags, means).items()}
        for key, text in texts.items()
    }
    having = Counter(term for terms in offered.values() for term in terms if term in QUERY)
    asked = asking(QUERY, having, len(texts))
    scores = {key: score(asked, terms) for key, terms in offered.items()}
    return {key: pytest.approx(value, rel=1e-6) for key, value in scores.items() if value}


def found():
    return {row.subject_id: row.score for row in rank("need", QUERY).rows}


def counted(texts):
    """In how many texts each word stands."""
    return Counter(form for source in sources(texts) for form in read(source).forms)


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(
        st.one_of(
            st.tuples(st.sampled_from([1, 2, 70_000, 70_001, 140_000]), st.sampled_from([*TEXTS, None])),
            st.sampled_from(["fold", "rebuild"]),
        ),
        max_size=12,
    )
)
def test_after_any_changes_the_answers_are_those_of_the_texts_as_they_are(steps):
    texts = {1: TEXTS[0], 70_000: TEXTS[1]}
    rebuild_space("need", lambda: sources(texts), at=AT)
    for step in steps:
        if step == "fold":
            fold(live(), at=AT)
        elif step == "rebuild":
            rebuild_space("need", lambda: sources(texts), at=AT)
        elif step[1] is None:
            texts.pop(step[0], None)
            remove_document("need", step[0], at=AT)
        else:
            texts[step[0]] = step[1]
            index_documents("need", sources({step[0]: step[1]}), at=AT)
        assert found() == expected(texts)
        words = Word.objects.filter(generation=live(), documents__gt=0)
        assert dict(words.values_list("form", "documents")) == counted(texts)
    before = rank("need", QUERY)
    fold(live(), at=AT)
    assert rank("need", QUERY) == before
    assert Document.objects.filter(generation=live()).count() == len(texts)


@contextmanager
def another(act):
    """Runs the act in a thread with a connection of its own and lets it commit when the block ends."""
    acted, finish = threading.Event(), threading.Event()

    def run():
        try:
            with transaction.atomic():
                act()
                acted.set()
                assert finish.wait(20)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    assert acted.wait(20)
    yield
    finish.set()
    thread.join(20)
    assert not thread.is_alive()


@pytest.mark.django_db(transaction=True)
def test_what_is_written_during_a_folding_stays_fresh_and_wins():
    texts = {1: TEXTS[0], 2: TEXTS[1]}
    rebuild_space("need", lambda: sources(texts), at=AT)
    index_documents("need", sources({3: TEXTS[2]}), at=AT)
    with another(lambda: index_documents("need", sources({1: TEXTS[3]}), at=AT)):
        assert fold(live(), at=AT) == 1
    after = {1: TEXTS[3], 2: TEXTS[1], 3: TEXTS[2]}
    assert found() == expected(after)
    assert fold(live(), at=AT) == 1
    assert found() == expected(after)


@pytest.mark.django_db(transaction=True)
def test_a_rebuild_loses_nothing_that_is_written_meanwhile():
    texts = dict.fromkeys(range(1, 1201), TEXTS[0])
    texts[7], texts[900] = TEXTS[1], TEXTS[1]
    index_documents("need", sources({7: TEXTS[1]}), at=AT)

    def act():
        index_documents("need", sources({7: TEXTS[3], 900: TEXTS[2], 1_300: TEXTS[3]}), at=AT)
        remove_document("need", 1_000, at=AT)

    def read_slowly():
        for source in sources(texts):
            yield source
            if source.subject_id == 600 and Generation.objects.filter(space="need", is_live=False).exists():
                with another(act):
                    pass

    rebuild_space("need", read_slowly, at=AT)
    after = {**texts, 7: TEXTS[3], 900: TEXTS[2], 1_300: TEXTS[3]}
    del after[1_000]
    assert found() == expected(after)
    assert Generation.objects.filter(space="need").count() == 1


@pytest.mark.django_db
def test_a_rebuild_that_was_broken_off_is_begun_anew_and_the_old_answers_until_then():
    texts = {1: TEXTS[0]}
    rebuild_space("need", lambda: sources(texts), at=AT)

    def broken():
        yield from sources(texts)
        raise OSError("the source is gone")

    with pytest.raises(OSError, match="gone"):
        rebuild_space("need", broken, at=AT)
    assert found() == expected(texts)
    assert rebuild_space("need", lambda: sources({1: TEXTS[3]}), at=AT) == 1
    assert found() == expected({1: TEXTS[3]})
    assert Generation.objects.filter(space="need").count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("form", ["fald", "aab", "å", "a" * 40, "plejehjemsleder"])
def test_the_database_leaves_letters_out_as_the_rule_does(form):
    index_documents("need", [Source(1, {"body": f"{form} mange ord om {form}"})], at=AT)
    word = Word.objects.filter(form=form).first()
    assert (sorted(word.deletions) if word else deletions(form)) == deletions(form)
