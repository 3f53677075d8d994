"""Who takes part, who waits, and what the reader may do about it."""

from dataclasses import dataclass
from datetime import date

from lysning.accounts.models import MUNICIPAL_ROLES, PARTNER_ROLES
from lysning.core.actors import Actor
from lysning.core.formats import alphabetical
from lysning.core.lookups import Alphabetical
from lysning.directory.models import Municipality
from lysning.trials.models import Seat, Trial
from lysning.trials.rules import Protocol, application_fault


@dataclass(frozen=True)
class Seats:
    """The seats of a trial: who has one, who waits in which order, and how many are left."""

    seated: list[Seat]
    waiting: list[Seat]
    left: int
    takes: bool

    def place_of(self, seat: Seat) -> int:
        """The place of a waiting seat on the list, from 1."""
        return self.waiting.index(seat) + 1


def seats_of(trial: Trial, protocol: Protocol, today: date) -> Seats:
    """Who has a seat, by name, and who waits, in order. One query."""
    rows = list(trial.seat_rows.exclude(state="withdrawn").select_related("municipality").order_by("queue"))
    seated = sorted((row for row in rows if row.state == "seated"), key=lambda row: alphabetical(row.municipality.name))
    waiting = [row for row in rows if row.state == "waiting"]
    takes = application_fault(protocol, trial.state, today) is None
    return Seats(seated, waiting, trial.seats - trial.seats_taken, takes)


def municipalities_of(actor: Actor) -> list[Municipality]:
    """The municipalities the actor is a leader or coordinator of, by name. One query, none for others."""
    ids = actor.organisations(MUNICIPAL_ROLES)
    return (
        list(Municipality.objects.filter(pk__in=ids, closed_at__isnull=True).order_by(Alphabetical("name")))
        if ids
        else []
    )


def reports_for(trial: Trial, actor: Actor, *, leads: bool) -> frozenset[int] | None:
    """The municipalities (ids) whose numbers the actor sees and may report; None for all: who leads or evaluates."""
    if leads or trial.evaluator_id in actor.organisations(PARTNER_ROLES):
        return None
    return frozenset(actor.organisations(MUNICIPAL_ROLES))


def parties_of(trial: Trial, actor: Actor, *, leads: bool) -> frozenset[str]:
    """For whom the actor may move the trial: "lead", "evaluator"."""
    evaluates = trial.evaluator_id is not None and trial.evaluator_id in actor.organisations(PARTNER_ROLES)
    return frozenset([*(["lead"] if leads else []), *(["evaluator"] if evaluates else [])])
