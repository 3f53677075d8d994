"""Supporting a need: at once with an account, otherwise by a link in one's own mail. Opening a link changes nothing."""

from http import HTTPStatus

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lysning.accounts.models import User
from lysning.core import clock
from lysning.core.http import PUBLIC, done, load, policy, refuse, status_of
from lysning.core.refusal import TOO_MANY, Refused
from lysning.needs import actions, queries
from lysning.needs.forms import ConfirmForm, SupportForm
from lysning.needs.models import Need

RATE = "support"


@policy(PUBLIC, "GET", "POST")
def support(request: HttpRequest, slug: str) -> HttpResponse:
    row = load(queries.with_places(), request, see="needs.view_need", do="needs.support_need", slug=slug)
    if isinstance(request.user, User):
        return _as_person(request, row, request.user)
    form = SupportForm(request.POST if request.method == "POST" else None)
    status = status_of(form)
    if form.is_bound and form.is_valid():
        try:
            _ask(request, row, form.cleaned_data["email"])
            return redirect("needs:support_sent", slug)
        except Refused as refusal:
            refuse(form, refusal)
            status = HTTPStatus.TOO_MANY_REQUESTS if refusal.code == TOO_MANY else HTTPStatus.UNPROCESSABLE_ENTITY
    return render(request, "needs/support.html", {"need": row, "form": form}, status=status)


def _ask(request: HttpRequest, need: Need, email: str) -> None:
    if not ratelimit.consume(request, action=RATE, key=email.lower()):
        raise Refused(TOO_MANY, field="email")
    actions.ask_to_support(need=need, email=email, language=get_language() or "da", at=clock.now())


def _as_person(request: HttpRequest, need: Need, user: User) -> HttpResponse:
    counts = actions.supports(need.pk, user)
    if request.method != "POST":
        return render(request, "needs/support.html", {"need": need, "counts": counts})
    if "take_back" in request.POST:
        actions.take_back_support(need=need, user=user, at=clock.now())
        return done(request, _("You do not support the need any more."), "needs:need", need.slug)
    try:
        actions.support_need(need=need, user=user, at=clock.now())
    except Refused as refusal:
        facts = {"need": need, "counts": counts, "refusal": str(refusal)}
        return render(request, "needs/support.html", facts, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return done(request, _("Thank you. Your support counts."), "needs:need", need.slug)


@policy(PUBLIC)
def support_sent(request: HttpRequest, slug: str) -> HttpResponse:
    row = load(queries.with_places(), request, see="needs.view_need", slug=slug)
    return render(request, "needs/support_sent.html", {"need": row})


@policy(PUBLIC, "GET", "POST")
def confirm_support(request: HttpRequest, token: str) -> HttpResponse:
    """The token of the mail is the right to do it; opening the link shows what would be done, the button does it."""
    found = actions.asked_by(token, clock.now())
    if found is None:
        return render(request, "needs/support_ended.html", status=HTTPStatus.GONE)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    facts = {"need": found.request.need, "counts": found.counts, "form": form}
    if "take_back" in request.POST:
        need = actions.take_back_by_link(token=token, at=clock.now())
        return done(request, _("You do not support the need any more."), "needs:need", need.slug)
    if not form.is_bound or not form.is_valid():
        return render(request, "needs/confirm_support.html", facts, status=status_of(form))
    try:
        wants_news = form.cleaned_data["wants_news"]
        need = actions.confirm_support(token=token, wants_news=wants_news, at=clock.now())
    except Refused as refusal:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return render(request, "needs/confirm_support.html", facts | {"refusal": str(refusal)}, status=status)
    words = _("Thank you. Your support counts, and we write to you when something happens.")
    return done(request, words if wants_news else _("Thank you. Your support counts."), "needs:need", need.slug)
