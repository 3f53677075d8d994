"""The example trials: whole, marked, one with a sorry result, and gone again when cleared."""

import pytest
from tests.factories.directory import make_municipality, make_partner

from lysning.core import clock
from lysning.taxonomy.actions import seed_reference
from lysning.taxonomy.queries import areas, topics
from lysning.trials.actions import seed_measures
from lysning.trials.models import Measurement, MeasurementChange, ProtocolVersion, Seat, Site, Trial
from lysning.trials.queries import measured
from lysning.web.demo.clearing import clear
from lysning.web.demo.trials import write_trials

PLACES = {
    "0751": "Aarhus",
    "0461": "Odense",
    "0851": "Aalborg",
    "0615": "Horsens",
    "0330": "Slagelse",
    "0621": "Kolding",
    "0730": "Randers",
}


@pytest.mark.django_db
def test_written_and_cleared():
    seed_reference()
    seed_measures()
    for code, name in PLACES.items():
        make_municipality(name, code=code)
    make_partner("VIA University College")
    now = clock.now()
    assert (write_trials(at=now), write_trials(at=now)) == (3, 0)
    states = dict(Trial.objects.values_list("title", "state"))
    assert sorted(states.values()) == ["finished", "registered", "running"]
    finished = Trial.objects.get(state="finished")
    rows = measured(finished, measure="falls_rate")
    rates = {
        phase: sum(row.events for row in rows if row.phase == phase)
        / sum(row.time for row in rows if row.phase == phase)
        for phase in ("baseline", "follow-up")
    }
    assert rates["follow-up"] >= rates["baseline"], "the example that showed nothing good"
    assert finished.versions.count() == 2
    for model in (Trial, ProtocolVersion, Seat, Site, Measurement, MeasurementChange):
        assert model.objects.exists()
        assert not model.objects.filter(is_example=False).exists()
    clear(Trial)
    for model in (Trial, ProtocolVersion, Seat, Site, Measurement, MeasurementChange):
        assert not model.objects.exists()
    areas.forget(), topics.forget()
