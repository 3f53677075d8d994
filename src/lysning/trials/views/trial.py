"""A trial's own page: where it stands, what comes next, who takes part, and what was measured."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lysning.accounts.models import MUNICIPAL_ROLES
from lysning.core import clock
from lysning.core.formats import long_date
from lysning.core.http import PUBLIC, policy
from lysning.trials import queries
from lysning.trials.models import Seat, Site, Trial
from lysning.trials.queries import MeasurePicture, Plan, Seats
from lysning.trials.rules import ENDED, TAKES_MEASUREMENTS, last_ended, moves_from
from lysning.trials.views.drawing import Line, period_table, picture, top_of
from lysning.trials.views.finding import Reader, find_trial, reader_of
from lysning.trials.words import (
    ARM_WORDS,
    BETTER_WORDS,
    COMPARISON_WORDS,
    MOVE_WORDS,
    PHASE_WORDS,
    STATE_KINDS,
    STATE_WORDS,
)


@dataclass(frozen=True)
class Step:
    """What comes next, in words, with the way to do it where the reader can."""

    words: Promise | str
    address: str = ""
    button: Promise | str = ""


@dataclass(frozen=True)
class Mark:
    """One day of the trial's timeline; `standing` is done, next or empty."""

    day: date | None
    words: Promise
    standing: str = ""


@policy(PUBLIC)
def trial(request: HttpRequest, slug: str) -> HttpResponse:
    row, today = find_trial(request, slug), clock.today()
    reader, version = reader_of(request, row), queries.version_in_force(row)
    plan = queries.plan_of(row, version)
    sites = queries.sites_of(row)
    seats = queries.seats_of(row, plan.protocol, today)
    pictures = queries.pictures_of(row, plan, sites, sees_all=reader.sees_all, today=today)
    awaited = _awaited(pictures, plan, today)
    own = set(reader.actor.organisations(MUNICIPAL_ROLES))
    asked = {seat.municipality_id for seat in (*seats.seated, *seats.waiting)}
    facts = {
        "trial": row,
        "version": version,
        "protocol": plan.protocol,
        "state": STATE_WORDS[row.state],
        "state_kind": STATE_KINDS.get(row.state, "plain"),
        "comparison": str(COMPARISON_WORDS[row.comparison]).partition(":")[0],
        "marks": _timeline(row, plan, today),
        "next": _next_step(row, reader, seats, _Reports(plan, sites, own, awaited, today)),
        "moves": [(move, MOVE_WORDS[move.key]) for move in _moves(row, reader)],
        "seats": seats,
        "own_seats": [seat for seat in seats.seated if seat.municipality_id in own],
        "own_waiting": [seat for seat in seats.waiting if seat.municipality_id in own],
        "asks": reader.may_ask and not (own and own <= asked),
        "is_measured": any(point.reported for each in pictures for line in each.series for point in line.points),
        "pictures": [_drawn(each) for each in pictures],
        "awaited": awaited,
        "sites": sites,
        "reader": reader,
        "today": today,
    }
    return render(request, "trials/trial.html", facts)


def _moves(row: Trial, reader: Reader) -> list[Any]:
    if not reader.parties:
        return []
    return list(moves_from(row.state, has_evaluator=row.evaluator_id is not None, parties=reader.parties))


def _timeline(row: Trial, plan: Plan, today: date) -> list[Mark]:
    """The trial's days in order; the first that lies ahead is the next. What a draft has not decided stands before them."""
    protocol = plan.protocol
    stamp = clock.day_of(row.registered_at) if row.registered_at else None
    days: list[tuple[date | None, Promise]] = [
        (stamp, _("Registered") if stamp else _("To be registered")),
        (protocol.apply_until, _("Last day to ask for a seat")),
        (protocol.baseline_from, _("The baseline begins")),
        (protocol.follow_from, _("The new begins")),
        (protocol.follow_to, _("The last day that is measured")),
    ]
    if protocol.late_until is not None:
        days.append((protocol.late_until, _("Last day to join late")))
    if row.state in ENDED:
        end = clock.day_of(row.state_at)
        days = [*(pair for pair in days if pair[0] is None or pair[0] <= end), (end, STATE_WORDS[row.state])]
    known = sorted((pair for pair in days if pair[0] is not None), key=lambda pair: pair[0] or today)
    marks, is_first = [], True
    undecided = [] if stamp else [pair for pair in days if pair[0] is None]
    for day, words in [*undecided, *known]:
        is_done = day is not None and (day < today or (day == today and words == days[0][1]))
        standing = "done" if is_done or row.state in ENDED else "next" if is_first else ""
        is_first = is_first and standing != "next"
        marks.append(Mark(day, words, standing))
    return marks


@dataclass(frozen=True)
class _Reports:
    """What is reported and what is not, as far as the next step depends on it."""

    plan: Plan
    sites: list[Site]
    own: set[int]
    awaited: dict[str, Any] | None
    today: date

    @property
    def lacks(self) -> bool:
        """True when not all sites have reported the period that ended last."""
        return bool(self.awaited and self.awaited["reported"] < self.awaited["expected"])

    @property
    def are_owed(self) -> bool:
        """True when a site of the reader's own has not reported a period that is over. One query."""
        mine = [site for site in self.sites if site.seat.municipality_id in self.own]
        return bool(queries.owed_by(self.plan, mine, today=self.today))

    @property
    def ends(self) -> date | None:
        """The last day of the period that goes on, or of the next one."""
        return min((period.end for period in self.plan.periods if period.end >= self.today), default=None)


def _next_step(row: Trial, reader: Reader, seats: Seats, reports: _Reports) -> Step:
    if step := _step_of_parties(row, reader):
        return step
    holds = any(seat.municipality_id in reports.own for seat in seats.seated)
    if holds and row.state in TAKES_MEASUREMENTS and reports.are_owed:
        return Step(_("Report what you have measured."), reverse("trials:report", args=[row.slug]), _("Report numbers"))
    if reader.parties and (step := _step_of_all_reports(row, reports)):
        return step
    if holds and row.state in {"registered", "running"}:
        return _step_of_seat(row, reports)
    if waits := [seat for seat in seats.waiting if seat.municipality_id in reports.own]:
        return _step_of_waiting(waits[0], seats)
    if seats.takes:
        return _step_to_a_seat(row, reader, seats)
    if row.state in ENDED:
        return Step(_("Nothing more is measured. What it showed becomes a finding."))
    return Step(_("The sites measure and report."))


def _step_of_all_reports(row: Trial, reports: _Reports) -> Step | None:
    """For who leads or evaluates: who has not reported, or that it is over."""
    if row.state in TAKES_MEASUREMENTS and reports.lacks:
        words, button = _("Not all sites have reported yet."), _("See what is missing")
        return Step(words, reverse("trials:measured", args=[row.slug]), button)
    if row.state == "running" and reports.ends is None:
        return Step(
            _("All periods are over and reported."),
            reverse("trials:move", args=[row.slug, "finish"]),
            MOVE_WORDS["finish"],
        )
    return None


def _step_of_seat(row: Trial, reports: _Reports) -> Step:
    """For who has a seat in a trial at work and owes nothing."""
    sites, button = reverse("trials:sites", args=[row.slug]), _("Our sites")
    if row.state == "registered":
        return Step(_("You have a seat. Say where you measure."), sites, button)
    if reports.ends is None:
        return Step(_("You have reported everything."), sites, button)
    day = long_date(reports.ends, get_language() or "da")
    return Step(_("You owe no report. The period that goes on ends on %(day)s.") % {"day": day}, sites, button)


def _step_of_waiting(seat: Seat, seats: Seats) -> Step:
    said = {"name": seat.municipality.name, "n": seats.place_of(seat)}
    words = _("%(name)s is number %(n)s on the waiting list. You get a mail when it is your turn.") % said
    return Step(words)


def _step_to_a_seat(row: Trial, reader: Reader, seats: Seats) -> Step:
    if not row.seats_taken:
        words = _("The first municipalities ask for a seat.")
    elif seats.left:
        words = _("There are seats left.")
    elif reader.may_ask:
        words = _("All seats are taken. You can stand on the list.")
    else:
        words = _("All seats are taken.")
    button = _("Ask for a seat") if seats.left > 0 else _("Stand on the list")
    return Step(words, reverse("trials:apply", args=[row.slug]), button) if reader.may_ask else Step(words)


def _step_of_parties(row: Trial, reader: Reader) -> Step | None:
    draft = {"draft": "propose" if row.evaluator_id else "register", "proposed": "approve"}.get(row.state)
    if row.state == "draft" and "lead" in reader.parties:
        return Step(
            _("Write the protocol, part by part."), reverse("trials:protocol", args=[row.slug]), _("The protocol")
        )
    if row.state == "proposed" and "evaluator" in reader.parties:
        address = reverse("trials:move", args=[row.slug, draft])
        return Step(_("Read the protocol, and approve it or send it back."), address, MOVE_WORDS["approve"])
    if draft is not None:
        return Step(
            _("The evaluator reads the protocol.") if row.state == "proposed" else _("The protocol is being written.")
        )
    return None


def _drawn(each: MeasurePicture) -> dict[str, Any]:
    """A measure with its picture and the table that says the same."""
    measure = each.measure
    lines = [Line(series.arm, tuple(point.value for point in series.points)) for series in each.series]
    periods = [point.period for point in each.series[0].points] if each.series else []
    points = [point for series in each.series for point in series.points]
    return {
        "measure": measure,
        "is_primary": each.is_primary,
        "better": BETTER_WORDS[measure.better],
        "arms": [(series.arm, ARM_WORDS[series.arm]) for series in each.series],
        "svg": picture(measure, periods, lines, label=measure.name, top=top_of(lines)) if periods else "",
        "has_value": any(point.value is not None for point in points),
        "has_hidden": any(point.is_hidden for point in points),
        "rows": period_table(measure, [series.points for series in each.series]),
    }


def _awaited(pictures: tuple[MeasurePicture, ...], plan: Plan, today: date) -> dict[str, Any] | None:
    """How many reports of the period that ended last are there, of how many, over all measures and arms."""
    period = last_ended(plan.periods, today)
    if period is None:
        return None
    points = [point for each in pictures for line in each.series for point in line.points if point.period == period]
    return {
        "period": period,
        "phase": PHASE_WORDS[period.phase],
        "reported": sum(min(point.reported, point.expected) for point in points),
        "expected": sum(point.expected for point in points),
    }
