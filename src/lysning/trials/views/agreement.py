"""The agreement between those who take part, written from the protocol in the parties' names, as a page and as a PDF."""

from collections.abc import Iterable
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lysning.core import clock, pdf
from lysning.core.formats import kroner, long_date, number
from lysning.core.http import PUBLIC, policy
from lysning.core.memo import Entries, Entry, Memo, Paragraph, Points, Section, Source, Sources, Table
from lysning.trials import queries
from lysning.trials.models import ProtocolVersion, Trial
from lysning.trials.queries import Plan, Seats
from lysning.trials.rules import BASES, DUTIES, screen
from lysning.trials.views.finding import find_trial
from lysning.trials.words import ADVICE_WORDS, COMPARISON_WORDS, RHYTHM_WORDS

KINDS = ("html", "pdf")


@policy(PUBLIC)
def agreement(request: HttpRequest, slug: str, kind: str = "html") -> HttpResponse:
    row = find_trial(request, slug)
    if kind not in KINDS:
        raise Http404
    version = queries.version_in_force(row)
    plan, today = queries.plan_of(row, version), clock.today()
    seats = queries.seats_of(row, plan.protocol, today)
    address = request.build_absolute_uri(reverse("trials:protocol", args=[slug]))
    written = _memo(row, version, plan, seats, address)
    if kind == "html":
        return render(request, "trials/agreement.html", {"trial": row, "memo": written})
    response = HttpResponse(pdf.memo(written), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{_("agreement")}-{slug}.pdf"'
    return response


def _memo(row: Trial, version: ProtocolVersion, plan: Plan, seats: Seats, address: str) -> Memo:
    said = plan.protocol
    texts = [
        (_("The question"), said.question),
        (_("Whom it concerns"), said.population),
        (_("What is tried"), said.intervention),
        (_("What it is compared with"), said.usual),
    ]
    day = clock.day_of(version.frozen_at or version.created_at)
    sections = [
        Section(_("The parties"), [Entries(_("Those who agree"), list(_parties(row, seats)))]),
        *(Section(heading, [Paragraph(text)]) for heading, text in texts if text),
        Section(_("What is measured"), [_measures(plan), Paragraph(_how(plan))]),
        Section(_("When it is stopped"), [Points(said.stop_criteria)]),
        Section(_("Who does what"), [_duties(plan)]),
        Section(_("What it costs"), [_costs(plan)]),
        Section(_("Personal data"), [Paragraph(_protection(plan))]),
        Section(_("To leave, and what happens then"), [Paragraph(_leaving())]),
        Section(_("Signatures"), [_signatures(row, seats)]),
        Section(_("Read on"), [Sources([Source(_("The protocol with its versions"), address)])]),
    ]
    return Memo(
        issuer=row.lead.official_name,
        about=_("Agreement on a trial") if row.registered_at else _("Agreement on a trial, draft"),
        title=said.title,
        language=_language(),
        on=day,
        sections=sections,
        facts=[fact for fact in _facts(row, version, plan) if fact[1]],
        foot=_("Made with Lysning from version %(n)s of the protocol, %(day)s")
        % {"n": version.number, "day": _date(day)},
    )


def _language() -> str:
    return get_language() or "da"


def _date(day: date | None) -> str:
    return long_date(day, _language()) if day else ""


def _span(first: date | None, last: date | None) -> str:
    return f"{_date(first)} – {_date(last)}" if first and last else ""


def _facts(row: Trial, version: ProtocolVersion, plan: Plan) -> list[tuple[str, str]]:
    said = plan.protocol
    stamp = _date(clock.day_of(row.registered_at)) if row.registered_at else ""
    return [
        (_("Registered"), stamp),
        (_("Protocol"), _("version %(n)s, %(hash)s") % {"n": version.number, "hash": version.content_hash[:12]}),
        (_("Comparison"), str(COMPARISON_WORDS[said.comparison])),
        (_("Baseline"), _span(said.baseline_from, said.baseline_to)),
        (_("The new is tried"), _span(said.follow_from, said.follow_to)),
    ]


def _parties(row: Trial, seats: Seats) -> Iterable[Entry]:
    yield Entry(row.lead.official_name, _("leads the trial"))
    if row.evaluator:
        yield Entry(row.evaluator.name, _("evaluates it"))
    if row.solution:
        title = row.solution_version.title if row.solution_version else ""
        yield Entry(row.solution.supplier.name, _("supplies what is tried"), title)
    for seat in seats.seated:
        if seat.municipality_id != row.lead_id:
            yield Entry(seat.municipality.official_name, _("takes part"))


def _measures(plan: Plan) -> Table:
    rows = [
        [measure.name, measure.definition, _("decides the trial") if key == plan.protocol.primary else ""]
        for key, measure in plan.measures.items()
    ]
    return Table(_("Outcome measures"), [_("Measure"), _("Definition"), _("Role")], rows)


def _how(plan: Plan) -> str:
    said = plan.protocol
    parts = [
        str(RHYTHM_WORDS[said.rhythm])
        + ": "
        + _("each site reports counts and means, never anything about one person.")
    ]
    if said.needed is not None:
        parts.append(_("Each group needs %(n)s.") % {"n": number(said.needed, _language())})
    return " ".join([*parts, said.needed_because])


def _duties(plan: Plan) -> Table:
    rows = [[DUTIES[row.task].words(_language()), row.party] for row in plan.protocol.duties if row.task in DUTIES]
    return Table(_("Duties"), [_("What"), _("Who")], rows)


def _costs(plan: Plan) -> Table:
    said, language = plan.protocol, _language()
    rows = [[row.party, row.covers, kroner(row.amount, language)] for row in said.costs]
    if rows:
        rows.append([_("All together"), "", kroner(said.total_cost or 0, language)])
    return Table(_("Who pays"), [_("Who"), _("For what"), _("Sum")], rows, numbers=(2,))


def _protection(plan: Plan) -> str:
    said = plan.protocol
    basis = BASES.get(said.legal_basis)
    parts = [basis.words(_language()) if basis else "", said.data_note, str(ADVICE_WORDS[screen(said.screening)])]
    return "\n\n".join(part for part in parts if part)


def _leaving() -> str:
    return _(
        "A municipality can leave at any time by giving its seat back. The first on the waiting list gets it. What has been "
        "reported until then stays in the trial. The protocol changes only by a new version, which everyone can read."
    )


def _signatures(row: Trial, seats: Seats) -> Table:
    names = [row.lead.official_name, *([row.evaluator.name] if row.evaluator else [])]
    names += [row.solution.supplier.name] if row.solution else []
    names += [seat.municipality.official_name for seat in seats.seated if seat.municipality_id != row.lead_id]
    return Table(_("Signatures"), [_("Party"), _("Date"), _("Name and signature")], [[name, "", ""] for name in names])
