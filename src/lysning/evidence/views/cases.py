"""The business case: a calculator for everyone, cases that a municipality keeps, and their check against what happened."""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lysning.core import clock, tornado_svg
from lysning.core.formats import kroner
from lysning.core.http import PUBLIC, actor_of, done, load, policy, refuse
from lysning.core.lookups import Alphabetical
from lysning.core.permissions import may
from lysning.core.refusal import STALE, Refused
from lysning.core.resending import once
from lysning.directory.models import Municipality
from lysning.evidence import actions
from lysning.evidence.forms import INPUT_WORDS, CaseForm, PlanForm, SeenForm
from lysning.evidence.models import BusinessCase, Finding
from lysning.evidence.rules.business import Plan, Result, reckon
from lysning.evidence.rules.business import check as check_plan
from lysning.evidence.rules.ways import assumption
from lysning.evidence.words import figure, language

SEE, EDIT = "evidence.view_case", "evidence.edit_case"


@policy(PUBLIC)
def calculator(request: HttpRequest) -> HttpResponse:
    """Reckons what the address says, or an invented start; nothing is kept, so anyone can try and pass the address on."""
    asked = request.GET if "years" in request.GET else None
    form = PlanForm(asked, initial=PlanForm.initial_of(None))
    plan, status = _plan(form), HTTPStatus.OK
    if asked is not None and plan is None:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    elif asked is None:
        plan = PlanForm(PlanForm.initial_of(None)).checked()
    context = {
        "form": form,
        "is_start": asked is None,
        "may_keep": may(actor_of(request), "evidence.adopt"),
        **(shown(plan) if plan else {}),
        **_assumed(),
    }
    return render(request, "evidence/calculator.html", context, status=status)


def _plan(form: PlanForm) -> Plan | None:
    """The plan of a form that was sent, if it can be reckoned; otherwise the form says why not."""
    if not (form.is_bound and form.is_valid()):
        return None
    plan = form.plan()
    try:
        actions.refuse_plan(plan)
    except Refused as refusal:
        _refuse_input(form, refusal)
        return None
    return plan


def _refuse_input(form: Any, refusal: Refused) -> None:
    """Puts the refusal of an input at the first of its three fields."""
    if refusal.field in INPUT_WORDS and f"{refusal.field}_likely" in form.fields:
        form.add_error(f"{refusal.field}_likely", str(refusal))
    else:
        refuse(form, refusal)


def _assumed() -> dict[str, Any]:
    named, language = ((_("Discount rate"), "rate"), (_("Days in a year"), "days")), get_language() or "da"
    return {"assumed": [(words, assumption(name, language)) for words, name in named]}


def shown(plan: Plan) -> dict[str, Any]:
    """A plan in pictures and words."""
    result = reckon(plan)
    names = ("sum", "worst", "best", "first", "yearly")
    sums = {name: kroner(round(getattr(result, name)), language()) for name in names}
    return {"plan": plan, "result": result, "sums": sums, "tornado": _tornado(result), "swings": _swings(plan, result)}


def _tornado(result: Result) -> SafeString:
    rows = [
        tornado_svg.Swing(
            str(INPUT_WORDS[swing.name][0]),
            swing.low,
            swing.high,
            _("%(low)s to %(high)s") % {"low": _short(swing.low), "high": _short(swing.high)},
        )
        for swing in result.swings
        if swing.width > 0
    ]
    title = _("Which guess moves the sum the most")
    likely = _("The likely sum is %(sum)s") % {"sum": kroner(round(result.sum), language())}
    return tornado_svg.draw(rows, result.sum, title=title, description=likely) if rows else SafeString("")


def _short(amount: float) -> str:
    return kroner(round(amount, -3), language())


def _swings(plan: Plan, result: Result) -> list[tuple[Any, ...]]:
    """Each input as a row: its name, its guesses, the two sums, and where the sum would be nought."""
    return [
        (
            *INPUT_WORDS[swing.name],
            " / ".join(figure(getattr(plan.guesses[swing.name], end)) for end in ("low", "likely", "high")),
            kroner(round(swing.low), language()),
            kroner(round(swing.high), language()),
            figure(swing.even) if swing.even is not None else "–",
        )
        for swing in result.swings
    ]


@policy("evidence.adopt", "GET", "POST")
@once
def keep(request: HttpRequest) -> HttpResponse:
    """Keeps what was reckoned for one's municipality; the address carries the guesses over from the calculator."""
    homes = _homes(request)
    about = Finding.objects.public().filter(slug=request.GET.get("fund", "")).first()
    carried = {name: value for name, value in request.GET.items() if name in PlanForm().fields}
    initial = {**CaseForm.initial_of_case(None), "title": about.title[:120] if about else "", **carried}
    form = CaseForm(request.POST if request.method == "POST" and homes else None, homes=homes, initial=initial)
    plan, status = _plan(form), HTTPStatus.OK
    if plan is not None and isinstance(form, CaseForm):
        said = {name: form.cleaned_data[name] for name in ("title", "assumptions", "is_open")}
        key = form.cleaned_data["key"] or initial["key"]
        try:
            kept = actions.keep_case(
                key=key,
                municipality=form.home(),
                finding=about,
                plan=plan,
                **said,
                by=actor_of(request),
                at=clock.now(),
            )
            return done(request, _("The business case is kept."), "evidence:case", kept.key)
        except Refused as refusal:
            _refuse_input(form, refusal)
    if form.is_bound and form.errors:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    context = {"form": form, "finding": about, "homes": homes, "heading": _("Keep a business case")}
    return render(request, "evidence/keep_case.html", context, status=status)


def _homes(request: HttpRequest) -> list[Municipality]:
    mine = actor_of(request).organisations(("leader", "coordinator"))
    return list(Municipality.objects.filter(pk__in=mine).order_by(Alphabetical("name"))) if mine else []


@policy(PUBLIC)
def case(request: HttpRequest, key: str) -> HttpResponse:
    rows = BusinessCase.objects.select_related("municipality", "finding")
    row = load(rows, request, see=SEE, key=key)
    checked = check_plan(row.planned, row.seen) if row.seen_on else None
    context = {
        "case": row,
        **shown(row.planned),
        **_assumed(),
        "checked": checked,
        "came": {
            name: kroner(round(getattr(checked, name)), language()) for name in (("planned", "now") if checked else ())
        },
        "seen_lines": [
            (
                *INPUT_WORDS[line.name],
                figure(line.guess.likely),
                figure(line.seen),
                line.is_within,
                kroner(round(line.moved), language()),
            )
            for line in (checked.lines if checked else ())
        ],
        "may_edit": may(actor_of(request), EDIT, row),
    }
    return render(request, "evidence/case.html", context)


@policy(EDIT, "GET", "POST")
def edit(request: HttpRequest, key: str) -> HttpResponse:
    rows = BusinessCase.objects.select_related("municipality", "finding")
    row = load(rows, request, see=SEE, do=EDIT, key=key)
    posted = request.POST if request.method == "POST" else None
    form = CaseForm(posted, homes=[], initial=CaseForm.initial_of_case(row))
    plan, status = _plan(form), HTTPStatus.OK
    if plan is not None:
        said = {name: form.cleaned_data[name] for name in ("title", "assumptions", "is_open")}
        try:
            actions.edit_case(
                case=row,
                revision=form.cleaned_data["revision"] or 0,
                plan=plan,
                **said,
                by=actor_of(request),
                at=clock.now(),
            )
            return done(request, _("The business case is changed."), "evidence:case", key)
        except Refused as refusal:
            status = HTTPStatus.CONFLICT if refusal.code == STALE else HTTPStatus.UNPROCESSABLE_ENTITY
            _refuse_input(form, refusal)
            row.refresh_from_db()
            form.data = {**request.POST.dict(), "revision": str(row.revision)}
    elif form.is_bound:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    context = {
        "form": form,
        "finding": row.finding,
        "case": row,
        "homes": [row.municipality],
        "heading": _("Change the business case"),
        "is_stale": status == HTTPStatus.CONFLICT,
        **shown(row.planned),
    }
    return render(request, "evidence/keep_case.html", context, status=status)


@policy(EDIT, "GET", "POST")
def check(request: HttpRequest, key: str) -> HttpResponse:
    """What happened, beside what was planned."""
    row = load(BusinessCase.objects.select_related("municipality"), request, see=SEE, do=EDIT, key=key)
    initial = {
        **row.seen,
        "seen_on": row.seen_on or clock.today(),
        "seen_note": row.seen_note,
        "revision": row.revision,
    }
    form = SeenForm(request.POST if request.method == "POST" else None, initial=initial)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        try:
            actions.check_case(
                case=row,
                revision=said["revision"],
                seen=form.seen(),
                seen_on=said["seen_on"],
                note=said["seen_note"],
                by=actor_of(request),
                at=clock.now(),
            )
            return done(request, _("What happened stands beside the plan now."), "evidence:case", key)
        except Refused as refusal:
            status = HTTPStatus.CONFLICT if refusal.code == STALE else HTTPStatus.UNPROCESSABLE_ENTITY
            refuse(form, refusal)
    return render(request, "evidence/check_case.html", {"form": form, "case": row}, status=status)
