"""What rooms above read of a trial, and what the database refuses whoever asks."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from tests.factories.trials import REGISTERED, make_measure, make_measurement, make_seat, make_site, make_trial

from lysning.core.actors import SYSTEM
from lysning.core.refusal import Refused
from lysning.trials.actions import import_measurements, report
from lysning.trials.models import Measurement, MeasurementChange, ProtocolVersion, Trial
from lysning.trials.queries import measured
from lysning.trials.rules import Value

pytestmark = pytest.mark.django_db


@pytest.fixture
def falls():
    return make_measure("falls_rate")


@pytest.fixture
def trial(falls):
    return make_trial(measures=[falls])


@pytest.fixture
def site(trial):
    return make_site(make_seat(trial), "Egebo")


def test_measured_tells_each_measurement_once_and_of_this_trial_alone(trial, site, falls, django_assert_num_queries):
    make_measurement(site, falls, events=18, time=Decimal(1200))
    make_measurement(site, falls, phase="baseline", period=(date(2026, 2, 1), date(2026, 2, 28)))
    elsewhere = make_trial(measures=[falls])
    make_measurement(make_site(make_seat(elsewhere)), falls)
    with django_assert_num_queries(1):
        rows = measured(trial)
    assert [(row.site, row.arm, row.phase, row.period_from, row.measure, row.kind) for row in rows] == [
        ("Egebo", "intervention", "baseline", date(2026, 2, 1), "falls_rate", "rate"),
        ("Egebo", "intervention", "follow-up", date(2026, 4, 1), "falls_rate", "rate"),
    ]
    assert (rows[1].events, rows[1].time, rows[1].total, rows[1].is_small) == (18, Decimal(1200), None, False)
    assert rows[0].municipality == site.seat.municipality.name


@pytest.mark.parametrize(
    ("kind", "values", "small"),
    [
        ("rate", {"events": 4, "time": 900}, True),
        ("rate", {"events": 5, "time": 900}, False),
        ("binary", {"events": 5, "total": 10}, False),
        ("binary", {"events": 6, "total": 10}, True),
        ("binary", {"events": 0, "total": 40}, True),
        ("continuous", {"mean": 3.0, "sd": 1.0, "n": 4}, True),
        ("continuous", {"mean": 3.0, "sd": 1.0, "n": 5}, False),
    ],
)
def test_a_row_says_when_it_is_small(trial, site, kind, values, small):
    make_measurement(site, make_measure(kind=kind), **values)
    assert [row.is_small for row in measured(trial)] == [small]


def test_nothing_is_measured_before_registration(falls):
    """The database's own word: not the room's code."""
    draft = make_trial(measures=[falls], registered=False)
    site = make_site(make_seat(draft))
    with pytest.raises(IntegrityError, match="registered before"), transaction.atomic():
        make_measurement(site, falls)
    Trial.objects.filter(pk=draft.pk).update(state="registered", registered_at=REGISTERED)
    early = {"events": 9, "time": 100, "entered_at": REGISTERED - timedelta(seconds=1)}
    with pytest.raises(IntegrityError, match="registered before"), transaction.atomic():
        make_measurement(site, falls, **early)
    make_measurement(site, falls, **early | {"entered_at": REGISTERED})


@pytest.mark.parametrize("state", ["draft", "proposed", "stopped", "cancelled"])
def test_no_site_reports_before_registration_or_after_it_was_stopped(falls, state):
    """By the form and by a list, in words and not by an error of the database."""
    trial = make_trial(measures=[falls], registered=state in {"stopped", "cancelled"}, state=state)
    site = make_site(make_seat(trial))
    facts = {"trial": trial, "by": SYSTEM, "at": datetime(2026, 7, 5, 9, tzinfo=UTC)}
    with pytest.raises(Refused) as refusal:
        report(
            site=site,
            period_from=date(2026, 2, 1),
            arm="intervention",
            values={falls.key: Value(events=9, time=Decimal(100))},
            seen={},
            **facts,
        )
    assert refusal.value.code == "measured_closed"
    row = f"{site.seat.municipality.name};{site.name};{falls.key};2026-02-01;9;100"
    content = f"kommune;sted;mål;periode;hændelser;tid\n{row}\n".encode()
    found = import_measurements(content=content, municipalities=None, apply=True, **facts)
    assert "measured_closed" in {problem.code for problem in found.problems}
    assert not Measurement.objects.exists()


def test_the_public_stamp_and_what_is_tried_stand_still(trial):
    for change in ({"registered_at": datetime(2025, 1, 1, tzinfo=UTC)}, {"solution_version_id": 1}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Trial.objects.filter(pk=trial.pk).update(**change)
    Trial.objects.filter(pk=trial.pk).update(title="Et andet navn")


def test_a_frozen_protocol_is_not_rewritten(trial):
    rows = ProtocolVersion.objects.filter(trial=trial)
    for act in (lambda: rows.update(content={}), rows.delete):
        with pytest.raises(DatabaseError, match="not rewritten"), transaction.atomic():
            act()
    ProtocolVersion.objects.filter(trial=make_trial(registered=False)).update(content_hash="y")


def test_the_history_of_a_measurement_only_grows(site, falls):
    change = MeasurementChange.objects.create(
        measurement=make_measurement(site, falls), number=1, value={"events": 18}, at=REGISTERED
    )
    rows = MeasurementChange.objects.filter(pk=change.pk)
    for act in (lambda: rows.update(value={}), lambda: rows._raw_delete("default")):
        with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
            act()
    with pytest.raises(TypeError):
        change.delete()


@pytest.mark.parametrize(
    "values",
    [
        {"events": 41, "total": 40},
        {"events": 3, "total": 40, "n": 9},
        {"events": 3},
        {"events": 3, "time": 0},
        {"mean": 1.0, "sd": -1.0, "n": 9},
    ],
)
def test_the_database_refuses_what_cannot_be(site, values):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_measurement(site, make_measure(), **values)
