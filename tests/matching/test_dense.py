"""The vectors in the database, with a fake at the process border: an encoder that knows words and no meaning."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from time import monotonic, sleep
from zlib import crc32

import numpy as np
import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.factories.needs import make_need

from lysning.core import events
from lysning.matching import tasks
from lysning.matching.actions import Source, index_documents, index_need, rebuild_space, remove_document, vectors
from lysning.matching.actions import dense as actions
from lysning.matching.models import Document
from lysning.matching.queries import dense
from lysning.matching.queries.dense import Asked, ask, cosines, dense_state, nearest
from lysning.needs.events import NeedDeclared
from lysning.needs.models import Need

AT = datetime(2026, 11, 25, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db


class Words:
    """Texts of the same words, however often, get the same vector; texts without a common word nearly orthogonal ones."""

    dimensions = 384

    def __init__(self, model_id="words 1"):
        self.model_id = model_id
        self.read = []

    def passages(self, passages):
        self.read += passages
        return [self.query(" ".join(passage)) for passage in passages]

    def query(self, text):
        vector = np.full(self.dimensions, 1e-3)
        for word in sorted(set(text.lower().split())):
            vector += np.random.default_rng(crc32(word.encode())).normal(size=self.dimensions)
        return (vector / np.linalg.norm(vector)).tolist()


@pytest.fixture
def encoder():
    dense._exist = False
    assert vectors.prepare_vectors()
    yield Words()
    dense._exist = False  # the test's table is rolled back


def embed(encoder, space="need", most=1_000):
    return actions.embed_missing(space, at=AT, most=most, encoder=encoder)


def indexed(*texts):
    needs = [make_need(title=text, description=text) for text in texts]
    for need in needs:
        index_need(need.pk, at=AT)
    return [need.pk for need in needs]


def stored():
    with connection.cursor() as cursor:
        cursor.execute("SELECT subject_id FROM matching_vector ORDER BY subject_id")
        return [key for (key,) in cursor.fetchall()]


def test_a_document_is_embedded_once(encoder):
    (key,) = indexed("fald på trappen")
    assert [embed(encoder), embed(encoder)] == [1, 0]
    assert encoder.read == [("fald på trappen", "fald på trappen")]
    assert stored() == [key]


def test_the_cosines_are_those_of_the_vectors(encoder):
    keys = indexed("fald på trappen", "tomme ruter", "fald")
    embed(encoder)
    asked = ask("fald på vej", encoder)
    expected = [np.dot(encoder.query("fald på vej"), encoder.query(title)) for title, _ in encoder.read]
    assert cosines("need", asked, keys) == pytest.approx(dict(zip(keys, expected, strict=True)), abs=2e-3)
    assert cosines("need", asked, [keys[1], 10**9]).keys() == {keys[1]}
    assert cosines("solution", asked, keys) == cosines("need", asked, []) == {}


def test_a_changed_text_is_embedded_again_and_never_shown_as_another_models(encoder):
    (key,) = indexed("fald")
    embed(encoder)
    Need.objects.filter(pk=key).update(title="ruter", description="ruter")
    index_need(key, at=AT)
    assert embed(encoder) == 1
    assert cosines("need", ask("ruter", encoder), [key]) == pytest.approx({key: 1}, abs=2e-3)
    newer = Words("words 2")
    assert cosines("need", ask("ruter", newer), [key]) == {}
    assert nearest("need", ask("ruter", newer), limit=9) == []
    assert embed(newer) == 1
    assert cosines("need", ask("ruter", newer), [key]) == pytest.approx({key: 1}, abs=2e-3)


def test_a_text_that_only_the_analyser_sees_anew_keeps_its_vector(encoder):
    (key,) = indexed("fald")
    embed(encoder)
    Document.objects.filter(subject_id=key).update(content_hash="of another analyser")
    assert [embed(encoder), embed(encoder), encoder.read] == [1, 0, [("fald", "fald")]]


def test_a_removed_document_takes_its_vector_with_it(encoder):
    gone, stays = indexed("fald", "ruter")
    embed(encoder)
    remove_document("need", gone, at=AT)
    assert stored() == [stays]
    assert vectors.forget_vectors("need", [gone, stays]) == 0
    assert embed(encoder) == 0


def test_what_is_closed_is_gone_in_the_same_act(encoder):
    closed, open_ = indexed("fald", "ruter")
    embed(encoder)
    Need.objects.filter(pk=closed).update(closed_at=AT)
    index_need(closed, at=AT)
    assert stored() == [open_]


def test_a_rebuilt_space_keeps_the_vectors_of_what_it_still_holds(encoder):
    gone, stays = indexed("fald", "ruter")
    embed(encoder)
    rebuild_space("need", lambda: [Source(stays, {"title": "ruter", "body": "ruter"})], at=AT)
    assert vectors.forget_vectors("need") == 1
    assert (stored(), embed(encoder)) == ([stays], 0)
    assert gone not in dict(nearest("need", ask("fald", encoder), limit=9))


def test_what_may_not_be_seen_is_not_read(encoder):
    need = make_need(title="skjult")
    index_documents("need", [Source(need.pk, {"title": "skjult"})], at=AT)
    Need.objects.filter(pk=need.pk).update(closed_at=AT)
    assert (embed(encoder), encoder.read, stored()) == (0, [], [])


def test_things_without_texts_do_not_stop_the_others(encoder, monkeypatch):
    monkeypatch.setattr(actions, "AT_ONCE", 2)
    index_documents("need", [Source(key, {"title": "findes ikke"}) for key in range(1, 6)], at=AT)
    keys = indexed("fald", "ruter", "skole")
    assert embed(encoder) == 3
    assert stored() == keys


def test_no_more_than_asked_at_a_time(encoder):
    indexed("fald", "ruter", "skole")
    assert [embed(encoder, most=2), embed(encoder, most=2), embed(encoder, most=2)] == [2, 1, 0]


def test_a_document_that_goes_while_it_is_read_gets_no_vector(encoder, monkeypatch):
    keys = indexed("fald", "ruter")

    def meanwhile(passages):
        remove_document("need", keys[0], at=AT)
        return Words().passages(passages)

    monkeypatch.setattr(encoder, "passages", meanwhile)
    assert embed(encoder) == 1
    assert stored() == keys[1:]


def test_an_encoder_of_another_width_is_refused(encoder):
    encoder.dimensions = 385
    with pytest.raises(ValueError, match="385"):
        embed(encoder)


@pytest.fixture
def six(encoder):
    keys = indexed("fald", "fald andet", "ruter", "fald ruter", "ruter skole", "skole")
    embed(encoder)
    return keys


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    allowed=st.sets(st.integers(0, 5)), limit=st.integers(1, 7), text=st.sampled_from(["fald", "fald ruter", "andet"])
)
def test_the_nearest_are_the_best_of_what_may_be_seen(encoder, six, allowed, limit, text):
    asked = ask(text, encoder)
    seen = [six[position] for position in allowed]
    found = nearest("need", asked, limit=limit, within=Need.objects.filter(pk__in=seen))
    expected = sorted(cosines("need", asked, seen).items(), key=lambda row: (-row[1], row[0]))[:limit]
    assert found == [(key, pytest.approx(cosine)) for key, cosine in expected]
    assert len(nearest("need", asked, limit=limit)) == min(6, limit)


def test_one_question_for_one_and_for_three(encoder, django_assert_num_queries):
    keys = indexed("fald", "ruter", "skole")
    embed(encoder)
    asked = ask("fald", encoder)
    for some in (keys[:1], keys):
        with django_assert_num_queries(1):
            cosines("need", asked, some)
    for limit in (1, 3):
        with django_assert_num_queries(4):  # is there an index, savepoint, rows, release
            nearest("need", asked, limit=limit)


@pytest.mark.parametrize("text", ["", " \n "])
def test_an_empty_query_has_no_vector(encoder, text):
    assert ask(text, encoder) is None


def test_without_an_encoder_nothing_is_asked(encoder, monkeypatch):
    monkeypatch.setenv("LYSNING_DENSE", "0")
    assert ask("fald") is None
    assert dense_state().why_not == "switched_off"
    tasks.embed()
    assert stored() == []


class TestWithoutVectors:
    """A PostgreSQL that has no pgvector: everything else works."""

    @pytest.fixture(autouse=True)
    def no_extension(self, monkeypatch):
        dense._exist = False
        for module in (dense, vectors):
            monkeypatch.setattr(module, "OFFERED", "SELECT false")

    def test_nothing_is_made_and_nothing_breaks(self):
        (key,) = indexed("fald")
        assert not vectors.prepare_vectors()
        assert ask("fald", Words()) is None
        assert vectors.forget_vectors("need", [key]) == 0
        assert not actions.embed_slice(at=AT, seconds=9, encoder=Words())

    def test_it_is_said_why(self, monkeypatch):
        monkeypatch.setattr(dense, "why_no_encoder", lambda: None)
        assert dense_state() == ("no_extension", 0, 0)

    def test_a_table_that_may_not_be_made_breaks_no_transaction(self, monkeypatch, caplog):
        monkeypatch.setattr(vectors, "OFFERED", "SELECT true")
        monkeypatch.setattr(vectors, "TABLE", "CREATE EXTENSION not_there")
        assert not vectors.prepare_vectors()
        assert "Dense search is off" in caplog.text
        assert Need.objects.count() == 0


def test_the_state_counts_what_is_done(encoder, monkeypatch):
    monkeypatch.setattr(dense, "why_no_encoder", lambda: None)
    indexed("fald", "ruter")
    embed(encoder, most=1)
    assert dense_state() == (None, 2, 1)


class TestTheJob:
    @pytest.fixture(autouse=True)
    def installed(self, encoder, monkeypatch):
        monkeypatch.setattr(tasks, "available_encoder", lambda: encoder)
        monkeypatch.setattr("lysning.matching.handlers.why_no_encoder", lambda: None)

    def waiting(self):
        from procrastinate.contrib.django.models import ProcrastinateJob

        return ProcrastinateJob.objects.filter(task_name="matching.embed", status="todo").count()

    def test_a_changed_document_asks_for_it_once(self, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
            for title in ("fald", "ruter", "skole"):
                need = make_need(title=title)
                events.announce(NeedDeclared(need_id=need.pk))
        assert self.waiting() == 1
        assert stored() == []
        tasks.embed()
        assert len(stored()) == 3

    def test_it_asks_to_go_on_when_its_time_is_up(self, monkeypatch):
        monkeypatch.setattr(tasks, "SLICE_SECONDS", 0.0)
        indexed("fald")
        tasks.embed()
        assert (self.waiting(), stored()) == (1, [])

    def test_it_forgets_what_a_restored_database_no_longer_has(self, encoder):
        gone, stays = indexed("fald", "ruter")
        embed(encoder)
        Document.objects.filter(subject_id=gone).delete()
        tasks.embed()
        assert stored() == [stays]


@pytest.fixture
def committed():
    """The table of vectors, seen by all connections."""
    dense._exist = False
    assert vectors.prepare_vectors()
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE matching_vector")
    dense._exist = False


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("committed")
def test_a_vector_never_outlives_a_document_that_is_just_being_removed():
    def job():
        try:
            return embed(Words())
        finally:
            connection.close()

    (key,) = indexed("fald")
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            remove_document("need", key, at=AT)
            written = pool.submit(job)  # still sees the document, and waits for this transaction
            assert somebody_waits(), "the job did not wait"
            vectors.forget_vectors("need", [key])
        assert written.result(timeout=20) == 0
    assert stored() == []


def somebody_waits(seconds=20):
    until = monotonic() + seconds
    while monotonic() < until:
        with connection.cursor() as cursor:
            cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)")
            if cursor.fetchone() == (True,):
                return True
        sleep(0.02)
    return False


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("committed")
class TestTheIndexOfNeighbours:
    """Outside a transaction, as the job is: building the index must lock nobody out."""

    @pytest.fixture
    def filled(self):
        index_documents("need", [Source(key, {"title": f"nummer {key}"}) for key in range(1, 301)], at=AT)
        rng = np.random.default_rng(1)
        directions = rng.normal(size=(300, 384))
        directions /= np.linalg.norm(directions, axis=1)[:, None]
        with connection.cursor() as cursor:
            for key, vector in enumerate(directions, start=1):
                text = dense.as_text(vector.tolist())
                cursor.execute(
                    "INSERT INTO matching_vector SELECT 'need', subject_id, 'words 1', content_hash, '', %s::halfvec, now()"
                    " FROM matching_document WHERE subject_id = %s",
                    [text, key],
                )
        return directions

    def test_it_is_made_once_and_finds_the_same(self, filled):
        needs = [make_need(title=f"nummer {key}", id=key) for key in (5, 6, 299)]
        asked = Asked("words 1", filled[4].tolist())
        exact = nearest("need", asked, limit=20)
        assert not vectors.index_neighbours("need", large=300)
        assert [vectors.index_neighbours("need", large=299), vectors.index_neighbours("need", large=299)] == [
            True,
            False,
        ]
        assert nearest("need", asked, limit=20)[0] == exact[0] == (5, pytest.approx(1, abs=1e-3))
        assert len({key for key, _ in nearest("need", asked, limit=20)} & {key for key, _ in exact}) >= 18
        within = nearest("need", asked, limit=20, within=Need.objects.filter(pk__in=[need.pk for need in needs]))
        assert [key for key, _ in within] == sorted((5, 6, 299), key=lambda key: -float(filled[key - 1] @ filled[4]))

    @pytest.mark.usefixtures("committed", "filled")
    def test_one_left_unfinished_is_made_anew(self):
        vectors.index_neighbours("need", large=1)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'matching_vector_need'::regclass")
        assert not dense.has_neighbour_index("need")
        assert vectors.index_neighbours("need", large=1)
        assert dense.has_neighbour_index("need")
