"""Bringing a radar from elsewhere: tried, asked about, written as drafts; nothing half, nothing dropped."""

import json
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.factories.accounts import client_for, make_member
from tests.factories.catalogue import make_solution
from tests.factories.direction import AT, make_direction, make_placement
from tests.factories.taxonomy import make_topic

from lysning.core.actors import SYSTEM
from lysning.direction import actions
from lysning.direction.models import Placement

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("four_rings")]
ZALANDO = Path(__file__).resolve().parents[3] / "shared" / "data" / "radar" / "zalando_2026_05_config.json"
RINGS = {"0": "klar", "1": "afproev", "2": "hold-oeje", "3": "afvent"}


def bring(direction, content, rings_meant=None, *, apply=True):
    content = content if isinstance(content, bytes) else content.encode()
    return actions.import_radar(
        direction=direction, content=content, rings_meant=rings_meant or {}, apply=apply, by=SYSTEM, at=AT
    )


def test_lines_become_drafts_linked_to_what_we_know():
    direction = make_direction()
    topic, solution = make_topic(name_da="Faldsensor"), make_solution(title="Gulvet, der kalder")
    report = bring(
        direction,
        'navn;ring;begrundelse\nfaldsensor;KLAR;<b>Virker</b>\n"Gulvet, der kalder";Hold øje;\nRobot;try out;\n',
    )
    assert (report.is_applied, dict(report.counts)) == (True, {"new": 3})
    rows = list(Placement.objects.select_related("ring").order_by("pk"))
    assert [(row.topic, row.solution, row.own_title, row.ring.key, row.reason) for row in rows] == [
        (topic, None, "", "klar", "Virker"),
        (None, solution, "", "hold-oeje", ""),
        (None, None, "Robot", "afproev", ""),
    ]
    assert {row.published_at for row in rows} == {None}


def test_trying_writes_nothing_and_twice_is_once():
    direction = make_direction()
    content = "navn;ring\nRobot;Klar\nDrone;Afvent\n"
    tried = bring(direction, content, apply=False)
    assert (tried.is_applied, tried.counts["new"], Placement.objects.count()) == (False, 2, 0)
    bring(direction, content)
    again = bring(direction, content)
    assert (again.is_applied, dict(again.counts), Placement.objects.count()) == (False, {"stands": 2}, 2)


def test_a_line_that_stands_twice_in_the_list_is_told():
    report = bring(make_direction(), "navn;ring\nRobot;Klar\nROBOT;Afvent\n")
    assert [line.fate for line in report.lines] == ["new", "stands"]
    assert Placement.objects.get().ring.key == "klar"


def test_an_unknown_ring_is_asked_about_and_nothing_is_written_before():
    direction = make_direction()
    content = "navn;ring\nRobot;HOLD\nDrone;hold\nBil;Klar\n"
    report = bring(direction, content)
    assert (report.unknown_rings, report.is_applied, Placement.objects.count()) == (
        (("HOLD", 1), ("hold", 1)),
        False,
        0,
    )
    assert bring(direction, content, {"HOLD": "afvent"}).counts["new"] == 3
    assert not bring(make_direction(), content, {"HOLD": "findes-ikke"}).is_applied


def test_a_line_with_a_personal_number_stops_the_list_and_is_named():
    report = bring(make_direction(), "navn;ring;begrundelse\nRobot;Klar;Spørg 010190-1234\nDrone;Klar;\n")
    assert [(line.listed.line, line.fate) for line in report.lines] == [(2, "fault"), (3, "new")]
    assert "CPR" in report.lines[0].words
    assert Placement.objects.count() == 0


def test_a_line_without_a_name_is_told_by_line_and_column_beside_all_the_others():
    content = "titel;ring;begrundelse\n ;Klar;Uden navn\nRobot;HOLD;\n<b></b>;Klar;\nDrone;Klar;\n"
    report = bring(make_direction(), content)
    assert [(line.listed.line, line.fate) for line in report.lines] == [
        (2, "fault"),
        (3, "ring"),
        (4, "fault"),
        (5, "new"),
    ]
    assert report.lines[0].words == report.lines[2].words == "Der står intet navn i kolonnen »titel«."
    assert (report.is_applied, Placement.objects.count()) == (False, 0)


def test_zalandos_radar_comes_over_whole():
    direction = make_direction()
    content = ZALANDO.read_bytes()
    asked = bring(direction, content)
    assert sorted(word for word, _count in asked.unknown_rings) == ["0", "1", "2", "3"]
    report = bring(direction, content, RINGS)
    entries = json.loads(content)["entries"]
    assert (report.is_applied, len(report.lines), report.counts["fault"]) == (True, len(entries), 0)
    assert report.counts["new"] + report.counts["stands"] == len(entries)
    rows = {row.own_title: row for row in Placement.objects.select_related("ring")}
    assert rows["Spark"].ring.key == "klar"
    assert rows["Spark"].links[0]["address"].startswith("https://engineering.zalando.com/")


def test_what_we_export_comes_back():
    direction = make_direction()
    make_placement(direction, topic=make_topic(name_da="Faldsensor"), ring="afproev", reason="Derfor.")
    make_placement(direction, own_title="Robot", reason="Også.")
    address = reverse("direction:direction", args=[direction.municipality.slug, direction.area.key])
    for kind in ("csv", "json"):
        home = make_direction()
        report = bring(home, client_for().get(f"{address}radar.{kind}").content)
        assert dict(report.counts) == {"new": 2}
        rows = Placement.objects.filter(direction=home).select_related("ring").order_by("pk")
        said = {(row.own_title or row.topic.name_da, row.ring.key, row.reason) for row in rows}
        assert said == {("Faldsensor", "afproev", "Derfor."), ("Robot", "klar", "Også.")}


# --- on the page --------------------------------------------------------------------------------------------------------


@pytest.fixture
def leader():
    direction = make_direction()
    client = client_for(make_member(post=direction.owner_post, role="leader"))
    return client, reverse("direction:bring", args=[direction.municipality.slug, direction.area.key])


def test_a_pasted_list_is_shown_asked_about_and_brought(leader):
    client, address = leader
    assert client.get(address).status_code == 200
    tried = client.post(address, {"text": "navn;ring\nRobot;Adopt\nDrone;Klar\n"})
    assert tried.status_code == 200
    assert tried.context["meant"] == [("Adopt", "", 1)]
    assert 'name="apply"' not in tried.text
    sent = {"text": tried.context["text"], "ord-1": "Adopt", "betyder-1": "klar"}
    ready = client.post(address, sent)
    assert ready.context["meant"] == [("Adopt", "klar", 1)]
    assert 'name="apply"' in ready.text
    assert Placement.objects.count() == 0
    assert client.post(address, sent | {"apply": "1"}).status_code == 303
    assert set(Placement.objects.values_list("own_title", flat=True)) == {"Robot", "Drone"}


def test_the_page_says_what_still_keeps_a_list_from_being_brought(leader):
    client, address = leader
    open_list = '<details class="details" open>'

    def tried(text):
        page = client.post(address, {"text": text}).text
        return "når hver linje har sin ring" in page, "står allerede på jeres radar" in page, open_list in page

    assert tried("navn;ring\nRobot;Klar\nDrone;\n") == (True, False, False)
    assert "Linjer uden ring" in client.post(address, {"text": "navn;ring\nDrone;\n"}).text
    assert tried("navn;ring;begrundelse\nRobot;Klar;Borger 010203-1234\n") == (True, False, True)
    assert tried("navn;ring\nRobot;Klar\n") == (False, False, False)
    client.post(address, {"text": "navn;ring\nRobot;Klar\n", "apply": "1"})
    assert tried("navn;ring\nRobot;Klar\n") == (False, True, False)


def test_a_file_in_windows_letters_is_read(leader):
    client, address = leader
    file = SimpleUploadedFile("radar.csv", "navn;ring\nGulv på Ærø;Klar\n".encode("cp1252"))
    tried = client.post(address, {"file": file})
    assert [line.listed.name for line, _ring, _fate in tried.context["lines"]] == ["Gulv på Ærø"]
    assert "Gulv på Ærø" in tried.context["text"]


@pytest.mark.parametrize("sent", [{}, {"text": " "}, {"text": "navn;grund\nA;B\n"}, {"text": "{"}])
def test_what_cannot_be_read_is_told_on_the_page(leader, sent):
    client, address = leader
    assert client.post(address, sent).status_code == 422
    assert Placement.objects.count() == 0
