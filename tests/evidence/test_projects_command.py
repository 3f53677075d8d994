"""`lysning import projects`: tried first, then written; what is not understood is told with line, column and reason."""

import json
import re

import pytest
from click.testing import CliRunner

from lysning.cli import manual
from lysning.evidence.models import EarlierProject

pytestmark = pytest.mark.django_db
LIST = "titel;periode;budget\nFærre fald;2012-2014;1.200.000 kr.\nRene hænder;foråret;2 mio\n"


def command(file, *arguments):
    done = CliRunner().invoke(manual, ["import", "projects", str(file), "--source", "Fonden", *arguments])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "projekter.csv"
    path.write_text(LIST, encoding="latin-1")
    return path


def test_projects_are_tried_and_then_written(file):
    tried = command(file)
    assert (tried.exit_code, EarlierProject.objects.count()) == (0, 0)
    assert "linje 3, periode: »foråret« kan ikke læses som en periode" in tried.stderr
    assert "Nye: 2" in tried.stdout
    told = json.loads(command(file, "--apply", "--json", "--currency", "sek").stdout)
    assert (told["new"], told["is_applied"], len(told["warnings"])) == (2, True, 1)
    assert set(EarlierProject.objects.values_list("source", "budget_currency")) == {
        ("Fonden", "DKK"),
        ("Fonden", "SEK"),
    }


def test_what_is_not_understood_is_counted_apart_from_what_is_here_already(file):
    file.write_text(f"{LIST}Færre fald;2012-2014;900.000 kr.\n", encoding="latin-1")
    said = command(file).stdout
    assert "Nye: 3" in said
    assert "Ikke forstået: 1 · er her i forvejen: 1." in said


def test_a_script_learns_from_the_exit_code_whether_every_row_came_in(file):
    """0: all; 3: some were left out and the others taken; 1: nothing. With and without --apply alike."""
    assert (command(file).exit_code, command(file, "--apply").exit_code) == (0, 0)
    file.write_text(f"{LIST};2015;1 mio\n", encoding="latin-1")
    tried, written = command(file), command(file, "--apply", "--json")
    assert (tried.exit_code, written.exit_code, EarlierProject.objects.count()) == (3, 3, 2)
    assert "Udeladt: 1" in tried.stdout
    assert [row["line"] for row in json.loads(written.stdout)["left_out"]] == [4]
    file.write_text("titel;periode\n;2015\n")
    assert command(file, "--apply").exit_code == 1
    for name in ((), ("projects",)):
        said = " ".join(CliRunner().invoke(manual, ["import", *name, "--help"]).output.split())
        assert re.search(r"slutkode.*\b3\b", said, re.IGNORECASE), said


def test_a_country_nobody_knows_is_refused(file):
    done = command(file, "--country", "Atlantis", "--apply")
    assert (done.exit_code, EarlierProject.objects.count()) == (2, 0)
    assert "Atlantis" in done.stderr


def test_a_list_without_titles_is_told_what_is_missing(file):
    file.write_text("navn\nA\n")
    done = command(file)
    assert done.exit_code == 1
    assert "Mangler: titel" in done.stderr
