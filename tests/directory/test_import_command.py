"""The command on the real lists that lie beside the checkout."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from lysning.cli import manual
from lysning.directory.actions import seed_directory
from lysning.directory.models import Municipality, Post
from lysning.taxonomy.actions import seed_reference
from lysning.taxonomy.models import CpvCode, KleGroup

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "data"

pytestmark = pytest.mark.django_db


def real(path):
    file = SHARED / path
    assert file.exists(), f"the real list {file} is missing"
    return str(file)


def command(*arguments):
    done = CliRunner().invoke(manual, ["import", *arguments])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


@pytest.fixture
def seeded():
    seed_reference()
    seed_directory()


def test_the_dirty_list_of_municipalities_is_read(seeded):
    file = real("geo/iholas_kommuner_latin1.csv")
    done = command("municipalities", file, "--json")
    report = json.loads(done.stdout)
    assert (done.exit_code, report["exact"], report["missing"], report["problems"]) == (1, 96, ["Helsingør"], [])
    assert report["spelled_otherwise"] == [{"line": 48, "written": "Århus", "name": "Aarhus"}]
    assert report["other_region"] == []
    shown = command("municipalities", file).stdout
    assert shown.splitlines() == ["Skrevet præcis som her: 96", "Linje 48: »Århus« er Aarhus", "Mangler: Helsingør"]


def test_a_whole_kle_list_is_tried_written_and_known(seeded):
    file = real("kle_subset.csv")
    tried = json.loads(command("kle", file, "--json").stdout)
    assert (tried["new"], tried["is_applied"], KleGroup.objects.count()) == (2113, False, 105)
    written = json.loads(command("kle", file, "--apply", "--json").stdout)
    assert {name: written[name] for name in ("new", "changed")} == {name: tried[name] for name in ("new", "changed")}
    assert KleGroup.objects.count() == 2218
    assert KleGroup.objects.filter(level=3, parent=None).count() == 0
    again = json.loads(command("kle", file, "--apply", "--json").stdout)
    assert (again["new"], again["changed"], again["unchanged"]) == (0, 0, 2218)
    assert (seed_reference().new, seed_reference().changed) == (0, 0)


GAP = "! linje 714, kle: »08.25.20« hører under 08.25, som hverken er i filen eller kendt. Det bliver lagt under 08."
PLACED = "Lagt et andet sted, end nummeret siger: 1. Se linjerne ovenfor."


def test_a_kle_list_with_a_gap_is_written_and_the_gap_told_with_its_line(seeded):
    file = real("kle/kle_levels_da.csv")
    tried = command("kle", file)
    assert (tried.exit_code, tried.stderr.splitlines()[-1], tried.stdout.splitlines()[1]) == (0, GAP, PLACED)
    assert KleGroup.objects.count() == 105
    written = command("kle", file, "--apply")
    assert (written.exit_code, written.stdout.splitlines()[1:]) == (0, [PLACED, "Skrevet."])
    assert KleGroup.objects.get(number="08.25.20").parent.number == "08"
    assert KleGroup.objects.filter(level__gt=1, parent=None).count() == 0
    again = json.loads(command("kle", file, "--apply", "--json").stdout)
    assert (again["new"], again["changed"], again["unchanged"]) == (0, 0, 2214)
    assert [(warning["line"], warning["facts"]["value"]) for warning in again["warnings"]] == [(714, "08.25.20")]


def test_a_list_of_another_shape_says_what_it_lacks_and_what_it_has(seeded):
    done = command("kle", real("kle/kle-mapping_os2compliance.csv"), "--apply")
    assert done.exit_code == 1
    assert done.stderr.splitlines()[-2:] == [
        (
            "✗ linje 1: Den første linje skal være overskrifterne. Mangler: titel. Fundet: Nummer, Behandlingsaktivitet,"
            " KLE Hovedgruppe, KLE Gruppe, KLE niveau 3."
        ),
        "1 fejl. Intet blev skrevet.",
    ]
    done = command("municipalities", real("geo/iholas_kommuner.json"))
    assert done.exit_code == 1
    assert done.stderr.splitlines() == [
        "✗ linje 1: Det her er JSON. Gem listen som CSV med overskrifterne i første linje: kommune."
    ]


def test_a_thousand_mistakes_are_told_by_the_first_and_a_number(seeded, tmp_path):
    file = tmp_path / "forkert.csv"
    file.write_text("nummer;titel\n" + "27-36;Pleje\n" * 1000, encoding="utf-8")
    lines = command("kle", str(file)).stderr.splitlines()
    assert lines[-2:] == ["✗ … og 960 til; --json viser dem alle.", "1000 fejl. Intet blev skrevet."]
    assert len([line for line in lines if line.startswith("✗")]) == 41


@pytest.mark.parametrize("file", ["codes_da/cpv_da.csv", "cpv_2008_da_en.csv"])
def test_a_whole_cpv_list_is_written_and_known(seeded, file):
    written = json.loads(command("cpv", real(file), "--apply", "--json").stdout)
    assert (written["new"], written["changed"], written["unchanged"]) == (9423, 0, 31)
    assert CpvCode.objects.get(code="33196100").name_en == "Devices for the elderly"
    again = json.loads(command("cpv", real(file), "--apply", "--json").stdout)
    assert (again["new"], again["changed"], again["unchanged"]) == (0, 0, 9454)


def test_a_list_of_posts_from_danish_excel(seeded, tmp_path):
    file = tmp_path / "poster.csv"
    file.write_bytes(
        "Kommune;Rolle;Institution;E-mail\r\nÅrhus;Plejehjemsleder;Solgården;sol@aarhus.dk\r\n".encode("cp1252")
    )
    tried = command("posts", str(file))
    assert tried.stdout.splitlines() == [
        "Nye: 1 · ændrede: 0 · uændrede: 0",
        "Intet blev skrevet. Tilføj --apply for at skrive.",
    ]
    assert command("posts", str(file), "--apply").stdout.splitlines()[-1] == "Skrevet."
    assert Post.objects.get(institution="Solgården").municipality.code == "0751"
    assert command("posts", str(file), "--apply").stdout.splitlines()[0] == "Nye: 0 · ændrede: 0 · uændrede: 1"
    file.write_text("kommune;rolle\nAtlantis;Plejehjemsleder\n", encoding="utf-8")
    refused = command("posts", str(file), "--apply")
    assert refused.exit_code == 1
    assert refused.stderr.splitlines()[0] == "✗ linje 2, kommune: »Atlantis« er ikke en dansk kommune."


@pytest.mark.slow
def test_the_largest_list_allowed_is_written(seeded, tmp_path):
    file = tmp_path / "mange.csv"
    codes = list(Municipality.objects.values_list("code", flat=True))
    rows = [f"{codes[number % 98]},Skoleleder,Skole {number}" for number in range(100_000)]
    file.write_text("\n".join(["kommune,rolle,institution", *rows]), encoding="utf-8")
    report = json.loads(command("posts", str(file), "--apply", "--json").stdout)
    assert report["new"] == 100_000


def test_the_posts_leave_as_a_list_that_changes_nothing_when_it_comes_back(seeded, tmp_path):
    Post.objects.filter(pk=Post.objects.order_by("pk").first().pk).update(email="leder@koebenhavn.dk", weekly_room=2)
    file = tmp_path / "poster.csv"
    done = CliRunner().invoke(manual, ["export", "posts", str(file)])
    assert (done.exit_code, f"{Post.objects.active().count()} lederposter" in done.stdout) == (0, True)
    assert "leder@koebenhavn.dk;2" in file.read_text(encoding="utf-8-sig")
    back = command("posts", str(file), "--apply")
    assert (back.exit_code, back.stdout.splitlines()[-1]) == (0, "Alt er her allerede. Der er intet at skrive.")
