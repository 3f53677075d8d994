"""`lysning import radar` and `lysning export radar`."""

import json

import pytest
from click.testing import CliRunner
from tests.factories.direction import make_direction, make_placement

from lysning.cli import manual
from lysning.direction.models import Placement

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("four_rings")]


def command(*arguments):
    done = CliRunner().invoke(manual, list(map(str, arguments)))
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


def place(direction):
    return ["--municipality", direction.municipality.slug, "--area", direction.area.key]


def test_a_radar_is_tried_asked_about_and_written(tmp_path):
    direction = make_direction()
    file = tmp_path / "radar.csv"
    file.write_text("navn;ring\nRobot;HOLD\nDrone;Klar\n")
    asked = command("import", "radar", file, *place(direction), "--apply")
    assert (asked.exit_code, "--ring »HOLD=…" in asked.stderr.replace('"', "»")) == (1, True)
    told = json.loads(command("import", "radar", file, *place(direction), "--ring", "hold=afvent", "--json").stdout)
    assert (told["new"], told["unknown_rings"], told["is_applied"], Placement.objects.count()) == (2, {}, False, 0)
    assert command("import", "radar", file, *place(direction), "--ring", "hold=afvent", "--apply").exit_code == 0
    assert Placement.objects.filter(published_at__isnull=True).count() == 2


def test_a_bad_line_is_told_with_its_reason(tmp_path):
    direction = make_direction()
    file = tmp_path / "radar.csv"
    file.write_text("navn;ring;begrundelse\nRobot;Klar;Ring til 010190-1234\n")
    done = command("import", "radar", file, *place(direction), "--apply")
    assert (done.exit_code, Placement.objects.count()) == (1, 0)
    assert "linje 2" in done.stderr
    assert "CPR" in done.stderr


@pytest.mark.parametrize("name", ["radar.csv", "radar.json"])
def test_what_leaves_comes_in_elsewhere(tmp_path, name):
    direction, home = make_direction(), make_direction()
    make_placement(direction, own_title="Robot")
    make_placement(direction, own_title="Hemmelig", visibility="own")
    file = tmp_path / name
    assert command("export", "radar", file, *place(direction)).stdout.strip().endswith("1 placeringer")
    assert command("import", "radar", file, *place(home), "--apply").exit_code == 0
    assert list(Placement.objects.filter(direction=home).values_list("own_title", flat=True)) == ["Robot"]


def test_what_is_not_there_or_not_public_is_said(tmp_path):
    draft = make_direction(published=False)
    file = tmp_path / "radar.json"
    assert "ikke udgivet" in command("export", "radar", file, *place(draft)).stderr
    missing = ["--municipality", "findes-ikke", "--area", draft.area.key]
    done = command("export", "radar", file, *missing)
    assert (done.exit_code, "Der er ingen retning" in done.stderr) == (1, True)
    file.write_text("[]")
    assert command("import", "radar", file, *place(draft), "--ring", "uden").exit_code == 2
