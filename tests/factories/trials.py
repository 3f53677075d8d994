"""Trials with sensible defaults, as rows: what the acts would have left behind; every call makes a new one."""

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from uuid import uuid4

from tests.factories.directory import make_municipality
from tests.factories.taxonomy import make_area

from lysning.trials.models import Measurement, OutcomeMeasure, ProtocolVersion, Seat, Site, Trial
from lysning.trials.rules import CostShare, PlannedMeasure, Protocol

_number = count(1)
AT = datetime(2026, 1, 5, 9, tzinfo=UTC)
REGISTERED = datetime(2026, 1, 12, 9, tzinfo=UTC)
PROTOCOL = Protocol(
    title="Færre fald med sensorgulv",
    question="Falder beboere sjældnere om natten, når gulvet kalder?",
    population="Beboere på plejehjem, der er faldet mindst én gang det seneste år.",
    intervention="Sensorgulv i boligen og vagt, der får kald på telefonen.",
    usual="Nattilsyn som nu.",
    baseline_from=date(2026, 2, 1),
    baseline_to=date(2026, 3, 31),
    follow_from=date(2026, 4, 1),
    follow_to=date(2026, 6, 30),
    stop_criteria=("Flere fald med skade end før",),
    total_cost=300_000,
    costs=(CostShare("Kommunerne", 200_000, "udstyr"), CostShare("Leverandøren", 100_000, "oplæring")),
)


def make_measure(key=None, *, kind="rate", better="lower", areas=(), **values):
    number = next(_number)
    texts = {
        f"{name}_{language}": f"{name} {number}"
        for name in ("name", "definition", "counted", "of")
        for language in ("da", "en")
    }
    defaults = {"position": number, "source": "test", "status": "estimate", **texts}
    row = OutcomeMeasure.objects.create(key=key or f"maal-{number}", kind=kind, better=better, **{**defaults, **values})
    row.areas.set(areas)
    return row


def make_trial(lead=None, area=None, *, measures=(), registered=True, protocol=PROTOCOL, **values):
    number = next(_number)
    planned = tuple(PlannedMeasure(measure.key, is_primary=not place) for place, measure in enumerate(measures))
    said = protocol if not planned else Protocol(**{**vars(protocol), "measures": planned})
    state = values.pop("state", "registered" if registered else "draft")
    stamp = {"registered_at": REGISTERED} if registered else {}
    trial = Trial.objects.create(
        slug=f"afproevning-{number}",
        key=uuid4(),
        lead=lead or make_municipality(),
        area=area or make_area(),
        title=said.title,
        comparison=said.comparison,
        starts_on=said.follow_from,
        ends_on=said.follow_to,
        state=state,
        state_at=AT,
        created_at=AT,
        **{"seats": said.seats, **stamp, **values},
    )
    ProtocolVersion.objects.create(
        trial=trial,
        number=1,
        content=said.written(),
        content_hash="x",
        created_at=AT,
        frozen_at=REGISTERED if registered else None,
        is_example=trial.is_example,
    )
    return trial


def make_seat(trial, municipality=None, *, state="seated", **values):
    queue = trial.seat_rows.count() + 1
    stamps = {"seated": {"seated_at": REGISTERED}, "withdrawn": {"withdrawn_at": REGISTERED}}.get(state, {})
    if state == "seated":
        Trial.objects.filter(pk=trial.pk).update(seats_taken=trial.seat_rows.filter(state="seated").count() + 1)
    return Seat.objects.create(
        trial=trial,
        municipality=municipality or make_municipality(),
        state=state,
        queue=queue,
        applied_at=REGISTERED,
        **{**stamps, **values},
    )


def make_site(seat, name=None, **values):
    return Site.objects.create(seat=seat, name=name or f"Sted {next(_number)}", **values)


VALUES = {
    "binary": {"events": 12, "total": 40},
    "rate": {"events": 18, "time": Decimal(1200)},
    "continuous": {"mean": 42.5, "sd": 8.0, "n": 30},
}


def make_measurement(
    site, measure, *, arm="intervention", phase="follow-up", period=(date(2026, 4, 1), date(2026, 4, 30)), **values
):
    return Measurement.objects.create(
        site=site,
        measure=measure,
        arm=arm,
        phase=phase,
        period_from=period[0],
        period_to=period[1],
        **{"entered_at": datetime(2026, 5, 4, 9, tzinfo=UTC), **(values or VALUES[measure.kind])},
    )
