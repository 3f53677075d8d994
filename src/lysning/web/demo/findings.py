"""Example trials that have ended and what they showed, one of each kind. Nobody has measured any of it."""

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.urls import reverse

from lysning.core.actors import SYSTEM
from lysning.core.clock import day_of
from lysning.direction.actions import edit_placement
from lysning.direction.models import Placement
from lysning.direction.rules import Link, review_day
from lysning.directory.models import Municipality
from lysning.evidence import actions
from lysning.evidence.models import Finding
from lysning.evidence.rules.business import INPUTS, Guess, Plan
from lysning.evidence.rules.texts import FindingWords
from lysning.evidence.rules.ways import assumption, measure_for
from lysning.taxonomy.models import ServiceArea, Topic
from lysning.trials.actions import seed_measures
from lysning.trials.models import OutcomeMeasure, Trial
from lysning.web.demo.trials import write_trial

FILE = Path(__file__).resolve().parent / "data" / "findings.toml"
ALIKE = {
    "basis": "care",
    "weeks_ago": 14,
    "months": [3, 3],
    "state": "finished",
    "seats": 10,
    "needed": None,
    "needed_because": "Det er et eksempel, og ingen har regnet det ud.",
    "stop": ["Nogen kommer til skade"],
    "total_cost": 120_000,
    "costs": [["Kommunerne", 120_000, "personalets tid"]],
}
"""What the file does not tell of its trials: three months before, three with the new, which end just before the finding."""
ADOPTED_AFTER, DECIDED_AFTER = timedelta(days=6), timedelta(days=20)


def write_findings(*, at: datetime) -> int:
    """Writes the example trials with their measurements and findings as if from before `at`; returns how many."""
    written: dict[str, Any] = tomllib.loads(FILE.read_text(encoding="utf-8"))
    seed_measures(at=at)
    found = [_trial({**row, **ALIKE}, at - timedelta(weeks=row["weeks_ago"])) for row in written["trial"]]
    for row in written["study"]:
        _study(row, at - timedelta(weeks=1))
    _case(written["case"], found[0], at - timedelta(weeks=3))
    return len(found)


def _trial(row: Mapping[str, Any], ended: datetime) -> Finding:
    """A trial as trials.toml would tell it, finished just after `ended`, and its finding some days later."""
    told = {**row, "slug": f"fund-{row['key']}", "site": _sites(row)}
    trial = write_trial(told, ended + timedelta(days=4))
    assert trial is not None, "example findings are written once, where the municipalities are"
    return _finding(trial, row, ended + timedelta(days=5))


def _sites(row: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The sites of all measures, each once, with its counts and wholes month by month."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for key in row["measures"]:
        for code, name, counts, wholes in row[key]["sites"]:
            site = found.setdefault((code, name), {"municipality": code, "name": name})
            site[key] = list(zip(counts, wholes, strict=True))
    return list(found.values())


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
    for each in row.get("decided", ()):
        _decide(finding, each, at + DECIDED_AFTER)
    return finding


def _decide(finding: Finding, said: Mapping[str, Any], at: datetime) -> None:
    """Moves what the finding is about on the example radar of a municipality, and names the finding."""
    rows = Placement.objects.standing().filter(is_example=True, direction__municipality__code=said["municipality"])
    placement = rows.filter(topic__key=said["topic"]).first()
    if placement is not None:
        address = settings.BASE_URL + reverse("evidence:finding", args=[finding.slug])
        facts = replace(
            placement.state.facts,
            ring=said["ring"],
            reason=said["reason"],
            links=(Link(finding.title, address),),
            decided_on=day_of(at),
            review_by=review_day(day_of(at)),
        )
        edit_placement(placement=placement, revision=placement.revision, facts=facts, by=SYSTEM, at=at)


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
