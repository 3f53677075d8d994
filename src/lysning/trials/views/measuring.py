"""Reporting: by a form that fits a phone, or by a list that is tried before it is written."""

from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lysning.core import clock
from lysning.core.http import actor_of, done, policy, refuse, status_of
from lysning.core.refusal import STALE, Refused
from lysning.directory.queries import words_of
from lysning.taxonomy.rules.tables import decode
from lysning.trials import actions, queries
from lysning.trials.forms import PlaceForm, ReportForm, SheetForm
from lysning.trials.forms.measuring import period_words, site_words
from lysning.trials.models import Measurement, SheetRun
from lysning.trials.rules import arms_of
from lysning.trials.views.finding import MEASURE, find_trial, reader_of
from lysning.trials.words import ARM_WORDS

PROBLEMS_SHOWN = 50


@policy(MEASURE, "GET", "POST")
def report(request: HttpRequest, slug: str) -> HttpResponse:
    """First which site, period and group; then the numbers, with what stands there already."""
    row = find_trial(request, slug, do=MEASURE)
    own, plan, today = reader_of(request, row).own, queries.plan_of(row), clock.today()
    sites = [site for site in queries.sites_of(row) if own is None or site.seat.municipality_id in own]
    over = [period for period in plan.periods if period.end < today]
    facts = {"trial": row, "plan": plan, "sites": sites, "over": over}
    if not sites or not over:
        return render(request, "trials/report.html", facts, status=200 if request.method != "POST" else 422)
    has_arms = row.comparison == "parallel"
    asked = request.GET if "sted" in request.GET else None
    place = PlaceForm(asked, sites=sites, periods=list(reversed(over)), has_arms=has_arms)
    if not (place.is_bound and place.is_valid()):
        return render(request, "trials/report.html", facts | {"place": place}, status=_unfound(place, request))
    site_id, start, arm = place.place()
    site = next(site for site in sites if site.pk == site_id)
    period = next(period for period in over if period.start == start)
    if not has_arms:
        (arm,) = arms_of(plan.protocol.comparison, period, begins_on=site.begins_on)
    where = {"site": site, "arm": arm, "phase": period.phase, "period_from": start}
    stored = {each.measure_id: each for each in Measurement.objects.filter(**where).select_related("measure")}
    form = ReportForm(request.POST if request.method == "POST" else None, measures=plan.measures, stored=stored)
    status = status_of(form)
    if form.is_bound and form.is_valid():
        try:
            actions.report(
                trial=row,
                site=site,
                period_from=start,
                arm=arm,
                values=form.values(),
                seen=form.seen(),
                note=form.cleaned_data.get("note", ""),
                by=actor_of(request),
                at=clock.now(),
            )
            return done(request, _("Thank you. The numbers are reported."), "trials:trial", slug)
        except Refused as refusal:
            refuse(form, refusal)
            status = HTTPStatus.CONFLICT if refusal.code == STALE else HTTPStatus.UNPROCESSABLE_ENTITY
    shown = {
        "form": form,
        "site": site_words(site),
        "period": period_words(period),
        "arm": ARM_WORDS[arm],
        "has_stored": bool(stored),
        "earlier": [each for each in stored.values() if each.revision > 1],
        "is_stale": status == HTTPStatus.CONFLICT,
    }
    return render(request, "trials/numbers.html", facts | shown, status=status)


@policy(MEASURE, "GET", "POST")
def bring(request: HttpRequest, slug: str) -> HttpResponse:
    """The list travels in the page between the steps, so nothing is kept of a list that is given up."""
    row = find_trial(request, slug, do=MEASURE)
    form = SheetForm(request.POST, request.FILES) if request.method == "POST" else SheetForm()
    facts: dict[str, Any] = {"trial": row, "form": form}
    if not (form.is_bound and form.is_valid()):
        return render(request, "trials/bring.html", facts, status=status_of(form))
    told: dict[str, Any] = {
        "trial": row,
        "municipalities": reader_of(request, row).own,
        "note": form.cleaned_data["note"],
    }
    told |= {"by": actor_of(request), "at": clock.now()}
    try:
        content = actions.read_upload(form.content())
        is_long = content.count(b"\n") > actions.LONG
        found = actions.import_measurements(content=content, apply="apply" in request.POST and not is_long, **told)
        if "apply" in request.POST and is_long and found.can_be_written:
            run = actions.start_sheet_run(content=content, **told)
            return redirect("trials:sheet_run", slug, run.pk)
    except Refused as refusal:
        refuse(form, refusal)
        text = form.cleaned_data["text"]
        return render(request, "trials/bring.html", facts | {"text": text}, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    if found.is_applied:
        count = found.new + found.changed
        words = ngettext("%(n)s measurement is reported.", "%(n)s measurements are reported.", count) % {"n": count}
        return done(request, words, "trials:trial", slug)
    facts |= {
        "found": found,
        "text": decode(content) or "",
        "problems": [(problem, words_of(problem)) for problem in found.problems[:PROBLEMS_SHOWN]],
        "more": max(0, len(found.problems) - PROBLEMS_SHOWN),
    }
    return render(request, "trials/bring.html", facts, status=422 if found.problems else 200)


@policy(MEASURE)
def sheet_run(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """How far a long list is, for who brought it; any other is not found."""
    row = find_trial(request, slug, do=MEASURE)
    run = SheetRun.objects.defer("content").filter(trial=row, pk=pk, by_user_id=actor_of(request).user_id).first()
    if run is None:
        raise Http404
    facts = {"trial": row, "run": run, "is_under_way": not (run.finished_at or run.failed_at)}
    return render(request, "trials/sheet_run.html", facts)


def _unfound(place: PlaceForm, request: HttpRequest) -> int:
    """A site or period that is not there is not found; a form that asks is simply shown."""
    if place.is_bound:
        return HTTPStatus.NOT_FOUND if request.GET.get("sted") else HTTPStatus.UNPROCESSABLE_ENTITY
    return HTTPStatus.OK if request.method != "POST" else HTTPStatus.UNPROCESSABLE_ENTITY
