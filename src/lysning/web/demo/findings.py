"""Example trials that have ended and what they showed, one of each kind. Nobody has measured any of it."""

import tomllib
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from lysning.catalogue.models import Solution
from lysning.core.actors import SYSTEM
from lysning.core.clock import day_of
from lysning.directory.models import Municipality, Partner
from lysning.evidence import actions
from lysning.evidence.models import Finding
from lysning.evidence.rules.business import INPUTS, Guess, Plan
from lysning.evidence.rules.texts import FindingWords
from lysning.evidence.rules.ways import assumption, measure_for
from lysning.taxonomy.models import ServiceArea, Topic
from lysning.trials.actions import seed_measures
from lysning.trials.models import (
    Measurement,
    MeasurementChange,
    OutcomeMeasure,
    ProtocolVersion,
    Seat,
    Site,
    Trial,
)
from lysning.trials.rules import PlannedMeasure, Protocol, Value

FILE = Path(__file__).resolve().parent / "data" / "findings.toml"
MONTHS = 6
MONTH = timedelta(days=28)
ADOPTED_AFTER = timedelta(days=6)


def write_findings(*, at: datetime) -> int:
    """Writes the example trials with their measurements and findings as if from before `at`; returns how many."""
    written: dict[str, Any] = tomllib.loads(FILE.read_text(encoding="utf-8"))
    seed_measures(at=at)
    found = [_trial(row, at - timedelta(weeks=row["weeks_ago"])) for row in written["trial"]]
    for row in written["study"]:
        _study(row, at - timedelta(weeks=1))
    _case(written["case"], found[0], at - timedelta(weeks=3))
    return len(found)


def clear_findings() -> int:
    """Takes the example findings away, before the trials they are of; returns how many."""
    return actions.remove_finding_examples()


def _trial(row: Mapping[str, Any], ended: datetime) -> Finding:
    first = day_of(ended) - MONTHS * MONTH
    registered = ended - (MONTHS + 1) * MONTH
    protocol = Protocol(
        **{name: row[name] for name in ("title", "question", "population", "intervention", "usual")},
        measures=tuple(PlannedMeasure(key, is_primary=not place) for place, key in enumerate(row["measures"])),
        baseline_from=first,
        baseline_to=first + 3 * MONTH - timedelta(days=1),
        follow_from=first + 3 * MONTH,
        follow_to=day_of(ended) - timedelta(days=1),
        stop_criteria=("Nogen kommer til skade",),
    )
    solution = Solution.objects.filter(is_example=True, current_version__title=row["solution"]).first()
    trial = Trial.objects.create(
        slug=f"eksempel-{row['key']}",
        key=uuid5(NAMESPACE_URL, f"lysning:eksempel:fund:{row['key']}"),
        lead=Municipality.objects.get(code=row["lead"]),
        area=ServiceArea.objects.get(key=row["area"]),
        evaluator=Partner.objects.filter(name=row["evaluator"]).first() if row["evaluator"] else None,
        solution=solution,
        solution_version=solution.current_version if solution else None,
        title=protocol.title,
        comparison=protocol.comparison,
        starts_on=protocol.follow_from,
        ends_on=protocol.follow_to,
        state="finished",
        state_at=ended,
        created_at=registered,
        registered_at=registered,
        started_at=registered + MONTH,
        is_example=True,
    )
    ProtocolVersion.objects.create(
        trial=trial,
        number=1,
        content=protocol.written(),
        content_hash="eksempel",
        created_at=registered,
        frozen_at=registered,
        is_example=True,
    )
    for key in row["measures"]:
        _measure(trial, OutcomeMeasure.objects.get(key=key), row[key]["sites"], first, registered)
    return _finding(trial, row, ended + timedelta(days=4))


def _measure(trial: Trial, measure: OutcomeMeasure, sites: list[Any], first: date, registered: datetime) -> None:
    for code, name, counts, wholes in sites:
        site = _site(trial, Municipality.objects.get(code=code), name, registered)
        for month, (count, whole) in enumerate(zip(counts, wholes, strict=True)):
            begins = first + month * MONTH
            own = {"events": count}
            own |= {"total": whole} if measure.kind == "binary" else {"time": Decimal(whole)}
            row = Measurement.objects.create(
                site=site,
                measure=measure,
                arm="intervention",
                phase="baseline" if month < MONTHS // 2 else "follow-up",
                period_from=begins,
                period_to=begins + MONTH - timedelta(days=1),
                entered_at=registered + (month + 2) * MONTH,
                is_example=True,
                **own,
            )
            value = Value(row.events, row.total, row.time)
            said = {key: float(each) if isinstance(each, Decimal) else each for key, each in vars(value).items()}
            MeasurementChange.objects.create(measurement=row, number=1, value=said, at=row.entered_at, is_example=True)


def _site(trial: Trial, home: Municipality, name: str, registered: datetime) -> Site:
    seat, is_new = Seat.objects.get_or_create(
        trial=trial,
        municipality=home,
        defaults={
            "state": "seated",
            "queue": trial.seat_rows.count() + 1,
            "applied_at": registered,
            "seated_at": registered,
            "is_example": True,
        },
    )
    if is_new:
        Trial.objects.filter(pk=trial.pk).update(seats_taken=trial.seat_rows.count())
    return Site.objects.get_or_create(seat=seat, name=name, defaults={"is_example": True})[0]


def _finding(trial: Trial, row: Mapping[str, Any], at: datetime) -> Finding:
    said = row["finding"]
    measure = OutcomeMeasure.objects.get(key=said["measure"])
    finding = actions.start_finding(trial=trial, measure=measure, by=SYSTEM, at=at)
    words = FindingWords(population=row["population"], **{name: said[name] for name in said if name != "measure"})
    finding = actions.edit_finding(finding=finding, revision=finding.revision, words=words, by=SYSTEM, at=at)
    finding = actions.publish_finding(finding=finding, revision=finding.revision, note="", by=SYSTEM, at=at)
    for each in row.get("adoption", ()):
        actions.adopt_finding(
            finding=finding,
            municipality=Municipality.objects.get(code=each["municipality"]),
            reservations=each["reservations"],
            decided_by=each["decided_by"],
            by=SYSTEM,
            at=at + ADOPTED_AFTER,
        )
    return finding


def _study(row: Mapping[str, Any], at: datetime) -> None:
    measure = OutcomeMeasure.objects.get(key=row["measure"])
    finding = actions.record_study(
        author=Municipality.objects.get(code=row["author"]),
        measure=measure,
        area=ServiceArea.objects.get(key=row["area"]),
        topic=Topic.objects.filter(key=row["topic"]).first(),
        words=FindingWords(row["title"], sponsor=row["sponsor"]),
        source=row["source"],
        link="",
        way=measure_for(measure.kind, measure.key),
        design="parallel",
        effect=(row["estimate"], row["low"], row["high"]),
        places=row["places"],
        matters=None,
        is_example=True,
        by=SYSTEM,
        at=at,
    )
    actions.publish_finding(finding=finding, revision=finding.revision, note="", by=SYSTEM, at=at)


def _case(row: Mapping[str, Any], finding: Finding, at: datetime) -> None:
    guesses = {name: Guess(*map(float, row["guesses"][name])) for name in INPUTS}
    case = actions.keep_case(
        key=uuid5(NAMESPACE_URL, "lysning:eksempel:case"),
        municipality=Municipality.objects.get(code=row["municipality"]),
        finding=finding,
        title=row["title"],
        assumptions=row["assumptions"],
        plan=Plan(guesses, row["years"], assumption("rate").value, assumption("days").value),
        is_open=True,
        is_example=True,
        by=SYSTEM,
        at=at,
    )
    seen = {name: float(row["seen"][name]) for name in INPUTS if name in row["seen"]}
    actions.check_case(case=case, revision=case.revision, seen=seen, seen_on=day_of(at), note="", by=SYSTEM, at=at)
