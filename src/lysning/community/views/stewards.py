"""What starts a coalition, and what those who look after it do."""

from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from lysning.accounts.models import MUNICIPAL_ROLES
from lysning.catalogue.models import Solution
from lysning.community import actions, queries
from lysning.community.forms import CloseForm, DecisionForm, EditForm, HandOverForm, NextStepForm, ReviseForm, StartForm
from lysning.community.models import Coalition, Decision, Member
from lysning.community.rules import STEWARDS
from lysning.community.views.finding import STEWARD, Words, acting, find, form_page, refused, renew, sent
from lysning.core import clock
from lysning.core.http import actor_of, done, load, policy, refuse, status_of
from lysning.core.lookups import Alphabetical
from lysning.core.refusal import STALE, Refused
from lysning.core.resending import once
from lysning.directory.models import Organisation
from lysning.needs.models import Need
from lysning.needs.queries import listed as listed_needs
from lysning.taxonomy.models import Topic

NEEDS_SHOWN = 5


@policy("community.start", "GET", "POST")
@once
def start(request: HttpRequest) -> HttpResponse:
    """Around what the address says; without that it asks for it."""
    actor = actor_of(request)
    own = actor.organisations(MUNICIPAL_ROLES)
    said = {
        name: request.GET.get(word, "")
        for name, word in (("need", "behov"), ("topic", "emne"), ("solution", "loesning"))
    }
    if not any(said.values()):
        needs = listed_needs(actor).filter(municipality_id__in=own)[:NEEDS_SHOWN]
        return render(request, "community/choose.html", {"needs": needs})
    subject = queries.subject_by(**said)
    if subject is None:
        raise Http404
    organisations = Organisation.objects.filter(pk__in=own, closed_at__isnull=True).order_by(Alphabetical("name"))
    form = StartForm(sent(request), organisations=list(organisations), initial=_suggested(subject))
    if form.is_bound and form.is_valid():
        try:
            made = actions.start_coalition(**form.facts(), subject=subject, by=actor, at=clock.now())
            words = _("The coalition has begun. You look after it.")
            return done(request, words, "community:coalition", made.slug)
        except Refused as refusal:
            refuse(form, refusal)
    facts = {"form": form, "subject": _name_of(subject), "address": request.get_full_path()}
    return render(request, "community/start.html", facts, status=status_of(form))


def _suggested(subject: Need | Topic | Solution) -> dict[str, Any]:
    """The title and service area that lie close."""
    if isinstance(subject, Need):
        return {"title": subject.title, "area": subject.area.key, "joining": "request"}
    areas = list(subject.areas.all()[:2]) if isinstance(subject, Topic) else []
    return {"title": _name_of(subject), "area": areas[0].key if len(areas) == 1 else "", "joining": "request"}


def _name_of(subject: Need | Topic | Solution) -> str:
    if isinstance(subject, Solution) and subject.current_version:
        return subject.current_version.title
    return str(subject)


@policy(STEWARD, "GET", "POST")
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    row = find(request, slug, do=STEWARD)
    form = EditForm.of(row, sent(request))
    words = Words(_("Change what it says"), _("Save"))

    def act() -> None:
        revision = form.cleaned_data["revision"]
        actions.edit_coalition(coalition=row, revision=revision, **form.about(), by=actor_of(request), at=clock.now())

    return _change(request, row, form, act, words, shown=("title", "purpose"), said=_("The coalition is changed."))


@policy(STEWARD, "GET", "POST")
def next_step(request: HttpRequest, slug: str) -> HttpResponse:
    row = find(request, slug, do=STEWARD)
    form = NextStepForm.of(row, sent(request))
    words = Words(_("The next step"), _("Save the next step"))

    def act() -> None:
        actions.set_next_step(coalition=row, **form.cleaned_data, by=actor_of(request), at=clock.now())

    return _change(request, row, form, act, words, shown=("next_step", "next_step_on"), said=_("The next step is set."))


def _change(
    request: HttpRequest,
    row: Coalition,
    form: Form,
    act: Callable[[], None],
    words: Words,
    *,
    shown: tuple[str, ...],
    said: str,
) -> HttpResponse:
    """One change of a coalition's own words; who saved too late sees what stands there and may save again."""
    if not (form.is_bound and form.is_valid()):
        return form_page(request, row, form, words)
    try:
        act()
    except Refused as refusal:
        status = refused(form, refusal)
        if refusal.code != STALE:
            return form_page(request, row, form, words, status=status)
        fresh = queries.with_subjects().get(pk=row.pk)
        renew(form, fresh.revision)
        saved = [(form.fields[name].label, getattr(fresh, name)) for name in shown]
        return form_page(request, fresh, form, words, status=status, saved=saved)
    return done(request, said, "community:coalition", row.slug)


@policy(STEWARD, "GET", "POST")
def hand_over(request: HttpRequest, slug: str) -> HttpResponse:
    row = find(request, slug, do=STEWARD)
    mine = next((member for member in acting(request, row).values() if member.is_steward), None)
    others = _may_take_over(row, but_not=mine)
    form = HandOverForm(sent(request), members=others, initial={"stays": "yes"})
    lead = _("Those who look after a coalition answer requests, write decisions down and keep the next step.")
    texts = Words(_("Who looks after the coalition?"), _("Save"), lead)
    if not others or mine is None:
        return form_page(request, row, None, texts, nobody=_("No other municipality is a member yet."))
    if form.is_bound and form.is_valid():
        to = next(member for member in others if str(member.pk) == form.cleaned_data["to"])
        stays = form.cleaned_data["stays"] == "yes"
        try:
            actions.hand_over(member=mine, to=to, stays=stays, by=actor_of(request), at=clock.now())
            words = _("%(name)s looks after the coalition now.") % {"name": to.organisation.name}
            return done(request, words, "community:coalition", slug)
        except Refused as refusal:
            refuse(form, refusal)
    return form_page(request, row, form, texts)


def _may_take_over(row: Coalition, *, but_not: Member | None) -> list[Member]:
    rows = queries.in_force_of(row).filter(organisation__kind__in=STEWARDS)
    return [member for member in rows if but_not is None or member.pk != but_not.pk]


@policy(STEWARD, "GET", "POST")
def close(request: HttpRequest, slug: str) -> HttpResponse:
    row = find(request, slug, do=STEWARD)
    form = CloseForm(sent(request))
    lead = _("Members can still read everything. Nobody can add anything, and requests that wait are declined.")
    texts = Words(_("Close the coalition"), _("Close the coalition"), lead, "warning")
    if form.is_bound and form.is_valid():
        note = form.cleaned_data["closing_note"]
        try:
            actions.close_coalition(coalition=row, note=note, by=actor_of(request), at=clock.now())
            return done(request, _("The coalition is closed."), "community:coalition", slug)
        except Refused as refusal:
            refuse(form, refusal)
    return form_page(request, row, form, texts)


@policy(STEWARD, "GET", "POST")
@once
def decide(request: HttpRequest, slug: str) -> HttpResponse:
    row = find(request, slug, do=STEWARD)
    form = DecisionForm(sent(request), initial={"decided_on": clock.today()})
    texts = Words(_("Write a decision down"), _("Save the decision"))
    if form.is_bound and form.is_valid():
        try:
            actions.record_decision(coalition=row, **form.cleaned_data, by=actor_of(request), at=clock.now())
            return done(request, _("The decision is written down."), "community:coalition", slug)
        except Refused as refusal:
            refuse(form, refusal)
    return form_page(request, row, form, texts)


@policy("community.edit_decision", "GET", "POST")
def revise(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    row = find(request, slug)
    rows = Decision.objects.select_related("coalition")
    see, do = "community.view_decision", "community.edit_decision"
    found = load(rows, request, see=see, do=do, coalition=row, number=number)
    form = ReviseForm.of(found, sent(request))
    texts, saved = Words(_("Word the decision anew"), _("Save the new wording")), []
    if not (form.is_bound and form.is_valid()):
        return form_page(request, row, form, texts)
    try:
        actions.revise_decision(decision=found, **form.cleaned_data, by=actor_of(request), at=clock.now())
    except Refused as refusal:
        status = refused(form, refusal)
        if refusal.code == STALE:
            found.refresh_from_db()
            renew(form, found.revision)
            saved = [(form.fields[name].label, getattr(found, name)) for name in ("title", "text")]
        return form_page(request, row, form, texts, status=status, saved=saved)
    words = _("The new wording counts. The earlier one stays to be read.")
    return done(request, words, "community:decision", slug, number)
