"""Writing a need, as a municipality or as a citizen; changing, closing and taking back."""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from lysning.accounts.models import User
from lysning.core import clock
from lysning.core.http import actor_of, done, load, policy, refuse, status_of
from lysning.core.permissions import may
from lysning.core.refusal import STALE, Refused
from lysning.core.resending import once
from lysning.needs import actions, queries
from lysning.needs.forms import CitizenForm, CloseForm, DeclareForm, EditForm, NeedForm
from lysning.needs.models import Need

SEE = "needs.view_need"
LOOK = "look"
"""The button that only asks for advice, where there is no JavaScript."""


@policy("needs.declare_need", "GET", "POST")
@once
def new(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    declarers = queries.declarers(actor)
    if not declarers:
        return render(request, "needs/no_post.html", status=403 if request.method == "POST" else 200)
    form = DeclareForm(request.POST if request.method == "POST" else None, declarers=declarers)
    if _is_sent(request, form):
        try:
            declared = actions.declare_need(**form.facts(), by=actor, at=clock.now())
            return done(request, _("The need is published. Suppliers can see it now."), "needs:need", declared.slug)
        except Refused as refusal:
            refuse(form, refusal)
    return _form_page(request, "needs/new.html", form, declarers=declarers)


@policy("needs.submit_need", "GET", "POST")
@once
def citizen(request: HttpRequest) -> HttpResponse:
    """A citizen writes a need; a moderator reads it before anybody else does."""
    user = request.user
    assert isinstance(user, User)
    form = CitizenForm(request.POST if request.method == "POST" else None)
    if _is_sent(request, form):
        try:
            row = actions.submit_need(**form.facts(), user=user, by=actor_of(request), at=clock.now())
            words = _("Thank you. A moderator reads it first. We write to you when it has been decided.")
            return done(request, words, "needs:need", row.slug)
        except Refused as refusal:
            refuse(form, refusal)
    own = queries.written_by(user)
    return _form_page(request, "needs/citizen.html", form, own=own)


@policy("needs.edit_need", "GET", "POST")
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    row = load(queries.with_places(), request, see=SEE, do="needs.edit_need", slug=slug)
    form = EditForm(request.POST if request.method == "POST" else None, need=row)
    if not _is_sent(request, form):
        return _form_page(request, "needs/edit.html", form, need=row)
    try:
        actions.edit_need(need=row, **form.facts(), by=actor_of(request), at=clock.now())
    except Refused as refusal:
        refuse(form, refusal)
        return _stale_page(request, slug, form) if refusal.code == STALE else _edit_page(request, row, form, 422)
    return done(request, _("The need is changed."), "needs:need", slug)


def _stale_page(request: HttpRequest, slug: str, form: EditForm) -> HttpResponse:
    """Shows what was written beside what somebody else has saved meanwhile; saving again then wins."""
    row = queries.with_places().get(slug=slug)
    sent = request.POST.copy()
    sent["revision"] = str(row.revision)
    form.data = sent
    return _edit_page(request, row, form, HTTPStatus.CONFLICT)


def _edit_page(request: HttpRequest, row: Need, form: EditForm, status: int) -> HttpResponse:
    facts = {"need": row, "form": form, "is_stale": status == HTTPStatus.CONFLICT}
    return render(request, "needs/edit.html", facts, status=status)


@policy("needs.close_need", "GET", "POST")
def close(request: HttpRequest, slug: str) -> HttpResponse:
    row = load(queries.with_places(), request, see=SEE, do="needs.close_need", slug=slug)
    form = CloseForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        note = form.cleaned_data["closing_note"]
        try:
            actions.close_need(need=row, note=note, by=actor_of(request), at=clock.now())
            return done(request, _("The need is closed."), "needs:need", slug)
        except Refused as refusal:
            refuse(form, refusal)
    return render(request, "needs/close.html", {"need": row, "form": form}, status=status_of(form))


@policy("needs.take_back_need", "GET", "POST")
def take_back(request: HttpRequest, slug: str) -> HttpResponse:
    row = load(queries.with_places(), request, see=SEE, do="needs.take_back_need", slug=slug)
    if request.method != "POST":
        return render(request, "needs/take_back.html", {"need": row})
    left = actions.take_back_need(need=row, by=actor_of(request), at=clock.now())
    if left is None:
        return done(request, _("The need is deleted."), "needs:needs")
    return done(request, _("The need is closed."), "needs:need", slug)


def _is_sent(request: HttpRequest, form: NeedForm) -> bool:
    """True when the form is sent to be saved and has no fault; what is only looked at is never saved."""
    return form.is_bound and LOOK not in request.POST and form.is_valid()


def _form_page(request: HttpRequest, template: str, form: NeedForm, **facts: Any) -> HttpResponse:
    """The page with the form; when it was only looked at, without complaints about what is not written yet."""
    is_look = LOOK in request.POST
    if is_look:
        form.stop_complaining()
    more = {"form": form, "is_look": is_look, "may_write_as_citizen": may(actor_of(request), "needs.submit_need")}
    return render(request, template, more | facts, status=200 if is_look else status_of(form))
