"""`lysning bench reading` on needs and texts of our own that fit on a screen."""

import json

import pytest
from click.testing import CliRunner
from django.db import connection

from lysning.cli import manual
from lysning.cli.bench.reading import blind

NEEDS = [
    ("n1", "skraldet bliver ikke hentet", "renovation", "learned"),
    ("n2", "sensorer mod fald", "faldforebyggelse", "held"),
    ("n3", "noget helt andet", "lystfiskeri", "held"),
    ("n4", "de unge dropper ud", "frafald", "learned"),
]
DESCRIBED = [
    {"title": "Renovation", "description": "Beholdere tømmes, når de er fulde."},
    {"title": "Uden tekst", "description": None},
    {"title": "Fald", "description": "En sensor melder, når en beboer falder."},
    {"title": "Frafald", "description": "Mindre frafald på erhvervsskolen."},
]
NOTICES = [{"_id": "bus", "title": "Kørsel", "text": "", "short_description": "Bussen kører efter behov."}]
GRADES = [("n1", "own-0", 2), ("n2", "own-2", 2), ("n2", "own-0", 0), ("n4", "own-3", 2)]
pytestmark = pytest.mark.django_db


def written(path, rows):
    path.write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture
def files(tmp_path, monkeypatch):
    """The command's options with needs, judgements and two files of documents."""
    monkeypatch.setenv("LYSNING_DENSE", "0")
    needs = written(tmp_path / "needs.tsv", ["id\ttext\ttrade\tsplit", *map("\t".join, NEEDS)])
    judged = written(tmp_path / "judged.tsv", ["need\tdocument\tgrade", *("\t".join(map(str, row)) for row in GRADES)])
    own = written(tmp_path / "own_texts.jsonl", map(json.dumps, DESCRIBED))
    notices = written(tmp_path / "notices.jsonl", map(json.dumps, NOTICES))
    return [f"--needs={needs}", f"--judgements={judged}", f"--corpus={own}", f"--corpus={notices}"]


def read(*arguments):
    done = CliRunner().invoke(manual, ["bench", "reading", *arguments])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


def test_the_figures_tell_what_the_synonyms_add_and_leave_nothing_behind(files):
    result = json.loads(read(*files, "--json").stdout)
    assert (result["documents"], result["needs"], result["judged"]) == (4, 4, 4)
    assert (result["touched"], result["answerable"]) == (3, 3)
    mean = {arm: figures["answered@5"]["mean"] for arm, figures in result["arms"].items()}
    assert mean == {"plain": 0.25, "without": 0.25, "own": 0.5, "with": 0.75, "trade": 0.75}
    assert result["gain"]["answered@5"]["mean"] == 0.5
    assert result["gain"]["ndcg@5"]["low"] >= 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'lysning_bench_%'")
        assert cursor.fetchall() == []


def test_a_split_is_asked_alone_and_a_person_reads_a_table(files):
    shown = read(*files, "--split=held").stdout.splitlines()
    assert shown[0].startswith("4 dokumenter, 2 behov, 2 vurderinger")
    assert sum("answered@5" in line for line in shown) == 6
    assert read(*files, "--split=none").exit_code == 2


def test_what_nobody_has_judged_is_counted_and_written_out(files, tmp_path):
    left = tmp_path / "left.tsv"
    few = written(tmp_path / "few.tsv", ["n1\town-0\t2"])
    bare = [files[0], f"--judgements={few}", *files[2:]]
    result = json.loads(read(*bare, f"--unjudged={left}", "--json").stdout)
    assert result["arms"]["with"]["unjudged"] == 2
    assert sorted(left.read_text(encoding="utf-8").splitlines()) == ["n2\town-2", "n4\town-3"]
    read(*files, f"--unjudged={left}")
    assert left.read_text(encoding="utf-8") == ""


def test_the_order_of_what_is_to_be_judged_tells_neither_arm_nor_place():
    first, second = {"a": ["x", "y"], "b": ["z"]}, {"b": ["y", "w"]}
    shown = blind({"plain": first, "with": second}, {"a": {"x": 0}})
    assert set(shown) == {("a", "y"), ("b", "z"), ("b", "y"), ("b", "w")}
    other = {"with": {need: names[::-1] for need, names in first.items()}, "plain": second}
    assert shown == blind(other, {"a": {"x": 0}})


@pytest.mark.parametrize(
    ("option", "content"),
    [
        ("needs", "id\ttext\nn1\t\n"),
        ("needs", "name\tneed\na\tb\n"),
        ("corpus", '{"title": "Uden tekst"}\n'),
        ("corpus", "[1]\n"),
        ("judgements", "n1\n\nn1\ta\n"),
    ],
)
def test_a_file_that_is_not_what_it_should_be_is_refused(files, tmp_path, option, content):
    bad = tmp_path / "bad"
    bad.write_text(content, encoding="utf-8")
    done = read(*(file for file in files if not file.startswith(f"--{option}=")), f"--{option}={bad}")
    assert done.exit_code == 2
    assert not done.stdout
