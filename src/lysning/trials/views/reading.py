"""What was measured, site by site; with its history, as a list to take along, and the trial's days as a calendar."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from lysning.core import clock
from lysning.core.http import PUBLIC, policy
from lysning.core.ical import Day, calendar
from lysning.taxonomy.rules import csv_lines
from lysning.trials import queries
from lysning.trials.forms.measuring import field_label, period_words, site_words, written
from lysning.trials.models import Measurement, OutcomeMeasure, Trial
from lysning.trials.queries import SiteRow
from lysning.trials.rules import ARMS, FIELDS, Arm, Period
from lysning.trials.views import drawing
from lysning.trials.views.finding import MEASURE, Reader, find_trial, reader_of
from lysning.trials.words import ARM_WORDS, PHASE_WORDS


@dataclass(frozen=True)
class Corrected:
    """A measurement that says something else than at first, and when it was changed."""

    pk: int
    site: str
    period: str
    at: datetime


@policy(PUBLIC)
def measured(request: HttpRequest, slug: str) -> HttpResponse:
    """One measure, each site by itself: small pictures on one scale, and the same as a table."""
    row, today = find_trial(request, slug), clock.today()
    reader, plan, sites = reader_of(request, row), queries.plan_of(row), queries.sites_of(row)
    measure = plan.measures.get(request.GET.get("maal", "")) or plan.measures.get(plan.protocol.primary)
    if measure is None:
        raise Http404
    rows = queries.site_rows(row, plan, measure, sites, own=reader.own, today=today)
    arms = [arm for arm in ARMS if any(key[0] == arm for each in rows for key in each.cells)] or [ARMS[0]]
    lines = {each.site.pk: [_line(each, arm, plan.periods) for arm in arms] for each in rows}
    top = drawing.top_of(line for each in lines.values() for line in each)
    facts = {
        "trial": row,
        "measure": measure,
        "measures": plan.measures.values(),
        "periods": [f"{PHASE_WORDS[period.phase]} {period.number}" for period in plan.periods],
        "table": drawing.site_table(measure, plan.periods, arms, [(site_words(each.site), each) for each in rows]),
        "multiples": [
            (name, drawing.picture(measure, plan.periods, lines[each.site.pk], label=name, top=top), bool(each.cells))
            for each in rows
            for name in (site_words(each.site),)
        ],
        "reader": reader,
        "corrected": _corrected(row, measure, plan.periods, reader) if reader.may_report else (),
    }
    return render(request, "trials/measured.html", facts)


def _corrected(trial: Trial, measure: OutcomeMeasure, periods: Sequence[Period], reader: Reader) -> list[Corrected]:
    """The corrected numbers of a measure whose history the reader may see, the newest first."""
    starts = {period.start: period for period in periods}
    return [
        Corrected(row.pk, site_words(row.site), period_words(starts[row.period_from]), row.entered_at)
        for row in queries.corrected(trial, measure, own=reader.own)
        if row.period_from in starts
    ]


@policy(MEASURE)
def history(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What one measurement said when, for who sees its numbers; any other is not found."""
    row = find_trial(request, slug, do=MEASURE)
    own = reader_of(request, row).own
    rows = Measurement.objects.select_related("measure", "site__seat__municipality").filter(
        site__seat__trial=row, pk=pk
    )
    found = rows.first()
    if found is None or (own is not None and found.site.seat.municipality_id not in own):
        raise Http404
    names = FIELDS[found.measure.kind]  # type: ignore[index]  # a check constraint holds the kind
    period = next((each for each in queries.plan_of(row).periods if each.start == found.period_from), None)
    facts = {
        "trial": row,
        "measurement": found,
        "site": site_words(found.site),
        "period": period_words(period) if period else PHASE_WORDS[found.phase],
        "arm": ARM_WORDS[found.arm],
        "changes": [
            (change, [(field_label(found.measure, name), written(change.value.get(name))) for name in names])
            for change in found.changes.order_by("-number")
        ],
    }
    return render(request, "trials/history.html", facts)


@policy(PUBLIC)
def sheet(request: HttpRequest, slug: str) -> HttpResponse:
    """Every number the reader may see by itself, as a spreadsheet opens it and an import takes it."""
    row = find_trial(request, slug)
    own, plan = reader_of(request, row).own, queries.plan_of(row)
    rows = queries.measurement_rows(row, plan, queries.sites_of(row), own=own, today=clock.today())
    return _csv(f"maalinger-{slug}.csv", "".join(csv_lines(rows)))


@policy(MEASURE)
def template(request: HttpRequest, slug: str) -> HttpResponse:
    """The reports that are missing, as a list to fill in."""
    row = find_trial(request, slug, do=MEASURE)
    own, plan = reader_of(request, row).own, queries.plan_of(row)
    rows = queries.template_rows(row, plan, queries.sites_of(row), own=own, today=clock.today())
    return _csv(f"mangler-{slug}.csv", "".join(csv_lines(rows)))


@policy(PUBLIC)
def days(request: HttpRequest, slug: str) -> HttpResponse:
    """The trial's days for a calendar to follow; each period's day to report among them."""
    row = find_trial(request, slug)
    plan = queries.plan_of(row)
    said, key = plan.protocol, f"afproevning-{row.pk}"
    address = request.build_absolute_uri(reverse("trials:trial", args=[slug]))
    phases = [
        ("baseline", said.baseline_from, said.baseline_to, _("Baseline")),
        ("follow", said.follow_from, said.follow_to, _("The new is tried")),
        ("apply", said.apply_until, said.apply_until, _("Last day to ask for a seat")),
        ("late", said.late_until, said.late_until, _("Last day to join late")),
    ]
    listed = [
        Day(f"{key}-{name}", first, f"{row.title}: {words}", address=address, last=last)
        for name, first, last, words in phases
        if first is not None
    ]
    ask = _("report the numbers")
    report = request.build_absolute_uri(reverse("trials:report", args=[slug]))
    listed += [
        Day(
            f"{key}-report-{period.start}",
            plan.day_after(period),
            f"{row.title}: {ask}",
            period_words(period),
            report,
        )
        for period in plan.periods
    ]
    host = urlsplit(settings.BASE_URL).hostname or "lysning"
    text = calendar(row.title, listed, host=host, at=row.state_at)
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="afproevning-{slug}.ics"'
    return response


def _line(row: SiteRow, arm: Arm, periods: Sequence[Period]) -> drawing.Line:
    cells = [row.cells.get((arm, period.start)) for period in periods]
    return drawing.Line(arm, tuple(cell.value if cell else None for cell in cells))


def _csv(name: str, text: str) -> HttpResponse:
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
