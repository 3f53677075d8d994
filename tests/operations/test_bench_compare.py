"""`lysning bench compare` on a collection of our own that fits on a screen."""

import json
import os
import shutil
import sys
import tempfile
from itertools import islice
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.db import connection

from lysning.cli import manual
from lysning.cli.bench import collections, compare, measuring
from lysning.cli.bench.engines import Found, Unavailable, lucene, ours, postgres, sqlite, tantivy, worth_trying
from lysning.core.progress import silent
from lysning.matching.text.lexicon import open_lexicon

DOCUMENTS = [
    ("fald", "Færre fald på plejehjem", "En sensor i gulvet melder, når en beboer falder om natten."),
    ("affald", "Affald fra skoler", "Ruterne for renovationsbilerne lægges efter, hvor fyldte spandene er."),
    ("læsning", "Højtlæsning", "Elever med ordblindhed træner med en talesyntese."),
    ("sygefravær", "Trivsel og fravær", "Ledere ser sygefraværet for hver enhed og taler om det i tide."),
    ("bus", "Kørsel", "Bussen kører efter behov, når borgerne bestiller en tur."),
]
QUERIES = {"q1": "sensorer mod fald", "q2": "skolernes affald", "q3": "træning for ordblinde elever", "q4": "?"}
GRADES = [("q1", "fald", 1), ("q2", "affald", 1), ("q3", "læsning", 1), ("q4", "bus", 1)]
WITHOUT_JAVA = [name for name in compare.NAMES if not name.startswith("lucene") and name != "lysning-dense"]
JARS = Path(os.environ.get("LYSNING_LUCENE", compare.JARS))


def has_lucene():
    try:
        return bool(lucene.found_jars(JARS)) and shutil.which("java") is not None
    except Unavailable:
        return False


@pytest.fixture
def collection(tmp_path):
    """The command's three options with the collection in files."""
    rows = {
        "corpus": [{"_id": name, "title": title, "text": text} for name, title, text in DOCUMENTS],
        "queries": [{"_id": name, "text": text} for name, text in QUERIES.items()],
    }
    for name, lines in rows.items():
        (tmp_path / name).write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    (tmp_path / "qrels").write_text("\n".join("\t".join(map(str, row)) for row in GRADES), encoding="utf-8")
    return [f"--{name}={tmp_path / name}" for name in ("corpus", "queries", "qrels")]


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    """Where temporary folders are made during the test."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def compared(*arguments):
    done = CliRunner().invoke(manual, ["bench", "compare", *arguments])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


def engines(*arguments):
    result = json.loads(compared(*arguments, "--json").stdout)
    return {row["engine"]: row for row in result["engines"]}


def schemas():
    with connection.cursor() as cursor:
        cursor.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'lysning_bench_%'")
        return cursor.fetchall()


def found(opened, *texts):
    """What the engine finds of DOCUMENTS in the last of its ways, best first, for each text."""
    with opened as engine:
        engine.index([collections.Document(*row) for row in DOCUMENTS])
        search = list(engine.ways().values())[-1]
        return [list(search(text, 10).names) for text in texts]


@pytest.mark.django_db
def test_all_engines_without_java_are_measured_alike_and_leave_nothing(collection, temporary):
    rows = engines(*collection, f"--engines={','.join(WITHOUT_JAVA)}", "--limit=3")
    assert list(rows) == WITHOUT_JAVA
    for name, row in rows.items():
        assert row["version"]
        assert row["settings"]
        assert row["index_seconds"] >= 0
        assert row["index_bytes"] > 1000
        assert 0 < row["p50_ms"] <= row["p95_ms"]
        assert 0 <= row["ndcg@10"]["low"] <= row["ndcg@10"]["mean"] <= row["ndcg@10"]["high"] <= 1
        assert ("to_lysning" in row) == (name != "lysning")
    assert rows["lysning"]["ndcg@10"]["mean"] == 1
    assert rows["tantivy"]["ndcg@10"]["mean"] == 1
    assert rows["postgres-all"]["recall@100"]["mean"] < rows["postgres-any"]["recall@100"]["mean"] == 1
    assert rows["postgres-all"]["to_lysning"]["ndcg@10"]["mean"] < 0
    assert (schemas(), list(temporary.iterdir())) == ([], [])


@pytest.mark.django_db
def test_what_is_missing_is_said_in_its_row_and_the_rest_is_measured(collection, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "tantivy", None)
    monkeypatch.setenv("LYSNING_DENSE", "0")
    chosen = [*collection, "--engines=tantivy,lucene,lucene-parts,lysning-dense,sqlite", f"--lucene={tmp_path}"]
    rows = engines(*chosen)
    assert "lysning check" in rows["lysning-dense"]["not_measured"]
    assert "requirements-dev.lock" in rows["tantivy"]["not_measured"]
    assert "liblucene8-java" in rows["lucene"]["not_measured"]
    assert "liblucene8-java" in rows["lucene-parts"]["not_measured"]
    assert rows["sqlite"]["recall@100"]["mean"] > 0
    assert "to_lysning" not in rows["sqlite"]
    shown = compared(*chosen).stdout.splitlines()
    assert shown[0] == "5 dokumenter, 4 forespørgsler"
    assert [line.split()[0] for line in shown[2:7]] == list(rows)
    assert shown[2].split(maxsplit=1)[1].startswith("ikke målt: Python-pakken tantivy mangler")


@pytest.mark.django_db
@pytest.mark.parametrize("begun", ["", "exec <&-; printf 'ready\\t9\\n'; "], ids=["at once", "later"])
def test_a_java_that_is_missing_or_ends_is_a_reason_and_no_crash(collection, tmp_path, temporary, monkeypatch, begun):
    for name in ("lucene-core-9.1.0.jar", "lucene-analysis-common-9.1.0.jar"):
        (tmp_path / name).touch()
    chosen = [*collection, "--engines=lucene", f"--lucene={tmp_path}"]
    (tmp_path / "java").write_text(f"#!/bin/sh\n{begun}echo 'nothing here is a class' >&2\nexit 1\n")
    (tmp_path / "java").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    assert engines(*chosen)["lucene"]["not_measured"] == "Java stoppede: nothing here is a class"
    monkeypatch.setenv("PATH", str(temporary))
    assert "default-jdk-headless" in engines(*chosen)["lucene"]["not_measured"]
    assert list(temporary.iterdir()) == []


@pytest.mark.django_db
@pytest.mark.slow
@pytest.mark.skipif(not has_lucene(), reason=f"Lucene's jars are not in {JARS} (LYSNING_LUCENE names another folder)")
def test_lucene_answers_and_finds_a_word_inside_a_compound_when_it_splits(collection, temporary):
    row = engines(*collection, "--engines=lysning,lucene", f"--lucene={JARS}", "--limit=3")["lucene"]
    assert row["ndcg@10"]["mean"] == 1
    assert 0 < row["p50_ms"] <= row["p95_ms"]
    assert row["index_bytes"] > 1000
    assert row["to_lysning"]["ndcg@10"] == {"mean": 0.0, "low": 0.0, "high": 0.0}
    assert found(lucene.danish(JARS), "læsning", "affaldet", "\t?") == [[], ["affald"], []]
    assert found(lucene.compounds(JARS), "læsning", "affaldet", "\t?") == [["læsning"], ["affald", "fald"], []]
    assert list(temporary.iterdir()) == []


@pytest.mark.django_db
@pytest.mark.parametrize("before", ["1", None])
def test_lysning_by_words_alone_leaves_the_switch_of_dense_search_as_it_was(monkeypatch, before):
    monkeypatch.delenv("LYSNING_DENSE", raising=False)
    if before:
        monkeypatch.setenv("LYSNING_DENSE", before)
    assert found(ours.by_words(), "sensorer") == [["fald"]]
    assert os.environ.get("LYSNING_DENSE") == before


@pytest.mark.django_db
def test_relevance_shows_the_same_figures_for_lysning_alone(collection):
    shown = CliRunner().invoke(manual, ["bench", "relevance", *collection, "--limit=3"]).stdout.splitlines()
    assert shown[0].startswith("5 dokumenter, 3 forespørgsler, analysator ")
    assert shown[2].split() == ["ndcg@10", "1.0000", "[1.0000,", "1.0000]"]
    refused = CliRunner().invoke(manual, ["bench", "relevance", *collection, "--dense"], env={"LYSNING_DENSE": "0"})
    assert (refused.exit_code, "lysning check" in refused.stderr) == (2, True)


def test_a_file_that_is_no_text_is_refused_and_is_no_crash(collection, tmp_path):
    broken = tmp_path / "broken.jsonl"
    broken.write_bytes(b'{"_id": "1", "text": "\xb8\xff"}')
    for place, option in enumerate(("--corpus", "--queries", "--qrels")):
        given = [*collection[:place], f"{option}={broken}", *collection[place + 1 :]]
        refused = CliRunner().invoke(manual, ["bench", "relevance", *given])
        assert (refused.exit_code, "er ikke tekst" in refused.stderr) == (2, True)


def test_an_engine_that_does_not_exist_is_refused(collection):
    done = compared(*collection, "--engines=sqlite,elastic")
    assert (done.exit_code, "elastic" in done.stderr, "postgres-any-cd" in done.stderr) == (2, True, True)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("opened", "text", "expected"),
    [
        (postgres.every_word, "sensoren falder", ["fald"]),
        (postgres.every_word, "sensoren falder bus", []),
        (postgres.any_word, "sensoren bussen & 'x", ["fald", "bus"]),
        (postgres.any_word_close, "sensoren falder bussen", ["fald", "bus"]),
        (postgres.any_word, "og ?", []),
        (sqlite.raw, 'sensor "bussen NOT', ["bus", "fald"]),
        (sqlite.raw, "sensoren", []),
        (sqlite.raw, "?", []),
        (sqlite.stemmed, "sensoren", ["fald"]),
        (tantivy.tantivy, 'sensorens +title:" bus', ["fald", "bus"]),
        (tantivy.tantivy, "?", []),
    ],
)
def test_each_engine_reads_a_query_in_its_own_way_and_stumbles_over_no_sign(opened, text, expected):
    assert sorted(*found(opened(), text)) == sorted(expected)


class Chosen:
    """An engine with two ways, of which the second is the better."""

    version, settings = "1", "none"

    def index(self, documents):
        self.names = [document.name for document in documents]

    def ways(self):
        return {"worse": lambda _text, _most: Found([], 0.5), "better": lambda _text, _most: Found(self.names, 0.002)}

    def size(self):
        return 7


def test_the_way_that_serves_an_engine_best_is_kept_and_compared_query_by_query():
    collection = collections.Collection(
        [collections.Document("a", "", "x"), collections.Document("b", "", "y")],
        {"q": "x", "r": "y"},
        {"q": {"a": 1}, "r": {"b": 1}},
    )
    measured = measuring.measure(Chosen(), collection, silent)
    assert (measured.way, measured.index_bytes, measured.answers.milliseconds) == ("better", 7, [2.0, 2.0])
    assert measuring.figures(measured)["mrr@10"]["mean"] == 0.75
    nothing = {name: dict.fromkeys(each, 0.0) for name, each in measured.answers.quality.items()}
    apart = measuring.differences(measured._replace(answers=measured.answers._replace(quality=nothing)), measured)
    assert apart["mrr@10"] == {"mean": -0.75, "low": -1.0, "high": -0.5}
    assert measuring.differences(measured, measured)["ndcg@10"] == {"mean": 0.0, "low": 0.0, "high": 0.0}


def test_weights_of_the_title_are_tried_where_there_are_titles():
    titled = [collections.Document(*row) for row in DOCUMENTS]
    assert worth_trying((1.0, 2.0), titled) == (1.0, 2.0)
    assert worth_trying((1.0, 2.0), [document._replace(title="") for document in titled]) == (1.0,)


def test_the_newest_jars_that_belong_together_are_taken(tmp_path):
    for name in ("core-9.12.3", "analysis-common-9.12.3", "core-10.1.0", "analysis-common-10.1.0", "core-10.2.0"):
        (tmp_path / f"lucene-{name}.jar").touch()
    newest = [path.name for path in lucene.found_jars(tmp_path)]
    assert newest == ["lucene-core-10.1.0.jar", "lucene-analysis-common-10.1.0.jar"]
    (tmp_path / "older").mkdir()
    for name in ("core-8.7.0", "analyzers-common-8.7.0"):
        (tmp_path / "older" / f"lucene-{name}.jar").touch()
    assert len(lucene.found_jars(tmp_path / "older")) == 2


def test_compounds_are_cut_into_simple_words_that_are_no_names():
    words = set(lucene.compound_words())
    assert words >= {"skole", "fravær", "sensor"}
    assert not words & {"folkeskole", "skolen", "mads", "og"}


def test_the_lexicon_lists_what_it_answers():
    lexicon = open_lexicon()
    listed = dict(islice(lexicon.entries(), 2_000))
    assert len(listed) == 2_000
    assert all(lexicon.entry(form) == entry for form, entry in listed.items())


def test_stems_leave_out_the_words_without_a_subject():
    assert sqlite.stems("Skolernes AFFALD og det") == "skol affald"
