from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from lysning.catalogue.models import Solution
from lysning.community.models import Coalition, Post
from lysning.core import clock
from lysning.core.http import PUBLIC, SIGNED_IN, actor_of, done, load, policy, refuse, status_of
from lysning.core.network import sender_of
from lysning.core.permissions import may
from lysning.core.refusal import TOO_MANY, Refused
from lysning.direction.models import Direction, Placement
from lysning.evidence.models import Finding
from lysning.moderation import actions, queries
from lysning.moderation.forms import CASE_WORDS, AppealDecisionForm, AppealForm, DecisionForm, ReportForm
from lysning.moderation.models import Report, Subject, title_of
from lysning.moderation.rules import client_address
from lysning.moderation.words import PART_WORDS
from lysning.needs.models import Need
from lysning.needs.rules import tells_of_a_person
from lysning.trials.models import Trial

REPORTS_A_PAGE = 30
SEE = "moderation.view_report"


@policy(PUBLIC, "GET", "POST")
def report(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """Somebody tells what is wrong with a solution, a need, a placement, a coalition, a trial or a finding."""
    return _report_page(request, _subject(request, kind, slug))


@policy(PUBLIC, "GET", "POST")
def report_direction(request: HttpRequest, municipality: str, area: str) -> HttpResponse:
    """Somebody tells what is wrong with a direction's own words."""
    rows = Direction.objects.public().select_related("municipality", "area")
    place = {"municipality__slug": municipality, "area__key": area}
    return _report_page(request, load(rows, request, see="direction.view_direction", **place))


@policy(SIGNED_IN, "GET", "POST")
def report_post(request: HttpRequest, pk: int) -> HttpResponse:
    """A member tells what is wrong with a contribution to a discussion; the moderators read it then."""
    rows = Post.objects.filter(removed_at__isnull=True).select_related("coalition")
    return _report_page(request, load(rows, request, see="community.view_post", pk=pk))


def _report_page(request: HttpRequest, subject: Subject) -> HttpResponse:
    form = ReportForm(request.POST if request.method == "POST" else None)
    status = status_of(form)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            report = actions.report(
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
            status = HTTPStatus.TOO_MANY_REQUESTS if refusal.code == TOO_MANY else HTTPStatus.UNPROCESSABLE_ENTITY
        else:
            return done(
                request, _("Thank you. A moderator looks at it and decides with a reason."), _address_of(report)
            )
    facts = {"form": form, "title": title_of(subject), "is_inner": isinstance(subject, Post)}
    return render(request, "moderation/report.html", facts, status=status)


def _address_of(report: Report) -> str:
    return render_to_string("moderation/subject_address.html", {"report": report}).strip()


def _subject(request: HttpRequest, kind: str, slug: str) -> Subject:
    """What everyone can see of this kind under this slug. Raises Http404."""
    rows: dict[str, tuple[QuerySet[Any], str]] = {
        "solution": (Solution.objects.public().select_related("current_version"), "catalogue.view_solution"),
        "need": (Need.objects.public(), "needs.view_need"),
        "placement": (
            Placement.objects.shared().select_related(
                "direction__municipality", "topic__current", "solution__current_version"
            ),
            "direction.view_placement",
        ),
        "coalition": (Coalition.objects.public(), "community.view_coalition"),
        "trial": (Trial.objects.public(), "trials.view_trial"),
        "finding": (Finding.objects.public(), "evidence.view_finding"),
    }
    chosen, see = rows[kind]
    found: Subject = load(chosen, request, see=see, slug=slug)
    return found


def _address_hash(request: HttpRequest) -> str:
    """Stands for the sender (of IPv6 the whole /64) for a day, so that the limit works and nobody can be found by it."""
    remote, forwarded = request.META.get("REMOTE_ADDR", ""), request.headers.get("X-Forwarded-For", "")
    sender = sender_of(client_address(remote, forwarded, settings.TRUSTED_PROXIES))
    return salted_hmac("moderation.report", sender, algorithm="sha256").hexdigest()


@policy("moderation.view_queue")
def queue(request: HttpRequest) -> HttpResponse:
    context = {
        "waiting": _page_of(request, queries.waiting(), "page"),
        "settled": _page_of(request, queries.settled(), "afgjorte"),
        "now": clock.now(),
    }
    return render(request, "moderation/queue.html", context)


def _page_of(request: HttpRequest, rows: QuerySet[Report], name: str) -> Page[Report]:
    return Paginator(rows, REPORTS_A_PAGE).get_page(request.GET.get(name))


@policy(SEE)
def case(request: HttpRequest, pk: int) -> HttpResponse:
    return _case_page(request, load(queries.with_subjects(), request, see=SEE, pk=pk))


@policy("moderation.decide", "POST")
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    row = load(queries.with_subjects(), request, see=SEE, do="moderation.decide", pk=pk)
    form = DecisionForm(request.POST, is_first_look=row.is_first_look)
    if form.is_valid():
        hide, reason = form.cleaned_data["hide"] == "yes", form.cleaned_data["decision_reason"]
        try:
            actions.decide(report=row, hide=hide, reason=reason, by=actor_of(request), at=clock.now())
            return done(request, _("The decision is recorded, and those concerned are told."), "moderation:case", pk)
        except Refused as refusal:
            refuse(form, refusal)
    return _case_page(request, row, form)


@policy("moderation.decide", "POST")
def decide_appeal(request: HttpRequest, pk: int) -> HttpResponse:
    row = load(queries.with_subjects(), request, see=SEE, do="moderation.decide", pk=pk)
    form = AppealDecisionForm(request.POST)
    if form.is_valid():
        grant, reason = form.cleaned_data["grant"] == "yes", form.cleaned_data["appeal_reason"]
        try:
            actions.decide_appeal(report=row, grant=grant, reason=reason, by=actor_of(request), at=clock.now())
            return done(request, _("The decision is recorded, and those concerned are told."), "moderation:case", pk)
        except Refused as refusal:
            refuse(form, refusal)
    return _case_page(request, row, form)


@policy("moderation.appeal", "POST")
def appeal(request: HttpRequest, pk: int) -> HttpResponse:
    row = load(queries.with_subjects(), request, see=SEE, do="moderation.appeal", pk=pk)
    form = AppealForm(request.POST)
    if form.is_valid():
        try:
            actions.appeal(report=row, text=form.cleaned_data["appeal_text"], by=actor_of(request), at=clock.now())
            return done(request, _("Your appeal is received. Another moderator looks at it."), "moderation:case", pk)
        except Refused as refusal:
            refuse(form, refusal)
    return _case_page(request, row, form)


def _case_page(request: HttpRequest, row: Report, sent: Form | None = None) -> HttpResponse:
    """The report with the one thing that may be done now, and the form that was sent with a fault."""
    is_moderator = may(actor_of(request), "moderation.decide", row)
    step = ""
    blank: Form | None = None
    if is_moderator and row.waits == "report":
        step, blank = "decide", DecisionForm(is_first_look=row.is_first_look)
    elif is_moderator and row.waits == "appeal":
        step, blank = "decide_appeal", AppealDecisionForm()
    elif may(actor_of(request), "moderation.appeal", row) and row.appealed_at is None:
        step, blank = "appeal", AppealForm()
    context = {
        "report": row,
        "reason": CASE_WORDS[row.reason],
        "standing": queries.standing(row) if row.is_appeal_granted else None,
        "others": queries.about_the_same(row) if is_moderator else (),
        "is_moderator": is_moderator,
        "texts": [(PART_WORDS[name], text) for name, text in row.subject_texts] if is_moderator else (),
        "tells_of_a_person": is_moderator and tells_of_a_person("\n".join(text for _name, text in row.subject_texts)),
        "step": step,
        "form": sent or blank,
    }
    return render(request, "moderation/case.html", context, status=status_of(sent) if sent else HTTPStatus.OK)
