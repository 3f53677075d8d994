"""`lysning synonyms`: the console twin of the operator's pages."""

import json

import pytest
from click.testing import CliRunner

from lysning.cli import manual
from lysning.matching.models import SynonymDecision
from lysning.matching.queries.synonyms import synonyms_now

pytestmark = pytest.mark.django_db


def run(*arguments):
    done = CliRunner().invoke(manual, ["synonyms", *arguments])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


def test_a_pair_is_tried_and_only_with_apply_written():
    tried = run("add", "dimsedut", "krukke")
    assert (tried.exit_code, SynonymDecision.objects.exists()) == (0, False)
    assert "Intet blev skrevet" in tried.output
    assert "0.217 → 0.217" in tried.output
    refused = run("add", "dimsedut", "krukke", "--apply")
    assert refused.exit_code == 1
    assert "Skriv hvorfor" in refused.stderr
    assert run("add", "dimsedut", "krukke", "--apply", "--reason=Folk siger det.").exit_code == 0
    assert synonyms_now().rows["dimsedut", "krukke"].is_used
    assert "dimsedut\tkrukke\t*\town\t" in run("list", "--own").stdout


def test_a_shipped_pair_is_switched_off_and_listed_as_such():
    result = run("off", "Tung luft", "ventilation", "--apply", "--reason=Bringer det forkerte.", "--json")
    plain = {each["set"]: each for each in json.loads(result.stdout)["sets"]}["plain"]
    assert (plain["changed"], plain["worse"]) == (1, 1)
    assert plain["after"] < plain["before"]
    assert run("list", "--off", "tung").stdout.splitlines()[1].endswith("withdrawn")


def test_what_makes_no_pair_is_said_and_exits_with_1():
    done = run("add", "og", "i")
    assert done.exit_code == 1
    assert done.stderr.count("siger ikke noget") == 2
    assert run("off", "findes", "ikke").exit_code == 1


def test_decisions_leave_as_a_file_and_come_back(tmp_path):
    run("add", "dimsedut", "krukke", "--apply", "--reason=Derfor.")
    file = tmp_path / "par.tsv"
    assert run("export", str(file)).exit_code == 0
    assert file.read_text() == run("export").stdout
    again = run("import", str(file))
    assert (again.exit_code, "uændrede: 1" in again.stdout) == (0, True)
    file.write_text("layman\ttrade\nog\tfald\ndings\tkrukke\n")
    bad = run("import", str(file), "--apply", "--reason=Derfor.")
    assert (bad.exit_code, "linje 2, layman" in bad.stderr) == (1, True)
    assert json.loads(run("import", str(file), "--json").stdout)["problems"][0]["line"] == 2
    file.write_text("layman\ttrade\ndings\tkrukke\n")
    assert json.loads(run("import", str(file), "--apply", "--reason=Derfor.", "--json").stdout)["new"] == 1
    assert SynonymDecision.objects.count() == 2
