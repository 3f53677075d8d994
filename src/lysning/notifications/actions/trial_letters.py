"""Mails about trials: what is due, a seat from the list, a changed protocol, and where a trial stands.

A municipality is reached at its coordinators, and at the person who asked for its seat or began the trial: often a leader.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from lysning.accounts import queries as accounts
from lysning.accounts.models import User
from lysning.notifications.actions.write import write_each
from lysning.trials.models import Seat, Trial

TO_LEAD = frozenset({"return", "approve"})
TO_SEATED = frozenset({"start", "stop", "cancel"})
ENDS_IT = frozenset({"stop", "cancel"})


def write_due(*, seat_id: int, period_to: date, at: datetime) -> None:
    """To those of a municipality that has not reported a period, with the way to do it."""
    seat = Seat.objects.select_related("trial").get(pk=seat_id)
    context = {"title": seat.trial.title, "until": period_to, "address": _address("trials:report", seat.trial)}
    _write("trial_due", f"trial_due:{seat_id}:{period_to}", _people_of(seat), seat.trial, context, at)


def write_seat(*, seat_id: int, at: datetime) -> None:
    """To those of a municipality that has come up from the waiting list."""
    seat = Seat.objects.select_related("trial", "municipality").get(pk=seat_id)
    context = {
        "title": seat.trial.title,
        "municipality": seat.municipality.official_name,
        "address": _address("trials:trial", seat.trial),
    }
    _write("trial_seat", f"trial_seat:{seat_id}:{seat.queue}", _people_of(seat), seat.trial, context, at)


def write_given_back(*, seat_id: int, queue: int, by_user_id: int | None, at: datetime) -> None:
    """To lead and evaluator: a municipality has given its seat back, and how many seats are free now.

    `queue` is the place in the order the municipality had, so that a seat given back twice is told twice. Not to who did it.
    """
    seat = Seat.objects.select_related("trial", "municipality").get(pk=seat_id)
    context = {
        "title": seat.trial.title,
        "municipality": seat.municipality.official_name,
        "free": seat.trial.seats - seat.trial.seats_taken,
        "address": _address("trials:trial", seat.trial),
    }
    told = [person for person in (*_leads(seat.trial), *_evaluators(seat.trial)) if person.pk != by_user_id]
    _write("trial_seat_back", f"trial_seat_back:{seat_id}:{queue}", told, seat.trial, context, at)


def write_moved(*, trial_id: int, move: str, by_user_id: int | None, at: datetime) -> None:
    """To the evaluator when a protocol waits for its yes, to the lead when it has answered, to those with a seat otherwise.

    When it is stopped or cancelled also to lead and evaluator. Never to who has done it.
    """
    trial = Trial.objects.get(pk=trial_id)
    people: list[User] = []
    if move == "propose" or move in ENDS_IT:
        people += _evaluators(trial)
    if move in TO_LEAD | ENDS_IT:
        people += _leads(trial)
    if move in TO_SEATED:
        people += _asking(trial)
    context = {
        "title": trial.title,
        "move": move,
        "reason": trial.state_reason,
        "address": _address("trials:trial", trial),
    }
    told = [person for person in people if person.pk != by_user_id]
    _write("trial_moved", f"trial_moved:{trial_id}:{move}:{trial.revision}", told, trial, context, at)


def write_protocol(*, trial_id: int, number: int, at: datetime) -> None:
    """To all who take part in a registered trial, wait for it, lead or evaluate it: what is new in its protocol, and why.

    Not to who wrote it.
    """
    trial = Trial.objects.get(pk=trial_id)
    version = trial.versions.get(number=number)
    context = {
        "title": trial.title,
        "number": number,
        "note": version.note,
        "address": _address("trials:version", trial, number),
        "before": _address("trials:version", trial, number - 1),
    }
    people = [*_leads(trial), *_evaluators(trial), *_asking(trial)]
    told = [person for person in people if person.pk != version.by_user_id]
    _write("trial_protocol", f"trial_protocol:{trial_id}:{number}", told, trial, context, at)


def _people_of(seat: Seat) -> list[User]:
    return accounts.acting_for(seat.municipality_id, user_ids=[seat.applied_by_id])


def _leads(trial: Trial) -> list[User]:
    return accounts.acting_for(trial.lead_id, user_ids=[trial.created_by_id])


def _evaluators(trial: Trial) -> list[User]:
    return list(accounts.partner_people(trial.evaluator_id)) if trial.evaluator_id else []


def _asking(trial: Trial) -> list[User]:
    """Those of the municipalities with a seat or on the list, but for the one that leads."""
    seats = trial.seat_rows.exclude(state="withdrawn").exclude(municipality=trial.lead_id)
    return [person for seat in seats for person in _people_of(seat)]


def _write(kind: str, cause: str, people: Iterable[User], trial: Trial, context: dict[str, Any], at: datetime) -> None:
    write_each(people, cause=cause, kind=kind, say=lambda: context, at=at, is_example=trial.is_example)


def _address(name: str, trial: Trial, *more: int) -> str:
    return f"{settings.BASE_URL}{reverse(name, args=[trial.slug, *more])}"
