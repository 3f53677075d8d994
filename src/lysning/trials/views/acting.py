"""Moving a trial, and taking part in it."""

from http import HTTPStatus

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from lysning.core import clock
from lysning.core.http import actor_of, done, policy, refuse, status_of
from lysning.core.lookups import Alphabetical
from lysning.core.refusal import NOT_ALLOWED, STALE, Refused
from lysning.trials import actions, queries
from lysning.trials.forms import MoveForm, SeatForm, SiteForm
from lysning.trials.models import Seat, Site
from lysning.trials.rules import MOVES, lacks
from lysning.trials.views.finding import APPLY, HOLD, MOVE, find_trial, reader_of
from lysning.trials.words import MOVE_DONE, MOVE_MEANING, MOVE_WORDS, STATE_WORDS


@policy(MOVE, "GET", "POST")
def move(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    row, step = find_trial(request, slug, do=MOVE), MOVES.get(key)
    if step is None:
        raise Http404
    parties = reader_of(request, row).parties
    if step.by.isdisjoint(parties):
        raise PermissionDenied
    form = MoveForm(request.POST if request.method == "POST" else None, move=step, initial={"seen": row.state})
    status = status_of(form)
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        facts = {"move": key, "seen": said["seen"], "reason": said.get("reason", ""), "parties": parties}
        try:
            actions.move_trial(trial=row, **facts, by=actor_of(request), at=clock.now())
            return done(request, MOVE_DONE[key], "trials:trial", slug)
        except Refused as refusal:
            if refusal.code == NOT_ALLOWED:
                raise PermissionDenied from refusal
            refuse(form, refusal)
            status = HTTPStatus.CONFLICT if refusal.code == STALE else HTTPStatus.UNPROCESSABLE_ENTITY
    facts = {
        "trial": row,
        "form": form,
        "label": MOVE_WORDS[key],
        "meaning": MOVE_MEANING[key],
        "state": STATE_WORDS[row.state],
        "is_open": row.state in step.sources and step.is_for(has_evaluator=row.evaluator_id is not None),
        "is_warning": step.target in {"stopped", "cancelled"},
        "is_incomplete": step.target in {"proposed", "registered"}
        and row.state in step.sources
        and bool(lacks(queries.version_in_force(row).protocol, clock.today())),
    }
    return render(request, "trials/move.html", facts, status=status)


@policy(APPLY, "GET", "POST")
def apply(request: HttpRequest, slug: str) -> HttpResponse:
    row, actor = find_trial(request, slug, do=APPLY), actor_of(request)
    places = queries.municipalities_of(actor)
    form = SeatForm(request.POST if request.method == "POST" else None, places=places)
    if form.is_bound and form.is_valid():
        place = form.cleaned_data["municipality"]
        try:
            seat = actions.apply_for_seat(trial=row, municipality=place, by=actor, at=clock.now())
            return done(request, _place_words(seat), "trials:trial", slug)
        except Refused as refusal:
            refuse(form, refusal)
    version = queries.version_in_force(row)
    seats = queries.seats_of(row, version.protocol, clock.today())
    asked = {seat.municipality_id: seat for seat in (*seats.seated, *seats.waiting)}
    left = [place for place in places if place.pk not in asked]
    if not form.is_bound:
        form = SeatForm(None, places=left)
    facts = {
        "trial": row,
        "form": form,
        "seats": seats,
        "places": left,
        "asked": [_place_words(asked[place.pk]) for place in places if place.pk in asked],
    }
    return render(request, "trials/apply.html", facts, status=status_of(form))


@policy(APPLY, "GET", "POST")
def withdraw(request: HttpRequest, slug: str) -> HttpResponse:
    row, actor = find_trial(request, slug, do=APPLY), actor_of(request)
    own = [place.pk for place in queries.municipalities_of(actor)]
    seats = list(
        row.seat_rows.exclude(state="withdrawn").filter(municipality_id__in=own).select_related("municipality")
    )
    form = SeatForm(request.POST if request.method == "POST" else None, places=[seat.municipality for seat in seats])
    if form.is_bound and form.is_valid():
        place = form.cleaned_data["municipality"]
        actions.withdraw_seat(trial=row, municipality=place, by=actor, at=clock.now())
        had = next(seat.state for seat in seats if seat.municipality_id == place.pk)
        words = _("%(name)s has given its seat back.") if had == "seated" else _("%(name)s has left the waiting list.")
        return done(request, words % {"name": place.name}, "trials:trial", slug)
    facts = {
        "trial": row,
        "form": form,
        "seats": seats,
        "waiting": row.seat_rows.filter(state="waiting").count(),
        "only_waits": bool(seats) and all(seat.state == "waiting" for seat in seats),
    }
    return render(request, "trials/withdraw.html", facts, status=status_of(form))


@policy(HOLD, "GET", "POST")
def sites(request: HttpRequest, slug: str) -> HttpResponse:
    """The sites of the municipalities one works for; a new one is added below them."""
    row, actor = find_trial(request, slug, do=HOLD), actor_of(request)
    own = [place.pk for place in queries.municipalities_of(actor)]
    seats = list(row.seat_rows.filter(state="seated", municipality_id__in=own).select_related("municipality"))
    posted = request.POST if request.method == "POST" else None
    seat = next((each for each in seats if posted and posted.get("seat") == str(each.pk)), seats[0] if seats else None)
    if seat is None or (posted and posted.get("seat") and posted["seat"] != str(seat.pk)):
        raise Http404
    form = SiteForm(posted, comparison=row.comparison)
    if form.is_bound and form.is_valid():
        try:
            site = actions.add_site(seat=seat, **form.facts(), by=actor, at=clock.now())
            return done(request, _("%(name)s is added.") % {"name": site.name}, "trials:sites", slug)
        except Refused as refusal:
            refuse(form, refusal)
    rows = (
        Site.objects.filter(seat__in=seats).select_related("seat__municipality").order_by("seat", Alphabetical("name"))
    )
    only_whole = [site.name for site in rows] == [seat.municipality.name]
    facts = {"trial": row, "form": form, "seats": seats, "seat": seat, "sites": rows, "only_whole": only_whole}
    return render(request, "trials/sites.html", facts, status=status_of(form))


@policy(HOLD, "GET", "POST")
def edit_site(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A site of one's own municipality in this very trial; any other is not found."""
    row, actor = find_trial(request, slug, do=HOLD), actor_of(request)
    own = [place.pk for place in queries.municipalities_of(actor)]
    site = Site.objects.filter(pk=pk, seat__trial=row, seat__municipality_id__in=own).select_related("seat").first()
    if site is None:
        raise Http404
    initial = {"name": site.name, "arm": site.arm, "begins_on": site.begins_on}
    form = SiteForm(request.POST if request.method == "POST" else None, comparison=row.comparison, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            actions.edit_site(site=site, **form.facts(), by=actor, at=clock.now())
            return done(request, _("The site is changed."), "trials:sites", slug)
        except Refused as refusal:
            refuse(form, refusal)
    return render(request, "trials/edit_site.html", {"trial": row, "form": form, "site": site}, status=status_of(form))


def _place_words(seat: Seat) -> str:
    if seat.state == "seated":
        return _("%(name)s has a seat.") % {"name": seat.municipality.name}
    ahead = Seat.objects.filter(trial=seat.trial_id, state="waiting", queue__lt=seat.queue).count()
    return _("%(name)s is number %(n)s on the waiting list.") % {"name": seat.municipality.name, "n": ahead + 1}
