"""Mails about trials: what is due, a seat from the list, and where a trial stands."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from lysning.accounts import queries as accounts
from lysning.accounts.models import User
from lysning.notifications.actions.write import write_mail
from lysning.trials.models import Seat, Trial

TO_LEAD = frozenset({"return", "approve"})
TO_SEATED = frozenset({"start", "stop", "cancel"})


def write_due(*, seat_id: int, period_to: date, at: datetime) -> None:
    """To the coordinators of a municipality that has not reported a period, with the way to do it."""
    seat = Seat.objects.select_related("trial").get(pk=seat_id)
    context = {"title": seat.trial.title, "until": period_to, "address": _address("trials:report", seat.trial)}
    people = accounts.coordinators(seat.municipality_id)
    _write("trial_due", f"trial_due:{seat_id}:{period_to}", people, seat.trial, context, at)


def write_seat(*, seat_id: int, at: datetime) -> None:
    """To the coordinators of a municipality that has come up from the waiting list."""
    seat = Seat.objects.select_related("trial", "municipality").get(pk=seat_id)
    context = {
        "title": seat.trial.title,
        "municipality": seat.municipality.official_name,
        "address": _address("trials:trial", seat.trial),
    }
    people = accounts.coordinators(seat.municipality_id)
    _write("trial_seat", f"trial_seat:{seat_id}:{seat.queue}", people, seat.trial, context, at)


def write_moved(*, trial_id: int, move: str, at: datetime) -> None:
    """To the evaluator when a protocol waits for its yes, to the lead when it has answered, to those with a seat otherwise."""
    trial = Trial.objects.get(pk=trial_id)
    people: list[User] = []
    if move == "propose" and trial.evaluator_id:
        people = list(accounts.partner_people(trial.evaluator_id))
    elif move in TO_LEAD:
        people = list(accounts.coordinators(trial.lead_id))
    elif move in TO_SEATED:
        homes = trial.seat_rows.exclude(state="withdrawn").exclude(municipality=trial.lead_id)
        for municipality_id in homes.values_list("municipality_id", flat=True):
            people += accounts.coordinators(municipality_id)
    context = {
        "title": trial.title,
        "move": move,
        "reason": trial.state_reason,
        "address": _address("trials:trial", trial),
    }
    _write("trial_moved", f"trial_moved:{trial_id}:{move}:{trial.revision}", people, trial, context, at)


def _write(kind: str, cause: str, people: Iterable[User], trial: Trial, context: dict[str, Any], at: datetime) -> None:
    for person in people:
        with translation.override(person.language):
            write_mail(
                cause=f"{cause}:{person.pk}",
                kind=kind,
                to=person.email,
                language=person.language,
                context=context,
                at=at,
                is_example=trial.is_example or person.is_example,
            )


def _address(name: str, trial: Trial) -> str:
    return f"{settings.BASE_URL}{reverse(name, args=[trial.slug])}"
