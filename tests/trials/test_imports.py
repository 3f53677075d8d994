"""A list of measurements as municipalities bring it: dirty, tried, mended, written."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.factories.directory import make_municipality
from tests.factories.trials import make_measure, make_seat, make_site, make_trial

from lysning.core.actors import SYSTEM
from lysning.core.refusal import Refused
from lysning.trials import actions
from lysning.trials.models import Measurement, MeasurementChange
from lysning.trials.rules import Protocol
from lysning.trials.rules.sheets import csv_of, read_period, read_sheet

AT = datetime(2026, 7, 4, 9, tzinfo=UTC)
HEAD = "Kommune;Sted;Mål;Gruppe;Periode;Hændelser;Ud af;Tid;Gennemsnit;SD;Antal\n"
pytestmark = pytest.mark.django_db


@pytest.fixture
def trial():
    kinds = {"falls_rate": "rate", "fallers": "binary", "qol": "continuous"}
    measures = [make_measure(key, kind=kind) for key, kind in kinds.items()]
    trial = make_trial(measures=measures)
    aarhus = make_seat(trial, make_municipality("Aarhus"))
    make_site(aarhus, "Egebo"), make_site(aarhus, "Bøgely")
    make_site(make_seat(trial, make_municipality("Ærø")), "Søbo")
    return trial


def bring(trial, text, *, apply=False, **values):
    content = text if isinstance(text, bytes) else (HEAD + text).encode("cp1252")
    facts = {"municipalities": None, "by": SYSTEM, "at": AT, **values}
    return actions.import_measurements(trial=trial, content=content, apply=apply, **facts)


def faults(report):
    return [(problem.line, problem.code) for problem in report.problems]


CLEAN = (
    "Aarhus;Egebo;falls_rate;ny;2026-04;12;;1.204,5;;;\n"
    "aarhus kommune;egebo;FALLERS;;1.4.2026;7;41;;;;\n"
    "Ærø;;qol;Indsats;4/2026;;;;61,25;14,5;38\n"
)


def test_tried_then_written_then_the_same_again(trial, announced):
    tried = bring(trial, CLEAN)
    assert (tried.new, tried.can_be_written, tried.is_applied, Measurement.objects.count()) == (3, True, False, 0)
    done = bring(trial, CLEAN, apply=True)
    assert (done.new, done.is_applied) == (3, True)
    rate, binary, continuous = (
        Measurement.objects.order_by("measure__key")[1],
        *Measurement.objects.exclude(time__isnull=False),
    )
    assert (rate.events, rate.time, rate.site.name) == (12, Decimal("1204.50"), "Egebo")
    assert {(row.events, row.total, row.mean, row.sd, row.n) for row in (binary, continuous)} == {
        (7, 41, None, None, None),
        (None, None, 61.25, 14.5, 38),
    }
    again = bring(trial, CLEAN, apply=True)
    assert (again.new, again.changed, again.unchanged, again.is_applied) == (0, 0, 3, False)
    assert MeasurementChange.objects.count() == 3
    assert announced == [("Measured", trial.pk)]


def test_a_changed_list_needs_a_word_on_why(trial):
    bring(trial, CLEAN, apply=True)
    changed = CLEAN.replace(";12;", ";13;")
    assert (bring(trial, changed).changed, bring(trial, changed).unchanged) == (1, 2)
    with pytest.raises(Refused) as refused:
        bring(trial, changed, apply=True)
    assert (refused.value.code, refused.value.field) == ("measured_needs_note", "note")
    bring(trial, changed, apply=True, note="Et fald mere er fundet")
    assert list(MeasurementChange.objects.filter(number=2).values_list("value__events", "note")) == [
        (13, "Et fald mere er fundet")
    ]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("Odense;Egebo;falls_rate;ny;2026-04;12;;1200;;;", "measured_no_municipality"),
        ("Aarhus;Ukendt;falls_rate;ny;2026-04;12;;1200;;;", "measured_no_site"),
        ("Aarhus;;falls_rate;ny;2026-04;12;;1200;;;", "measured_no_site"),
        ("Aarhus;Egebo;fart;ny;2026-04;12;;1200;;;", "measured_no_measure"),
        ("Aarhus;Egebo;falls_rate;måske;2026-04;12;;1200;;;", "measured_no_arm_word"),
        ("Aarhus;Egebo;falls_rate;vanlig;2026-04;12;;1200;;;", "measured_no_arm"),
        ("Aarhus;Egebo;falls_rate;ny;2025-04;12;;1200;;;", "measured_no_period"),
        ("Aarhus;Egebo;falls_rate;ny;april;12;;1200;;;", "measured_no_period"),
        ("Aarhus;Egebo;falls_rate;ny;2026-13;12;;1200;;;", "measured_no_period"),
        ("Aarhus;Egebo;falls_rate;ny;2026-04;tolv;;1200;;;", "measured_not_a_number"),
        ("Aarhus;Egebo;falls_rate;ny;2026-04;12,5;;1200;;;", "measured_not_whole"),
        ("Aarhus;Egebo;falls_rate;ny;2026-04;12;;1.200;;;", "measured_two_ways"),
        ("Aarhus;Egebo;falls_rate;ny;2026-04;-2;;1200;;;", "measured_negative"),
        ("Aarhus;Egebo;falls_rate;ny;2026-04;12;;;;;", "measured_missing"),
        ("Aarhus;Egebo;falls_rate;ny;2026-04;12;40;1200;;;", "measured_not_this_kind"),
        ("Aarhus;Egebo;fallers;ny;2026-04;42;41;;;;", "measured_more_than_all"),
        ("Aarhus;Egebo;qol;ny;2026-04;;;;60;-1;30", "measured_negative"),
        ("Aarhus;Egebo;qol;ny;2026-04;;;;60;1;0", "measured_of_nobody"),
        ("Aarhus;010190-1234;falls_rate;ny;2026-04;12;;1200;;;", "trial_text_has_cpr"),
        ("Aarhus;Egebo;falls_rate;ny;2026-04;0101901234;;1200;;;", "trial_text_has_cpr"),
        ("Aarhus;Egebo;falls_rate;ny;2026-04;=1+1;;1200;;;", "measured_not_a_number"),
    ],
)
def test_a_bad_row_is_told_by_its_line_and_stops_the_list(trial, row, code):
    report = bring(trial, CLEAN.splitlines()[2] + "\n" + row + "\n", apply=True)
    assert (3, code) in faults(report)
    assert (report.can_be_written, Measurement.objects.count()) == (False, 0)


def test_every_bad_place_is_told_at_once_and_a_row_that_stands_twice(trial):
    row = CLEAN.splitlines()[0]
    report = bring(trial, f"{row}\n\nOdense;;falls_rate;;2026-04;1;;5;;;\n{row}\n")
    assert faults(report) == [(4, "measured_no_municipality"), (5, "measured_twice")]
    assert report.problems[1].facts == {"line": 2}


def test_what_is_wrong_is_told_in_the_order_of_the_lines(trial):
    unknown = "Aarhus;Ukendt;falls_rate;ny;2026-04;12;;1200;;;"
    unread = "Aarhus;Egebo;falls_rate;ny;2026-04;tolv;;1200;;;"
    report = bring(trial, f"{unknown}\n{unread}\n{unknown}\n{unread}\n")
    assert [line for line, _code in faults(report)] == [2, 3, 4, 5]


def test_a_period_that_is_not_over(trial):
    early = bring(trial, CLEAN, at=datetime(2026, 4, 30, 12, tzinfo=UTC))
    assert {code for _line, code in faults(early)} == {"measured_too_early"}
    assert {problem.column for problem in early.problems} == {"periode"}


def test_one_reports_for_ones_own_municipality(trial):
    """A8: a row under somebody else's municipality."""
    own = {trial.seat_rows.get(municipality__name="Ærø").municipality_id}
    assert faults(bring(trial, CLEAN, municipalities=own)) == [
        (2, "measured_not_your_site"),
        (3, "measured_not_your_site"),
    ]


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"\x00\x01", b"navn\nx"])
def test_what_is_no_list(trial, content):
    report = bring(trial, actions.read_upload(content))
    assert report.problems
    assert not report.can_be_written


def test_what_is_no_workbook():
    for content in (b"PK\x03\x04rubbish", b"\xd0\xcf\x11\xe0rubbish"):
        with pytest.raises(Refused) as refused:
            actions.read_upload(content)
        assert (refused.value.code, refused.value.field) == ("measured_workbook", "file")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-04", date(2026, 4, 1)),
        ("4/2026", date(2026, 4, 1)),
        ("04-2026", date(2026, 4, 1)),
        ("1.4.2026", date(2026, 4, 1)),
        ("2026-04-06", date(2026, 4, 6)),
        ("2026-K2", date(2026, 4, 1)),
        ("k2 2026", date(2026, 4, 1)),
        ("2026-00", None),
        ("31.4.2026", None),
        ("", None),
    ],
)
def test_how_people_write_a_period(text, day):
    assert read_period(text) == day


def test_a_worksheet_becomes_a_list_with_days_and_commas():
    rows = [
        ["Kommune", "Sted", "Mål", "Gruppe", "Periode", "Hændelser", "Tid", "Gennemsnit"],
        ["Aarhus", 'Ege"bo\n', "falls_rate", None, date(2026, 4, 1), 12.0, 1204.5, 0.125],
    ]
    (row,), problems = read_sheet(csv_of(rows))
    assert problems == []
    assert (row.period, row.value.events, row.value.time, row.value.mean) == (
        date(2026, 4, 1),
        12,
        Decimal("1204.5"),
        0.125,
    )


def test_a_workbook(trial):
    """Written here cell by cell as Office Open XML, read by the library."""
    from tests.factories.workbooks import make_workbook

    book = make_workbook(
        [
            ["Kommune", "Sted", "Mål", "Gruppe", "Periode", "Hændelser", "Tid"],
            ["Aarhus", "Egebo", "falls_rate", "ny", date(2026, 4, 1), 12, 1204.5],
            ["Ærø", "Søbo", "falls_rate", "ny", "2026-04", 5, 900],
        ]
    )
    done = bring(trial, actions.read_upload(book), apply=True)
    assert (done.new, done.problems) == (2, ())
    assert list(Measurement.objects.order_by("time").values_list("events", "time")) == [
        (5, Decimal(900)),
        (12, Decimal("1204.50")),
    ]


@pytest.mark.django_db(transaction=True)
def test_a_long_list_is_written_by_a_job_that_tells_how_far_it_is():
    from tests.factories.accounts import client_for, make_member

    protocol = Protocol("Lang", follow_from=date(2022, 1, 1), follow_to=date(2025, 12, 31))
    lead = make_municipality("Aarhus")
    trial = make_trial(lead, measures=[make_measure("m")], protocol=protocol)
    seat = make_seat(trial, lead)
    sites = [make_site(seat, f"Sted {n}") for n in range(12)]
    rows = [
        f"Aarhus;{site.name};m;{year}-{month:02};9;100"
        for site in sites
        for year in range(2022, 2026)
        for month in range(1, 13)
    ]
    text = "\n".join(["kommune;sted;mål;periode;hændelser;tid", *rows])
    client, address = client_for(make_member(lead, "coordinator")), f"/afproevninger/{trial.slug}/maalinger/hent/"
    sent = [client.post(address, {"text": text, "apply": "1"}) for _ in range(2)]
    assert [answer.status_code for answer in sent] == [302, 302]
    assert sent[0]["Location"] == sent[1]["Location"]
    assert "Listen bliver skrevet" in client.get(sent[0]["Location"]).content.decode()
    run = trial.sheet_runs.get()
    assert client_for(make_member(lead, "coordinator")).get(sent[0]["Location"]).status_code == 404
    run = actions.run_sheet(run_id=run.pk, at=AT)
    assert (run.written, run.done, bytes(run.content)) == (576, 1152, b"")
    assert actions.run_sheet(run_id=run.pk, at=AT).finished_at == AT
    assert "576 målinger" in client.get(sent[0]["Location"]).content.decode()
    assert Measurement.objects.count() == 576


@pytest.mark.slow
def test_ten_thousand_rows_by_few_statements_and_with_progress(django_user_model):
    """How long it takes is measured by benchmarks/trials.py; here is counted what makes it take long."""
    protocol = Protocol("Stor", follow_from=date(2022, 1, 1), follow_to=date(2025, 12, 31), rhythm="month")
    measures = [make_measure(f"m{n}", kind="rate") for n in range(5)]
    trial = make_trial(measures=measures, protocol=protocol)
    seat = make_seat(trial, make_municipality("Aarhus"))
    sites = [make_site(seat, f"Sted {n}") for n in range(42)]
    rows = [
        f"Aarhus;{site.name};m{n};ny;{year}-{month:02};{month + 5};;{900 + month},5;;;\n"
        for site in sites
        for n in range(5)
        for year in range(2022, 2026)
        for month in range(1, 13)
    ][:10_000]
    told = []
    with CaptureQueriesContext(connection) as statements:
        done = bring(trial, "".join(rows), apply=True, progress=lambda *said: told.append(said[:2]))
    assert (done.new, done.problems, Measurement.objects.count()) == (10_000, (), 10_000)
    assert len(told) >= 10
    assert told == sorted(told)
    assert len(statements) < 200
