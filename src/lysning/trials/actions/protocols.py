"""A trial begins as a draft with its first protocol; what it says is edited, and after registration changed in the open."""

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from lysning.catalogue.models import Solution
from lysning.community.models import Coalition
from lysning.core import audit, events
from lysning.core.actors import Actor
from lysning.core.clock import day_of
from lysning.core.examples import as_example
from lysning.core.plaintext import clean, slug_of
from lysning.core.refusal import STALE, Refused
from lysning.core.revisions import update_unchanged
from lysning.directory.models import Municipality, Partner
from lysning.needs.models import Need
from lysning.taxonomy.models import ServiceArea
from lysning.trials.actions.seating import move_up
from lysning.trials.actions.words import refuse_first
from lysning.trials.events import ProtocolChanged
from lysning.trials.models import Measurement, OutcomeMeasure, ProtocolVersion, Trial
from lysning.trials.rules import Fault, Protocol, lacks, protocol_faults, text_faults, tidy

FIXED_ONCE_MEASURED = ("comparison", "baseline_from", "baseline_to", "follow_from", "rhythm", "primary")
PASSING = frozenset({"protocol_begun", "protocol_apply_past"})
"""What a protocol may not say at registration, and says of itself once time has passed."""


@transaction.atomic
def begin_trial(
    *,
    key: UUID,
    lead: Municipality,
    area: ServiceArea,
    title: str,
    evaluator: Partner | None = None,
    need: Need | None = None,
    coalition: Coalition | None = None,
    solution: Solution | None = None,
    by: Actor,
    at: datetime,
    is_example: bool = False,
) -> Trial:
    """Begins a trial as a draft of the leading municipality; the same key again gives the trial that is there.

    Raises Refused at "title", or at "solution" for one that is not public.
    """
    protocol = _checked(Protocol(title))
    if solution is not None and not solution.is_public:
        raise Refused("trial_solution_gone", field="solution")
    trial, is_new = Trial.objects.get_or_create(
        key=key,
        defaults={
            **_columns(protocol),
            "slug": f"{slug_of(protocol.title)}-{secrets.token_hex(3)}",
            "lead": lead,
            "area": area,
            "evaluator": evaluator,
            "need": need,
            "coalition": coalition,
            "solution": solution,
            "state_at": at,
            "created_by_id": by.user_id,
            "created_at": at,
            "is_example": is_example or as_example(by, need, coalition, solution),
        },
    )
    if is_new:
        _write_version(trial, protocol, number=1, note="", by=by, at=at, is_frozen=False)
        audit.record("trials.begin_trial", trial, by=by, at=at, lead=lead.pk)
    return trial


@transaction.atomic
def save_protocol(
    *, trial: Trial, revision: int, changes: Mapping[str, Any], by: Actor, at: datetime
) -> ProtocolVersion:
    """Changes parts of a draft's protocol (fields of rules.Protocol by name); a draft may lack what it will.

    Raises Refused: "protocol_not_draft", "stale", or what `protocol_faults` says at the field.
    """
    locked = Trial.objects.select_for_update().get(pk=trial.pk)
    if locked.state != "draft":
        raise Refused("protocol_not_draft")
    version = locked.versions.get(frozen_at__isnull=True)
    if version.revision != revision:
        raise Refused(STALE)
    protocol = _checked(replace(version.protocol, **changes))
    if protocol == version.protocol:
        return version
    version = update_unchanged(version, revision=revision, content=protocol.written(), content_hash=hash_of(protocol))
    Trial.objects.filter(pk=trial.pk).update(**_columns(protocol))
    audit.record("trials.save_protocol", locked, by=by, at=at, fields=sorted(changes))
    return version


@transaction.atomic
def set_parties(
    *,
    trial: Trial,
    evaluator: Partner | None,
    solution: Solution | None,
    coalition: Coalition | None,
    by: Actor,
    at: datetime,
) -> Trial:
    """Says who evaluates a draft, and what is tried by whom. Raises Refused: "protocol_not_draft" or "trial_solution_gone"."""
    if solution is not None and not solution.is_public:
        raise Refused("trial_solution_gone", field="solution")
    rows = Trial.objects.filter(pk=trial.pk, state="draft")
    if not rows.update(evaluator=evaluator, solution=solution, coalition=coalition):
        raise Refused("protocol_not_draft")
    audit.record("trials.set_parties", trial, by=by, at=at, evaluator=evaluator and evaluator.pk)
    trial.refresh_from_db()
    return trial


@transaction.atomic
def amend_protocol(
    *, trial: Trial, number: int, changes: Mapping[str, Any], note: str, by: Actor, at: datetime
) -> ProtocolVersion:
    """Gives a registered trial a new frozen version of its protocol, `number` being the one the writer saw.

    More seats move the waiting list up. Announces ProtocolChanged. Raises Refused: "protocol_not_registered", "stale", at
    "note", "protocol_nothing_new", "protocol_fixed" and "protocol_measured" once something is measured, "protocol_seats_taken",
    "protocol_apply_past" at a new last day to join late that is over, or as `save_protocol`.
    """
    locked = Trial.objects.select_for_update().get(pk=trial.pk)
    if locked.state not in {"registered", "running"}:
        raise Refused("protocol_not_registered")
    last = locked.versions.order_by("-number")[0]
    if last.number != number:
        raise Refused(STALE)
    words = clean(note)
    refuse_first([Fault("note", "trial_text_missing")] if not words else text_faults("note", words))
    protocol = _checked(replace(last.protocol, **changes))
    if protocol == last.protocol:
        raise Refused("protocol_nothing_new")
    refuse_first(_amendment_faults(locked, last.protocol, protocol, at))
    version = _write_version(locked, protocol, number=number + 1, note=words, by=by, at=at, is_frozen=True)
    Trial.objects.filter(pk=locked.pk).update(**_columns(protocol))
    move_up(locked, at=at)
    audit.record("trials.amend_protocol", locked, by=by, at=at, number=version.number, fields=sorted(changes))
    events.announce(ProtocolChanged(locked.pk, version.number))
    return version


def hash_of(protocol: Protocol) -> str:
    """What identifies the words of a protocol: SHA-256 of its canonical JSON, in hex."""
    return hashlib.sha256(json.dumps(protocol.written(), sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _amendment_faults(trial: Trial, before: Protocol, protocol: Protocol, at: datetime) -> list[Fault]:
    if missing := [fault for fault in lacks(protocol, day_of(at)) if fault.code not in PASSING]:
        return missing
    if protocol.late_until and protocol.late_until != before.late_until and protocol.late_until < day_of(at):
        return [Fault("late_until", "protocol_apply_past")]
    if protocol.seats < trial.seats_taken:
        return [Fault("seats", "protocol_seats_taken", {"taken": trial.seats_taken})]
    rows = Measurement.objects.filter(site__seat__trial=trial).order_by()
    names = dict(rows.values_list("measure__key", "measure__name_da").distinct())
    if not names:
        return []
    fixed = [name for name in FIXED_ONCE_MEASURED if getattr(before, name) != getattr(protocol, name)]
    kept = {measure.key for measure in protocol.measures}
    return [
        *(Fault("measures" if name == "primary" else name, "protocol_fixed") for name in fixed),
        *(Fault("measures", "protocol_measured", {"name": names[key]}) for key in names if key not in kept),
    ]


def _checked(protocol: Protocol) -> Protocol:
    said = tidy(protocol)
    keys = [measure.key for measure in said.measures]
    known = set(OutcomeMeasure.objects.filter(key__in=keys).values_list("key", flat=True)) if keys else set()
    refuse_first(protocol_faults(said, measures=known))
    return said


def _columns(protocol: Protocol) -> dict[str, Any]:
    """What the trial's row repeats of its protocol, to be listed and counted by."""
    return {
        "title": protocol.title,
        "comparison": protocol.comparison,
        "starts_on": protocol.follow_from,
        "ends_on": protocol.follow_to,
        "seats": protocol.seats,
    }


def _write_version(
    trial: Trial, protocol: Protocol, *, number: int, note: str, by: Actor, at: datetime, is_frozen: bool
) -> ProtocolVersion:
    return ProtocolVersion.objects.create(
        trial=trial,
        number=number,
        content=protocol.written(),
        content_hash=hash_of(protocol),
        note=note,
        by_user_id=by.user_id,
        created_at=at,
        frozen_at=at if is_frozen else None,
        is_example=trial.is_example,
    )
