"""Joining a need into another one, and taking them apart again."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from lysning.core import clock
from lysning.core.http import actor_of, done, load, policy, refuse, status_of
from lysning.core.refusal import Refused
from lysning.needs import actions, queries
from lysning.needs.forms import JoinForm, SeparateForm
from lysning.needs.models import Need

MOST_FOUND = 10
LONGEST_SEARCH = 100


@policy("needs.join_need", "GET", "POST")
def join(request: HttpRequest, slug: str) -> HttpResponse:
    """One searches for the other need, or comes with it chosen (`med`); the page says what stays where."""
    row = load(queries.with_places(), request, see="needs.view_need", do="needs.join_need", slug=slug)
    asked, chosen = request.GET.get("q", "")[:LONGEST_SEARCH], request.POST.get("into") or request.GET.get("med", "")
    found = _found(row, asked, chosen)
    form = JoinForm(request.POST if request.method == "POST" else None, choices=found, initial={"into": chosen})
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        into = next(each for each in found if each.slug == said["into"])
        try:
            actions.join_need(need=row, into=into, reason=said["reason"], by=actor_of(request), at=clock.now())
            return done(request, _("The needs are joined, and those concerned are told."), "needs:need", slug)
        except Refused as refusal:
            refuse(form, refusal)
    facts = {"need": row, "form": form, "found": found, "asked": asked, "chosen": chosen}
    return render(request, "needs/join.html", facts, status=status_of(form))


def _found(need: Need, asked: str, chosen: str) -> list[Need]:
    """The needs to choose among: the one that is chosen already first, then those that the search finds."""
    first = list(queries.joinable(need).filter(slug=chosen)) if chosen else []
    others = queries.joinable(need, text=asked).exclude(slug=chosen)[:MOST_FOUND] if asked else []
    return [*first, *others]


@policy("needs.separate_need", "GET", "POST")
def separate(request: HttpRequest, slug: str) -> HttpResponse:
    row = load(queries.with_places(), request, see="needs.view_need", do="needs.separate_need", slug=slug)
    form = SeparateForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            actions.separate_need(need=row, reason=form.cleaned_data["reason"], by=actor_of(request), at=clock.now())
            return done(request, _("The need stands by itself again."), "needs:need", slug)
        except Refused as refusal:
            refuse(form, refusal)
    facts = {"need": row, "form": form, "backing": queries.backing(row)}
    return render(request, "needs/separate.html", facts, status=status_of(form))
