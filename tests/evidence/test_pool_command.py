import json
import math

import pytest
from click.testing import CliRunner

from lysning.cli import manual
from lysning.evidence.rules.pooling import pool
from lysning.evidence.rules.studies import COLUMNS, read_studies, twice
from lysning.taxonomy.rules import read_table

FIVE = [("A", 0.4, 0.04), ("B", 0.1, 0.09), ("C", -0.2, 0.05), ("D", 0.6, 0.1), ("E", 0.3, 0.02)]


def written(rows, *, between=",", decimal="."):
    lines = [between.join(("study", "yi", "vi"))]
    lines += [between.join(str(cell).replace(".", decimal) for cell in row) for row in rows]
    return "\n".join(lines)


@pytest.fixture
def command(tmp_path):
    def run(text, *arguments):
        file = tmp_path / "studier.csv"
        file.write_text(text, encoding="utf-8")
        return CliRunner().invoke(manual, ["pool", str(file), *arguments])

    return run


@pytest.mark.parametrize("method", ["reml", "dl", "fixed"])
@pytest.mark.parametrize("interval", ["hk", "z"])
def test_the_command_says_what_the_rule_says(command, method, interval):
    done = command(written(FIVE), "--method", method, "--interval", interval, "--json")
    said, ours = (
        json.loads(done.stdout),
        pool(*zip(*(row[1:] for row in FIVE), strict=True), method=method, interval=interval),
    )
    assert done.exit_code == 0
    assert said["estimate"] == ours.effect.estimate
    assert said["se"] == ours.effect.se
    assert said["interval"] == [ours.effect.low, ours.effect.high]
    assert (said["tau2"], said["Q"], said["k"]) == (ours.tau2, ours.q, 5)
    assert said["I2"] == 100 * ours.i2
    assert said["prediction_interval"] == (list(ours.prediction) if ours.prediction else None)
    assert (said["prediction_interval"] is None) is (method == "fixed")
    assert said["warnings"] == []


def test_semicolons_and_decimal_commas_are_read(command):
    plain = json.loads(command(written(FIVE), "--json").stdout)
    danish = json.loads(command(written(FIVE, between=";", decimal=","), "--json").stdout)
    assert danish == plain


def test_for_people_the_numbers_stand_in_lines(command):
    done = command(written(FIVE))
    assert done.exit_code == 0
    lines = dict(line.split(maxsplit=1) for line in done.stdout.splitlines())
    assert set(lines) >= {"estimate", "se", "interval", "tau2", "I2", "Q", "prediction_interval"}
    assert len(lines["interval"].split()) == 2


def test_few_trials_are_pooled_with_a_warning_and_one_never(command):
    few = command(written(FIVE[:4]), "--json")
    assert few.exit_code == 0
    assert "Kun 4 afprøvninger" in few.stderr
    one = command(written(FIVE[:1]))
    assert (one.exit_code, one.stdout) == (1, "")
    assert "aldrig" in one.stderr


def test_a_trial_named_twice_is_told(command):
    done = command(written([*FIVE, ("a", 0.4, 0.04)]), "--json")
    assert json.loads(done.stdout)["warnings"] == ["Nævnt mere end én gang, og talt med hver gang: a"]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("study,yi,vi\nA,0.1,0.2\nB,x,0.2", "linje 3, yi", "»x« er ikke et tal"),
        ("study,yi,vi\nA,0.1,0", "linje 2, vi", "over nul"),
        ("study,yi,vi\nA,0.1,-1", "linje 2, vi", "over nul"),
        ("study,yi,vi\nA,nan,1", "linje 2, yi", "er ikke et tal"),
        ("study,yi,vi\nA,1,inf", "linje 2, vi", "er ikke et tal"),
        ("study,yi,vi\nA,1_0,1", "linje 2, yi", "er ikke et tal"),
        ("study,yi,vi\n,1,1", "linje 2, study", "intet navn"),
        ("study,yi\nA,1", "linje 1", "mangler: vi"),
        ("", "linje 1", "mangler"),
        ("{}", "linje 1", "ikke en tabel"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(command, text, line, words):
    done = command(text, "--json")
    assert (done.exit_code, done.stdout) == (1, "")
    assert line in done.stderr
    assert words in done.stderr


def test_names_are_compared_without_case():
    studies, problems = read_studies(read_table(written([*FIVE, ("b", 1.0, 1.0)]).encode(), COLUMNS))
    assert (twice(studies), problems) == (["b"], ())
    assert math.isclose(studies[0].effect, 0.4)
