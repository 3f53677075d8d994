"""The three steps of publishing; each saves as one goes, and nothing anybody wrote is lost."""

import json
from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lysning.accounts.models import SUPPLIER_ROLES
from lysning.catalogue import actions
from lysning.catalogue.forms import FactsForm, NoteForm, ProblemForm, StepForm, revision_of, seen_of
from lysning.catalogue.models import SolutionVersion
from lysning.catalogue.queries import answers_of, fingerprints_of, missing_answers, preview_facts, price_lines
from lysning.catalogue.rules.answers import LONGEST
from lysning.catalogue.rules.versions import fingerprint, seen_after
from lysning.core import clock
from lysning.core.http import SIGNED_IN, actor_of, done, policy, refuse, status_of
from lysning.core.lookups import Alphabetical
from lysning.core.refusal import STALE, Refused
from lysning.directory.models import Supplier
from lysning.web.publish.drafts import draft_of, draw
from lysning.web.publish.meeting import meet
from lysning.web.publish.reading import advice, duplicates_of, expected_reach

FORMS: Mapping[int, type[StepForm]] = {1: ProblemForm, 2: FactsForm}
LAST = 3
ONWARD = {"suggest": (0, "#omraader"), "reckon": (0, "#pris"), "next": (1, ""), "back": (-1, "")}
"""Where each button leads: steps from here, and the place on the page."""
TICKED = {"areas": "areas", "kle": "kle_groups", "topics": "topics"}
"""What is ticked with our advice beside it, and the answer it is."""
PUBLISHED_FROM = "published_from"
"""Session: the address a draft had, and the address it was published at. A second press or a step back leads there."""


@policy(SIGNED_IN, "GET", "POST")
def new(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    own = Supplier.objects.filter(pk__in=actor.organisations(SUPPLIER_ROLES)).order_by(Alphabetical("name"))
    if request.method != "POST":
        return render(request, "web/publish/new.html", {"suppliers": own})
    wanted = request.POST.get("supplier", "")
    supplier = own.filter(pk=int(wanted)).first() if wanted.isdecimal() and len(wanted) < 10 else None  # noqa: PLR2004 -- fits the column
    if supplier is None:
        raise Http404
    draft = actions.start_solution(supplier=supplier, by=actor, at=clock.now())
    return _see_other(reverse("publish:step", args=[draft.solution.slug, 1]))


@policy(SIGNED_IN, "GET", "POST")
def step(request: HttpRequest, slug: str, step: int) -> HttpResponse:
    if published := request.session.get(PUBLISHED_FROM, {}).get(slug):
        return redirect("web:solution", published)
    if step == LAST:
        return _review(request, draft_of(request, slug), None)
    if step not in FORMS:
        raise Http404
    draft = draft_of(request, slug)
    if request.method != "POST":
        return _show(request, draft, FORMS[step](initial=answers_of(draft)))
    way = request.POST.get("way", "next")
    form = FORMS[step](request.POST, is_final=way == "next")
    if not form.is_valid():
        return _show(request, draft, form)
    try:
        _save(request, draft, form)
    except Refused as refusal:
        if refusal.code == STALE:
            return _meet(request, slug, form, refusal)
        refuse(form, refusal)
        return _show(request, draft, form)
    return _onward(request, slug, step, way)


@policy(SIGNED_IN, "POST")
def autosave(request: HttpRequest, slug: str, step: int) -> HttpResponse:
    """Saves what is written without a fault while the person goes on writing; the answer is a line and fresh advice."""
    if step not in FORMS:
        raise Http404
    draft = draft_of(request, slug)
    form = FORMS[step](request.POST)
    form.is_valid()
    is_stale = False
    try:
        draft = _save(request, draft, form)
    except Refused as refusal:
        is_stale = refusal.code == STALE
        refuse(form, refusal)
    saved, seen = answers_of(draft), seen_of(request.POST)
    mine = form.changes
    is_whole = all(fingerprint(saved[name]) == fingerprint(mine[name]) for name in mine) and not form.errors
    context = {
        "form": form,
        "is_stale": is_stale,
        "revision": draft.revision if is_whole else revision_of(request.POST),
        "seen": _written(seen if is_stale else seen_after(seen, mine, saved)),
        **_help(request, draft, form),
    }
    return render(request, f"web/publish/_saved{step}.html", context, status=409 if is_stale else status_of(form))


@policy(SIGNED_IN, "POST")
def publish(request: HttpRequest, slug: str) -> HttpResponse:
    if published := request.session.get(PUBLISHED_FROM, {}).get(slug):
        return _see_other(reverse("web:solution", args=[published]))
    draft = draft_of(request, slug)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _review(request, draft, form)
    note, revision = form.cleaned_data["change_note"], revision_of(request.POST)
    try:
        version = actions.publish_solution(
            version=draft, by=actor_of(request), at=clock.now(), revision=revision, note=note
        )
    except Refused as refusal:
        refuse(form, refusal)
        return _review(request, draft, form, is_stale=refusal.code == STALE)
    if slug != version.solution.slug:
        request.session[PUBLISHED_FROM] = {slug: version.solution.slug}
    words = _("Your solution is published. Tonight it is offered to the first leaders.")
    return done(request, words, "web:solution", version.solution.slug)


def _save(request: HttpRequest, draft: SolutionVersion, form: StepForm) -> SolutionVersion:
    return actions.save_draft(
        version=draft,
        revision=revision_of(request.POST),
        changes=form.changes,
        by=actor_of(request),
        at=clock.now(),
        seen=seen_of(request.POST),
    )


def _onward(request: HttpRequest, slug: str, step: int, way: str) -> HttpResponse:
    if way == "later":
        return done(request, _("Saved. You can go on another day."), "catalogue:own")
    if way == "pictures":
        return _see_other(reverse("publish:pictures", args=[slug]))
    steps_on, place = ONWARD.get(way, ONWARD["next"])
    return _see_other(reverse("publish:step", args=[slug, max(1, step + steps_on)]) + place)


def _see_other(address: str) -> HttpResponse:
    return HttpResponseRedirect(address, status=303)


def _seen(draft: SolutionVersion, form: StepForm) -> str:
    seen = fingerprints_of(draft)
    return _written({name: seen[name] for name in form.fields if name in seen})


def _written(seen: Mapping[str, str]) -> str:
    return json.dumps(seen, separators=(",", ":"))


def _help(request: HttpRequest, draft: SolutionVersion, form: StepForm) -> dict[str, Any]:
    """What the step shows beside its questions: advice on the text as it stands in the form, or the price as it is saved."""
    if form.step != ProblemForm.step:
        return {"price": price_lines(draft)}
    whole = "\n".join(
        str(form[name].value() or "")[: LONGEST[name]] for name in ("title", "problem", "audience", "description")
    )
    chosen = {f"chosen_{name}": set(form[answer].value() or ()) for name, answer in TICKED.items()}
    return {"advice": advice(whole, actor=actor_of(request), solution_id=draft.solution_id, **chosen)}


def _show(request: HttpRequest, draft: SolutionVersion, form: StepForm) -> HttpResponse:
    own_seen = request.POST.get("seen") if form.is_bound else None
    context = {
        "draft": draft,
        "form": form,
        "revision": revision_of(request.POST) if form.is_bound else draft.revision,
        "seen": own_seen or _seen(draft, form),
        **_help(request, draft, form),
    }
    return draw(request, f"step{form.step}", form.step, context, status=status_of(form))


def _meet(request: HttpRequest, slug: str, form: StepForm, refusal: Refused) -> HttpResponse:
    fresh = draft_of(request, slug)
    conflicts = refusal.facts.get("answers", ())
    meeting = meet(form, fresh, seen_of(request.POST), conflicts if isinstance(conflicts, tuple) else ())
    clashing = {clash.answer for clash in meeting.clashes}
    context = {
        "draft": fresh,
        "step": form.step,
        "way": request.POST.get("way", "next"),
        "clashes": [(meeting.form[clash.answer], clash) for clash in meeting.clashes],
        "others": [field for field in meeting.form if field.name not in clashing],
        "seen": _seen(fresh, meeting.form),
    }
    return draw(request, "meet", form.step, context, status=409)


def _review(
    request: HttpRequest, draft: SolutionVersion, form: NoteForm | None, *, is_stale: bool = False
) -> HttpResponse:
    actor = actor_of(request)
    expected, reach_map = expected_reach(draft)
    missing, near = missing_answers(draft), duplicates_of(draft, actor)
    own = draft.solution.supplier.name
    context = {
        "draft": draft,
        "form": form or NoteForm(initial={"change_note": draft.change_note}),
        "solution": preview_facts(draft, actor),
        "reach": expected,
        "map": reach_map,
        "duplicates": near,
        "own_suppliers": {own},
        "has_own_duplicate": any(each.supplier_name == own for each in near),
        "missing": [answer for answer in missing if answer.is_required],
        "advised": [answer for answer in missing if not answer.is_required],
    }
    status = 409 if is_stale else status_of(form) if form else 200
    return draw(request, "review", LAST, context, status=status)
