from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import F, Q, QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from lysning.catalogue.models import Solution
from lysning.core import clock
from lysning.core.http import PUBLIC, actor_of, done, load, policy, refuse, status_of
from lysning.core.permissions import may
from lysning.core.refusal import TOO_MANY, Refused
from lysning.moderation import actions
from lysning.moderation.forms import AppealDecisionForm, AppealForm, DecisionForm, ReportForm
from lysning.moderation.models import Report
from lysning.moderation.rules import client_address
from lysning.needs.models import Need

PAGE_SIZE = 30
SEE = "moderation.view_report"


@policy(PUBLIC, "GET", "POST")
def report(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    subject = _subject(request, kind, slug)
    form = ReportForm(request.POST if request.method == "POST" else None)
    status = status_of(form)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.report(
                subject=subject,
                reason=said["reason"],
                text=said["text"],
                email=said["email"],
                address_hash=_address_hash(request),
                by=actor_of(request),
                at=clock.now(),
            )
        except Refused as refusal:
            refuse(form, refusal)
            status = 429 if refusal.code == TOO_MANY else 422
        else:
            return done(request, _("Thank you. A moderator looks at it and decides with a reason."), "web:front")
    title = subject.current_version.title if isinstance(subject, Solution) and subject.current_version else str(subject)
    return render(request, "moderation/report.html", {"form": form, "title": title}, status=status)


def _subject(request: HttpRequest, kind: str, slug: str) -> Solution | Need:
    if kind == "solution":
        rows = Solution.objects.public().select_related("current_version")
        return load(rows, request, see="catalogue.view_solution", slug=slug)
    return load(Need.objects.public(), request, see="needs.view_need", slug=slug)


def _address_hash(request: HttpRequest) -> str:
    """Stands for the sender's address for a day, so that the limit works and nobody can be found by it."""
    remote, forwarded = request.META.get("REMOTE_ADDR", ""), request.headers.get("X-Forwarded-For", "")
    address = client_address(remote, forwarded, settings.TRUSTED_PROXIES)
    return salted_hmac("moderation.report", address, algorithm="sha256").hexdigest()


@policy("moderation.view_queue")
def queue(request: HttpRequest) -> HttpResponse:
    rows = Report.objects.select_related("solution__current_version", "need").order_by(
        F("decided_at").asc(nulls_first=True), "created_at"
    )
    waits = Q(decided_at__isnull=True) | Q(appealed_at__isnull=False, appeal_decided_at__isnull=True)
    context = {
        "waiting": rows.filter(waits),
        "page": Paginator(rows.exclude(waits).order_by("-decided_at"), PAGE_SIZE).get_page(request.GET.get("page")),
        "now": clock.now(),
    }
    return render(request, "moderation/queue.html", context)


@policy(SEE, "GET", "POST")
def case(request: HttpRequest, pk: int) -> HttpResponse:
    found = load(_rows(), request, see=SEE, pk=pk)
    actor = actor_of(request)
    if request.method != "POST":
        return _page(request, found)
    load(Report.objects.all(), request, see=SEE, do="moderation.decide", pk=pk)
    form: Form = AppealDecisionForm(request.POST) if found.decided_at else DecisionForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            if found.decided_at:
                grant, reason = said["grant"] == "yes", said["appeal_reason"]
                actions.decide_appeal(report=found, grant=grant, reason=reason, by=actor, at=clock.now())
            else:
                hide, reason = said["hide"] == "yes", said["decision_reason"]
                actions.decide(report=found, hide=hide, reason=reason, by=actor, at=clock.now())
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return done(request, _("The decision is recorded, and those concerned are told."), "moderation:case", pk)
    return _page(request, found, form)


@policy(SEE, "POST")
def appeal(request: HttpRequest, pk: int) -> HttpResponse:
    found = load(_rows(), request, see=SEE, do="moderation.appeal", pk=pk)
    form = AppealForm(request.POST)
    if form.is_valid():
        try:
            text = form.cleaned_data["appeal_text"]
            actions.appeal(report=found, text=text, by=actor_of(request), at=clock.now())
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return done(request, _("Your appeal is received. Another moderator looks at it."), "moderation:case", pk)
    return _page(request, found, form)


def _rows() -> "QuerySet[Report]":
    return Report.objects.select_related("solution__current_version", "need", "decided_by", "appeal_decided_by")


def _page(request: HttpRequest, found: Report, form: Form | None = None) -> HttpResponse:
    actor = actor_of(request)
    is_moderator = may(actor, "moderation.decide", found)
    may_appeal = may(actor, "moderation.appeal", found) and found.appealed_at is None
    blank: Form | None = None
    if is_moderator and found.decided_at is None:
        blank = DecisionForm()
    elif is_moderator and found.appealed_at and found.appeal_decided_at is None:
        blank = AppealDecisionForm()
    elif may_appeal:
        blank = AppealForm()
    is_appeal = may_appeal and not is_moderator
    context = {"report": found, "form": form or blank, "is_appeal": is_appeal, "is_moderator": is_moderator}
    return render(request, "moderation/case.html", context, status=status_of(form) if form else 200)
