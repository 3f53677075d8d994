import json

import pytest
from click.testing import CliRunner
from tests.factories.directory import make_post
from tests.factories.enquiries import OFFERED_AT, make_enquiry, make_published

from lysning import operations
from lysning.cli.bench import collections
from lysning.cli.judgements import judgements
from lysning.core.actors import Actor
from lysning.matching.actions.judging import judge_hit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _database_is_ready(monkeypatch):
    monkeypatch.setattr(operations, "ready", lambda **_: [])


def run(*arguments):
    done = CliRunner().invoke(judgements, arguments)
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.fixture
def judged():
    """One hit found relevant, and three answers: together, a no for its kind, a no for its price."""
    version, posts = make_published(title="Såler mod fald"), [make_post() for _ in range(3)]
    judge_hit(question="fald", solution=version.solution, is_relevant=True, by=Actor(1), at=OFFERED_AT)
    make_enquiry("together", version=version, post=posts[0])
    make_enquiry("not_relevant", version=version, post=posts[1], answer_reason="have_no_need")
    make_enquiry("not_relevant", version=version, post=posts[2], answer_reason="too_expensive")
    return version, posts


def test_what_is_exported_is_a_collection_the_bench_can_read(judged, tmp_path):
    version, posts = judged
    assert "1 vurderinger" in run("export", str(tmp_path))
    search, match = tmp_path / "search", tmp_path / "match"
    assert collections.queries(search / "queries.jsonl") == {"1": "fald"}
    assert collections.grades(search / "qrels.tsv") == {"1": {str(version.solution_id): 1}}
    assert [d.title for d in collections.documents(search / "corpus.jsonl")] == ["Såler mod fald"]
    assert collections.grades(match / "qrels.tsv") == {str(version.pk): {str(posts[0].pk): 3, str(posts[1].pk): 0}}
    assert "Såler mod fald" in collections.queries(match / "queries.jsonl")[str(version.pk)]
    assert {str(post.pk) for post in posts} <= {d.name for d in collections.documents(match / "corpus.jsonl")}


def test_nothing_personal_is_exported(judged, tmp_path):
    run("export", str(tmp_path))
    written = "".join(file.read_text(encoding="utf-8") for file in tmp_path.rglob("*.*"))
    assert "@" not in written
    assert "judge" not in written


def test_a_hidden_solution_is_not_exported(judged, tmp_path):
    version, _ = judged
    solution = version.solution
    type(solution).objects.filter(pk=solution.pk).update(hidden_at=OFFERED_AT, hidden_reason="x")
    run("export", str(tmp_path))
    assert collections.documents(tmp_path / "search" / "corpus.jsonl") == []
    assert collections.grades(tmp_path / "search" / "qrels.tsv") == {}


def test_months_are_counted(judged):
    (month,) = json.loads(run("report", "--json"))
    assert {key: month[key] for key in month if key != "month"} == {
        "hits": 1,
        "hits_relevant": 1,
        "answers": 2,
        "answers_relevant": 1,
    }
    assert "2 svar" in run("report")


def test_without_judgements_there_is_nothing_to_tell():
    assert "Ingen har vurderet" in run("report")
