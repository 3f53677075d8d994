"""Seats: given in the order in which municipalities ask, never more than there are; who withdraws makes room for the next."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Max

from lysning.core import audit, events
from lysning.core.actors import Actor
from lysning.core.clock import day_of
from lysning.core.plaintext import clean
from lysning.core.refusal import Refused
from lysning.directory.models import Municipality
from lysning.trials.actions.words import refuse_first
from lysning.trials.events import SeatGiven, SeatGivenBack
from lysning.trials.models import Seat, Site, Trial
from lysning.trials.rules import ARMS, Fault, application_fault, is_late, text_faults

MOST_SITES = 200


@transaction.atomic
def apply_for_seat(*, trial: Trial, municipality: Municipality, by: Actor, at: datetime) -> Seat:
    """Gives the municipality a seat while there is one, else a place on the waiting list; asked twice it has asked once.

    The order is that in which the database lets the asks in, one at a time. Who has withdrawn asks anew, last in the order.
    Announces SeatGiven. Raises Refused("seat_closed" | "seat_too_late").
    """
    locked = Trial.objects.select_for_update().get(pk=trial.pk)
    seat = Seat.objects.filter(trial=locked, municipality=municipality).first()
    if seat is not None and seat.state != "withdrawn":
        return seat
    protocol = locked.versions.order_by("-number")[0].protocol
    if fault := application_fault(protocol, locked.state, day_of(at)):
        raise Refused(fault.code, field=None, **fault.facts)
    last = Seat.objects.filter(trial=locked).aggregate(last=Max("queue"))["last"] or 0
    asked = {"state": "waiting", "queue": last + 1, "applied_at": at, "applied_by_id": by.user_id}
    asked |= {"seated_at": None, "withdrawn_at": None, "is_example": locked.is_example}
    seat, _is_new = Seat.objects.update_or_create(trial=locked, municipality=municipality, defaults=asked)
    audit.record("trials.apply_for_seat", locked, by=by, at=at, municipality=municipality.pk, queue=last + 1)
    if _take_one(locked):
        _give(seat, locked, at=at, from_list=False)
    return seat


@transaction.atomic
def withdraw_seat(*, trial: Trial, municipality: Municipality, by: Actor, at: datetime) -> Seat:
    """Gives a seat, or a place on the list, back; the first on the list gets the seat. What was measured stays.

    Withdrawn already it stays so. Announces SeatGiven for who moves up, and SeatGivenBack for a seat.
    Raises Refused("seat_none") when it never asked.
    """
    locked = Trial.objects.select_for_update().get(pk=trial.pk)
    seat = Seat.objects.filter(trial=locked, municipality=municipality).first()
    if seat is None:
        raise Refused("seat_none")
    if seat.state == "withdrawn":
        return seat
    was_seated = seat.state == "seated"
    Seat.objects.filter(pk=seat.pk).update(state="withdrawn", withdrawn_at=at)
    audit.record("trials.withdraw_seat", locked, by=by, at=at, municipality=municipality.pk)
    if was_seated:
        Trial.objects.filter(pk=locked.pk).update(seats_taken=F("seats_taken") - 1)
        move_up(locked, at=at)
        events.announce(SeatGivenBack(seat.pk, seat.queue, by.user_id))
    seat.refresh_from_db()
    return seat


def move_up(trial: Trial, *, at: datetime) -> int:
    """Gives the free seats of a locked trial to the first on its list while it takes anybody; returns how many moved up."""
    protocol = trial.versions.order_by("-number")[0].protocol
    if application_fault(protocol, trial.state, day_of(at), is_on_list=True):
        return 0
    moved = 0
    for seat in Seat.objects.filter(trial=trial, state="waiting").order_by("queue")[: protocol.seats]:
        if not _take_one(trial):
            break
        _give(seat, trial, at=at, from_list=True)
        moved += 1
    return moved


@transaction.atomic
def add_site(*, seat: Seat, name: str, arm: str = "", begins_on: date | None = None, by: Actor, at: datetime) -> Site:
    """Adds a place where a municipality with a seat measures; the same name again gives the site that is there.

    The first place that is named stands in the place of the whole municipality, which nobody would report for.
    Raises Refused at "name", "site_arm" at "arm", "site_many" or "measured_no_seat".
    """
    locked = Seat.objects.select_for_update().get(pk=seat.pk)
    words = _site_name(name, arm)
    if locked.state != "seated":
        raise Refused("measured_no_seat")
    if locked.sites.count() >= MOST_SITES:
        raise Refused("site_many", field="name", most=MOST_SITES)
    facts = {"arm": arm, "begins_on": begins_on, "is_example": locked.is_example}
    if (whole := _unused_whole(locked)) and whole.name != words:
        return edit_site(site=whole, name=words, arm=arm, begins_on=begins_on, by=by, at=at)
    site, is_new = Site.objects.get_or_create(seat=locked, name=words, defaults=facts)
    if is_new:
        audit.record("trials.add_site", locked.trial, by=by, at=at, site=site.pk)
    return site


@transaction.atomic
def edit_site(*, site: Site, name: str, arm: str, begins_on: date | None, by: Actor, at: datetime) -> Site:
    """Changes a site's name, group and day; what was measured stays as it is. Raises Refused as `add_site`, or "site_taken"."""
    words = _site_name(name, arm)
    seat = Seat.objects.select_for_update().get(pk=site.seat_id)
    if Site.objects.filter(seat=seat, name=words).exclude(pk=site.pk).exists():
        raise Refused("site_taken", field="name")
    Site.objects.filter(pk=site.pk).update(name=words, arm=arm, begins_on=begins_on)
    audit.record("trials.edit_site", seat.trial, by=by, at=at, site=site.pk)
    site.refresh_from_db()
    return site


def _unused_whole(seat: Seat) -> Site | None:
    """The site that came with the seat, while it is the only one and nothing is measured there."""
    rows = list(seat.sites.select_related("seat__municipality")[:2])
    is_whole = len(rows) == 1 and rows[0].name == rows[0].seat.municipality.name
    return rows[0] if is_whole and not rows[0].measurements.exists() else None


def _site_name(name: str, arm: str) -> str:
    """The name as it is stored. Raises Refused."""
    words = " ".join(clean(name).split())
    missing = [] if words else [Fault("name", "trial_text_missing")]
    refuse_first([*missing, *(Fault("name", each.code, each.facts) for each in text_faults("site", words))])
    if arm and arm not in ARMS:
        raise Refused("site_arm", field="arm")
    return words


def _take_one(trial: Trial) -> bool:
    """Takes a seat if there is one left: one conditional update, with a check constraint behind it."""
    rows = Trial.objects.filter(pk=trial.pk, seats_taken__lt=F("seats"))
    return bool(rows.update(seats_taken=F("seats_taken") + 1))


def _give(seat: Seat, trial: Trial, *, at: datetime, from_list: bool) -> None:
    late = is_late(trial.starts_on, day_of(at))
    Seat.objects.filter(pk=seat.pk).update(state="seated", seated_at=at, is_late=late)
    seat.refresh_from_db()
    if not seat.sites.exists():
        Site.objects.create(seat=seat, name=seat.municipality.name, is_example=trial.is_example)
    events.announce(SeatGiven(seat.pk, from_list))
