"""Example trials, made by the same acts as real ones, one of which showed nothing good; nobody has tried any of it."""

import tomllib
import uuid
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from lysning.catalogue.models import Solution
from lysning.community.models import Coalition
from lysning.core.actors import SYSTEM
from lysning.core.clock import COPENHAGEN, day_of
from lysning.directory.models import Municipality, Partner
from lysning.needs.models import Need
from lysning.taxonomy.models import ServiceArea
from lysning.taxonomy.rules import csv_lines
from lysning.trials.actions import (
    add_site,
    amend_protocol,
    apply_for_seat,
    begin_trial,
    import_measurements,
    move_trial,
    save_protocol,
    set_parties,
)
from lysning.trials.models import OutcomeMeasure, Trial
from lysning.trials.queries import plan_of
from lysning.trials.rules import DUTIES, FIELDS, QUESTIONS, CostShare, Duty, PlannedMeasure

FILE = Path(__file__).resolve().parent / "data" / "trials.toml"
COLUMNS = {
    "events": "hændelser",
    "total": "ud af",
    "time": "tid",
    "mean": "gennemsnit",
    "sd": "spredning",
    "n": "antal",
}
YES = ("vulnerable", "new_technology")
PARTIES = {"lead": frozenset({"lead"}), "evaluator": frozenset({"evaluator"})}
STEPS = {"registered": (), "running": ("start",), "finished": ("start", "finish")}


def write_trials(*, at: datetime) -> int:
    """Writes the example trials as if they had come about before `at`; returns how many. Those there already stay."""
    written: dict[str, list[dict[str, Any]]] = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return sum(write_trial(row, at) is not None for row in written["trial"])


def write_trial(row: Mapping[str, Any], at: datetime) -> Trial | None:
    """One example trial by the acts a real one would need, up to its `state`; None where it is there or nobody leads it.

    `row` says what a row of trials.toml says.
    """
    lead, area = Municipality.objects.filter(code=row["lead"]).first(), ServiceArea.objects.get(key=row["area"])
    key = uuid.uuid5(uuid.NAMESPACE_URL, f"lysning:eksempel:{row['slug']}")
    if lead is None or Trial.objects.filter(key=key).exists():
        return None
    begins = _month(day_of(at) - timedelta(weeks=row["weeks_ago"]), 0)
    before = _month(begins, -row["months"][0])
    registered = min(_moment(before - timedelta(days=20)), at - timedelta(weeks=2))
    need = Need.objects.filter(slug=f"eksempel-{row.get('need')}", is_example=True).first()
    coalition = Coalition.objects.filter(title=row.get("coalition"), is_example=True).first()
    trial = begin_trial(
        key=key,
        lead=lead,
        area=area,
        title=row["title"],
        need=need,
        coalition=coalition,
        by=SYSTEM,
        at=registered - timedelta(days=9),
        is_example=True,
    )
    Trial.objects.filter(pk=trial.pk).update(slug=f"eksempel-{row['slug']}")
    solution = Solution.objects.public().filter(is_example=True, current_version__title=row["solution"]).first()
    evaluator = Partner.objects.filter(name=row["evaluator"]).first() if row["evaluator"] else None
    trial = set_parties(
        trial=trial,
        evaluator=evaluator,
        solution=solution,
        coalition=coalition,
        by=SYSTEM,
        at=registered - timedelta(days=9),
    )
    changes = _protocol(row, before, begins, _apply_until(registered, begins))
    save_protocol(trial=trial, revision=1, changes=changes, by=SYSTEM, at=registered - timedelta(days=6))
    for move, party in (("propose", "lead"), ("approve", "evaluator")) if evaluator else (("register", "lead"),):
        trial = _move(trial, move, party, registered)
    _seats(trial, row, registered + timedelta(days=2))
    if row.get("change"):
        _extend(trial, row["change"], registered + timedelta(days=5))
    for move in STEPS[row["state"]]:
        trial = _move(trial, move, "lead", _moment(begins) if move == "start" else at - timedelta(days=3))
        if move == "start":
            _measure(trial, row, at - timedelta(days=4))
    return trial


def _protocol(row: Mapping[str, Any], before: date, begins: date, apply_until: date) -> dict[str, Any]:
    texts = ("question", "population", "intervention", "usual", "needed", "needed_because", "seats", "total_cost")
    parties = {"delivery": "Leverandøren", "analysis": row["evaluator"] or "Kommunen, der leder"}
    return {
        **{name: row[name] for name in texts},
        "comparison": row.get("comparison", "before_after"),
        "measures": tuple(PlannedMeasure(key, is_primary=not place) for place, key in enumerate(row["measures"])),
        "baseline_from": before,
        "baseline_to": begins - timedelta(days=1),
        "follow_from": begins,
        "follow_to": _month(begins, row["months"][1] - bool(row.get("change"))) - timedelta(days=1),
        "apply_until": apply_until,
        "stop_criteria": tuple(row["stop"]),
        "costs": tuple(CostShare(*share) for share in row["costs"]),
        "duties": tuple(Duty(key, parties.get(key, "Kommunerne")) for key in DUTIES),
        "legal_basis": row["basis"],
        "data_note": "Stederne tæller selv op og indberetter kun tal for hele stedet. Intet om den enkelte forlader kommunen.",
        "screening": tuple((key, "yes" if key in YES else "no") for key in QUESTIONS),
    }


def _apply_until(registered: datetime, begins: date) -> date:
    return max(day_of(registered) + timedelta(days=21), begins - timedelta(days=14))


def _extend(trial: Trial, note: str, at: datetime) -> None:
    version = trial.versions.order_by("-number")[0]
    said = version.protocol
    assert said.follow_to is not None
    later = _month(said.follow_to + timedelta(days=1), 1) - timedelta(days=1)
    amend_protocol(trial=trial, number=version.number, changes={"follow_to": later}, note=f"{note}.", by=SYSTEM, at=at)


def _seats(trial: Trial, row: Mapping[str, Any], at: datetime) -> None:
    for number, told in enumerate(row["site"]):
        place = Municipality.objects.filter(code=told["municipality"]).first()
        if place is None:
            continue
        seat = apply_for_seat(trial=trial, municipality=place, by=SYSTEM, at=at + timedelta(hours=number))
        add_site(seat=seat, name=told["name"], by=SYSTEM, at=at + timedelta(hours=number))


def _measure(trial: Trial, row: Mapping[str, Any], at: datetime) -> None:
    """Reports what the file tells, as far as the periods are over."""
    content = "".join(csv_lines(_lines(trial, row, day_of(at)))).encode()
    import_measurements(trial=trial, content=content, municipalities=None, apply=True, by=SYSTEM, at=at)


def _lines(trial: Trial, row: Mapping[str, Any], today: date) -> Iterator[dict[str, object]]:
    periods = plan_of(trial).periods
    kinds = dict(OutcomeMeasure.objects.filter(key__in=row["measures"]).values_list("key", "kind"))
    names = dict(Municipality.objects.values_list("code", "name"))
    for site in row["site"]:
        for key in row["measures"]:
            for period, numbers in zip(periods, site.get(key, ()), strict=False):
                if numbers and period.end < today and site["municipality"] in names:
                    told = dict(zip(FIELDS[kinds[key]], numbers, strict=True))  # type: ignore[index]  # a kind of measure
                    yield {
                        "kommune": names[site["municipality"]],
                        "sted": site["name"],
                        "mål": key,
                        "periode": f"{period.start:%Y-%m-%d}",
                        **{heading: f"{told.get(name, '')}".replace(".", ",") for name, heading in COLUMNS.items()},
                    }


def _move(trial: Trial, move: str, party: str, at: datetime) -> Trial:
    return move_trial(trial=trial, move=move, seen=trial.state, parties=PARTIES[party], by=SYSTEM, at=at)


def _month(day: date, more: int) -> date:
    """The first day of the month so many months later."""
    months = day.year * 12 + day.month - 1 + more
    return date(months // 12, months % 12 + 1, 1)


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(9), COPENHAGEN)
