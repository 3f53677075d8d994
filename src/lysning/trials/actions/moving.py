"""Moving a trial from one state to the next; of two who move it at once one wins."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import get_language

from lysning.core import audit, events, sight
from lysning.core.actors import Actor
from lysning.core.clock import day_of
from lysning.core.plaintext import clean
from lysning.core.refusal import NOT_ALLOWED, STALE, Refused
from lysning.trials.actions.words import refuse_first
from lysning.trials.events import TrialMoved, TrialSeen
from lysning.trials.models import ProtocolVersion, Trial
from lysning.trials.rules import DUTIES, MOVES, Fault, Move, lacks, text_faults


@transaction.atomic
def move_trial(
    *, trial: Trial, move: str, seen: str, parties: frozenset[str], reason: str = "", by: Actor, at: datetime
) -> Trial:
    """Makes the move if the trial still stands in the state that was `seen`; made twice it is made once.

    Announces TrialMoved.

    `parties` are those the person acts for: "lead", "evaluator". Registration sets the public stamp and freezes the protocol
    and the version of the solution. Raises Refused: "stale" when somebody else has moved it, "not_allowed", at "reason",
    "trial_move_closed", at the field of the first thing the protocol lacks, "trial_solution_gone" or "trial_no_seats".
    """
    step = MOVES.get(move)
    if step is None or step.by.isdisjoint(parties):
        raise Refused(NOT_ALLOWED)
    locked = Trial.objects.select_for_update(of=("self",)).select_related("solution").get(pk=trial.pk)
    if locked.state == step.target and locked.last_move == move:
        return locked
    if locked.state != seen:
        raise Refused(STALE)
    if seen not in step.sources or not step.is_for(has_evaluator=locked.evaluator_id is not None):
        raise Refused("trial_move_closed")
    words = clean(reason)
    missing = [Fault("reason", "trial_text_missing")] if step.needs_reason and not words else []
    refuse_first([*missing, *text_faults("reason", words)])
    facts = _facts_of(step, locked, at)
    moved = Trial.objects.filter(pk=locked.pk, state=seen).update(
        state=step.target, last_move=move, state_at=at, state_reason=words, revision=F("revision") + 1, **facts
    )
    if not moved:
        raise Refused(STALE)
    audit.record("trials.move_trial", locked, by=by, at=at, move=move, before=seen, after=step.target)
    events.announce(TrialMoved(locked.pk, move, by.user_id))
    locked.refresh_from_db()
    return locked


@transaction.atomic
def hide_trial(*, trial: Trial, reason: str, by: Actor, at: datetime) -> Trial:
    """Takes a trial out of sight, with a reason; announces TrialSeen. Hidden already it stays so, with the new reason."""
    words = clean(reason)
    refuse_first([Fault("reason", "trial_text_missing")] if not words else text_faults("reason", words))
    if sight.hide(trial, "trials.hide_trial", words, by=by, at=at):
        events.announce(TrialSeen(trial.pk))
    return trial


@transaction.atomic
def show_trial(*, trial: Trial, by: Actor, at: datetime) -> Trial:
    """Puts a hidden trial back; announces TrialSeen. Showing what is shown changes nothing."""
    if sight.show(trial, "trials.show_trial", by=by, at=at):
        events.announce(TrialSeen(trial.pk))
    return trial


def _facts_of(step: Move, trial: Trial, at: datetime) -> dict[str, Any]:
    """What else a move writes; raises Refused for what stands in its way."""
    if step.target == "proposed":
        _check_whole(trial.versions.get(frozen_at__isnull=True), at)
    if step.target == "registered":
        return _registration(trial, at)
    if step.target == "running":
        if not trial.seats_taken:
            raise Refused("trial_no_seats")
        return {"started_at": at}
    return {}


def _registration(trial: Trial, at: datetime) -> dict[str, Any]:
    version = trial.versions.get(frozen_at__isnull=True)
    _check_whole(version, at)
    facts: dict[str, Any] = {"registered_at": at}
    if trial.solution is not None:
        if not trial.solution.is_public:
            raise Refused("trial_solution_gone")
        facts["solution_version_id"] = trial.solution.current_version_id
    ProtocolVersion.objects.filter(pk=version.pk).update(frozen_at=at)
    return facts


def _check_whole(version: ProtocolVersion, at: datetime) -> None:
    for fault in lacks(version.protocol, day_of(at)):
        key = fault.facts.get("key")
        task = {"task": DUTIES[str(key)].words(get_language() or "da")} if key else {}
        raise Refused(fault.code, field=fault.field, **fault.facts, **task)
