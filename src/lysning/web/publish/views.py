"""The three steps of publishing; each saves as you go, and nothing anybody wrote is lost."""

import json
from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from lysning.accounts.models import SUPPLIER_ROLES
from lysning.catalogue import actions
from lysning.catalogue.forms import FactsForm, NoteForm, PictureForm, ProblemForm
from lysning.catalogue.models import Solution, SolutionImage, SolutionVersion
from lysning.catalogue.queries import answers_of, fingerprints_of, missing_answers, preview_facts, price_lines
from lysning.catalogue.rules.pictures import LARGEST_BYTES
from lysning.catalogue.rules.versions import both
from lysning.core import clock
from lysning.core.http import actor_of, done, load, policy, refuse
from lysning.core.refusal import STALE, Refused
from lysning.directory.models import Supplier
from lysning.taxonomy.models import KleGroup
from lysning.web.publish.reading import advice, advice_on, expected_reach

SEE, EDIT = "catalogue.view_solution", "catalogue.edit_solution"
FORMS: Mapping[int, type[forms.Form]] = {1: ProblemForm, 2: FactsForm}
LAST = 3


@policy("catalogue.create_solution", "GET", "POST")
def new(request: HttpRequest) -> HttpResponse:
    own = Supplier.objects.filter(pk__in=actor_of(request).organisations(SUPPLIER_ROLES)).order_by("name")
    if request.method != "POST":
        return render(request, "web/publish/new.html", {"suppliers": own})
    wanted = request.POST.get("supplier", "")
    supplier = own.filter(pk=wanted).first() if wanted.isascii() and wanted.isdigit() else own.first()
    if supplier is None:
        raise Http404
    draft = actions.start_solution(supplier=supplier, by=actor_of(request), at=clock.now())
    return redirect("publish:step", draft.solution.slug, 1)


@policy(SEE, "GET", "POST")
def step(request: HttpRequest, slug: str, step: int) -> HttpResponse:
    draft = _draft(request, slug)
    if step == LAST:
        return _preview(request, draft, NoteForm(initial={"change_note": draft.change_note}))
    if step not in FORMS:
        raise Http404
    if request.method != "POST":
        return _show(request, draft, step, FORMS[step](initial=answers_of(draft)))
    form = FORMS[step](request.POST)
    if not form.is_valid():
        return _show(request, draft, step, form, status=422)
    try:
        _save(request, draft, form.cleaned_data)
    except Refused as refusal:
        if refusal.code == STALE:
            return _meet(request, draft, step, form, refusal)
        refuse(form, refusal)
        return _show(request, draft, step, form, status=422)
    return _onward(request, slug, step)


@policy(SEE, "POST")
def suggestions(request: HttpRequest, slug: str) -> HttpResponse:
    """The advice on what is being written right now; saves nothing."""
    draft = _draft(request, slug)
    text = "\n".join(request.POST.get(name, "")[:8000] for name in ("title", "problem", "audience", "description"))
    chosen = set(request.POST.getlist("areas"))
    found = advice(text, actor=actor_of(request), solution=draft.solution)
    kle = _kle_choices(found.kle_groups, request.POST.getlist("kle_groups"))
    context = {"advice": found, "chosen_areas": chosen, "kle_choices": kle}
    return render(request, "web/publish/_advice.html", context)


@policy(SEE, "POST")
def add_picture(request: HttpRequest, slug: str) -> HttpResponse:
    draft = _draft(request, slug)
    form = PictureForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["picture"]
        try:
            content = file.read(LARGEST_BYTES + 1) if file else b""
            alt = form.cleaned_data["alt"]
            actions.add_image(version=draft, content=content, alt=alt, by=actor_of(request), at=clock.now())
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return done(request, _("The picture is added."), "publish:step", slug, 2)
    return _show(request, draft, 2, FactsForm(initial=answers_of(draft)), pictures=form, status=422)


@policy(SEE, "POST")
def remove_picture(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    draft = _draft(request, slug)
    image = SolutionImage.objects.filter(version=draft, pk=pk).first()
    if image is None:
        raise Http404
    actions.remove_image(image=image, by=actor_of(request), at=clock.now())
    return done(request, _("The picture is removed."), "publish:step", slug, 2)


@policy(SEE, "POST")
def publish(request: HttpRequest, slug: str) -> HttpResponse:
    draft = _draft(request, slug)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _preview(request, draft, form, status=422)
    actor, now = actor_of(request), clock.now()
    try:
        revision = _number(request.POST.get("revision", ""))
        saved = actions.save_draft(version=draft, revision=revision, changes=form.cleaned_data, by=actor, at=now)
        version = actions.publish_solution(version=saved, by=actor, at=now)
    except Refused as refusal:
        refuse(form, refusal)
        return _preview(request, draft, form, status=409 if refusal.code == STALE else 422)
    words = _("Your solution is published. Tonight it is offered to the first leaders.")
    return done(request, words, "web:solution", version.solution.slug)


def _draft(request: HttpRequest, slug: str) -> SolutionVersion:
    solution = load(Solution.objects.select_related("supplier"), request, see=SEE, do=EDIT, slug=slug)
    rows = SolutionVersion.objects.filter(solution=solution, frozen_at__isnull=True).select_related(
        "solution__supplier"
    )
    draft = rows.prefetch_related("areas", "kle_groups", "used_by", "images").first()
    if draft is None:
        raise Http404
    return draft


def _number(written: str) -> int:
    return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else 0  # noqa: PLR2004 -- fits the column


def _save(request: HttpRequest, draft: SolutionVersion, changes: Mapping[str, Any]) -> SolutionVersion:
    try:
        seen = json.loads(request.POST.get("seen", "{}"))
    except ValueError:
        seen = {}
    seen = {str(name): str(mark) for name, mark in seen.items()} if isinstance(seen, dict) else {}
    plain = {name: tuple(value) if isinstance(value, list) else value for name, value in changes.items()}
    revision = _number(request.POST.get("revision", ""))
    by, at = actor_of(request), clock.now()
    return actions.save_draft(version=draft, revision=revision, changes=plain, by=by, at=at, seen=seen)


def _onward(request: HttpRequest, slug: str, step: int) -> HttpResponse:
    way = request.POST.get("videre", "naeste")
    if way == "senere":
        return done(request, _("Saved. You can go on another day."), "catalogue:own")
    response = redirect("publish:step", slug, step if way == "forslag" else step + 1)
    response.status_code = 303
    return response


def _meet(request: HttpRequest, draft: SolutionVersion, step: int, form: forms.Form, refusal: Refused) -> HttpResponse:
    """Two have written at once: both texts in the same field, so that no word is lost and the person joins them."""
    fresh = _draft(request, draft.solution.slug)
    saved, mine = answers_of(fresh), dict(form.cleaned_data)
    both_texts = []
    for name in refusal.facts.get("answers", ()):  # type: ignore[attr-defined]
        if isinstance(saved.get(name), str) and name in form.fields and isinstance(form.fields[name], forms.CharField):
            both_texts.append((form.fields[name].label, saved[name], mine[name]))
            mine[name] = both(str(saved[name]), str(mine[name]))
    again = FORMS[step](initial=mine)
    return _show(request, fresh, step, again, status=409, both=both_texts, refusal=refusal)


def _kle_choices(suggested: Any, chosen: Any) -> list[tuple[str, str, tuple[str, ...], bool]]:
    """KLE groups to tick: those chosen, and those suggested with the words that led there."""
    picked = set(chosen)
    rows = [(s.number, s.title, s.words, s.number in picked) for s in suggested]
    more = KleGroup.objects.filter(number__in=picked - {row[0] for row in rows})
    return [*((kle.number, kle.title, (), True) for kle in more), *rows]


def _show(
    request: HttpRequest, draft: SolutionVersion, step: int, form: forms.Form, *, status: int = 200, **more: Any
) -> HttpResponse:
    context: dict[str, Any] = {
        "draft": draft,
        "form": form,
        "step": step,
        "seen": json.dumps(fingerprints_of(draft)),
        "pictures": more.pop("pictures", None) or PictureForm(),
        **more,
    }
    if step == 1:
        found = advice_on(draft, actor=actor_of(request))
        chosen = form["kle_groups"].value() or ()
        context |= {
            "advice": found,
            "chosen_areas": set(form["areas"].value() or ()),
            "kle_choices": _kle_choices(found.kle_groups, chosen),
        }
    else:
        context["price"] = price_lines(draft)
    return render(request, f"web/publish/step{step}.html", context, status=status)


def _preview(request: HttpRequest, draft: SolutionVersion, form: NoteForm, *, status: int = 200) -> HttpResponse:
    expected, reach_map = expected_reach(draft)
    missing = missing_answers(draft)
    context = {
        "draft": draft,
        "form": form,
        "step": LAST,
        "solution": preview_facts(draft, actor_of(request)),
        "reach": expected,
        "map": reach_map,
        "missing": [answer for answer in missing if answer.is_required],
        "advised": [answer for answer in missing if not answer.is_required],
    }
    return render(request, "web/publish/step3.html", context, status=status)
