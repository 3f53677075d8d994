"""The protocol: begun, read in every version, edited part by part, changed in the open."""

import uuid
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lysning.community.models import Coalition
from lysning.community.queries import coalitions_of
from lysning.core import clock
from lysning.core.actors import Actor
from lysning.core.http import PUBLIC, actor_of, done, load, policy, refuse, status_of
from lysning.core.refusal import STALE, Refused
from lysning.core.resending import once
from lysning.needs.models import Need
from lysning.trials import actions, queries
from lysning.trials.forms import PARTS, BeginForm, PartForm, PartiesForm, changed
from lysning.trials.models import ProtocolVersion, Trial
from lysning.trials.rules import BASES, DUTIES, LONGEST, PROTECTION_SOURCE, QUESTIONS, Fault, Protocol, lacks, screen
from lysning.trials.views.finding import LEAD, find_trial, reader_of
from lysning.trials.words import ADVICE_WORDS, ANSWER_WORDS, COMPARISON_WORDS, RHYTHM_WORDS

PART_OF = {
    **dict.fromkeys(("title", "question", "population", "intervention", "usual", "comparison"), "spoergsmaal"),
    **dict.fromkeys(("measures", "needed", "needed_because"), "maal"),
    **dict.fromkeys(("total_cost", "costs", "duties"), "penge"),
    **dict.fromkeys(("legal_basis", "data_note", "screening"), "data"),
}
"""In which part a field stands; the plan, otherwise."""


@policy("trials.start_trial", "GET", "POST")
@once
def new(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    leads = queries.municipalities_of(actor)
    need, coalition = _around(request)
    first = leads[0].pk if len(leads) == 1 else None
    initial: dict[str, Any] = {"key": uuid.uuid4(), "lead": first, "coalition": coalition}
    if around := need or coalition:
        initial |= {"title": around.title[: LONGEST["title"]], "area": around.area.key}
    if coalition is not None and coalition.solution is not None:
        initial["solution"] = coalition.solution.slug
    posted = request.POST if request.method == "POST" else None
    form = BeginForm(posted, leads=leads, coalitions=_coalitions(actor), initial=initial)
    if form.is_bound and form.is_valid():
        try:
            begun = actions.begin_trial(**form.facts(), need=need, by=actor, at=clock.now())
            words = _("The trial is begun. Only your municipality and the evaluator can see it until it is registered.")
            return done(request, words, "trials:protocol", begun.slug)
        except Refused as refusal:
            refuse(form, refusal)
    return render(request, "trials/new.html", {"form": form, "need": need}, status=status_of(form))


@policy(PUBLIC)
def protocol(request: HttpRequest, slug: str, number: int | None = None) -> HttpResponse:
    row = find_trial(request, slug)
    versions = list(row.versions.order_by("-number"))
    version = next((each for each in versions if number in {None, each.number}), None)
    if version is None:
        raise Http404
    reader = reader_of(request, row)
    before = next((each for each in versions if each.number == version.number - 1), None)
    is_editable = reader.leads and number is None and row.state in {"draft", "registered", "running"}
    facts = _said(row, version) | {
        "versions": versions,
        "before": before,
        "changes": changed(row, before.protocol, version.protocol) if before else [],
        "is_old": version != versions[0],
        "reader": reader,
        "is_editable": is_editable,
        "parts": _parts(version, shows_lacks=row.state == "draft"),
    }
    return render(request, "trials/protocol.html", facts)


@policy(LEAD, "GET", "POST")
def edit(request: HttpRequest, slug: str, part: str) -> HttpResponse:
    row = find_trial(request, slug, do=LEAD)
    if part not in PARTS:
        raise Http404
    label, kind = PARTS[part]
    version = queries.version_in_force(row)
    is_amendment = row.registered_at is not None
    seen = version.number if is_amendment else version.revision
    initial = kind.initial_of(version.protocol) | {"revision": seen}
    form = kind(
        request.POST if request.method == "POST" else None, trial=row, is_amendment=is_amendment, initial=initial
    )
    status = HTTPStatus.OK
    if form.is_bound and form.is_valid():
        try:
            _save(row, form, is_amendment=is_amendment, by=actor_of(request))
            words = _("The new version is public.") if is_amendment else _("This part is saved.")
            return done(request, words, "trials:protocol", slug)
        except Refused as refusal:
            if refusal.code == STALE:
                return _stale_page(request, row, form, label)
            _refuse_part(form, refusal)
    if form.errors:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    facts = {"trial": row, "form": form, "label": label, "part": part, "is_amendment": is_amendment}
    return render(request, "trials/edit.html", facts, status=status)


@policy(LEAD, "GET", "POST")
def parties(request: HttpRequest, slug: str) -> HttpResponse:
    row, actor = find_trial(request, slug, do=LEAD), actor_of(request)
    initial = {
        "evaluator": row.evaluator_id,
        "solution": f"/loesninger/{row.solution.slug}/" if row.solution else "",
        "coalition": row.coalition_id,
    }
    posted = request.POST if request.method == "POST" else None
    form = PartiesForm(posted, coalitions=_coalitions(actor), trial=row, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            actions.set_parties(trial=row, **form.facts(), by=actor, at=clock.now())
            return done(request, _("This part is saved."), "trials:protocol", slug)
        except Refused as refusal:
            refuse(form, refusal)
    facts = {"trial": row, "form": form, "label": _("Who and what"), "is_amendment": False}
    return render(request, "trials/edit.html", facts, status=status_of(form))


def _around(request: HttpRequest) -> tuple[Need | None, Coalition | None]:
    """The need and the coalition the address names, if the reader may see them; an unknown one is 404.

    A coalition around a need brings its need along.
    """
    slug, of_coalition = (request.GET.get(name, "")[:100] for name in ("behov", "faellesskab"))
    needs = Need.objects.select_related("area")
    need = load(needs, request, see="needs.view_need", slug=slug) if slug else None
    if not of_coalition:
        return need, None
    rows = Coalition.objects.select_related("area", "solution")
    coalition = load(rows, request, see="community.view_inside", slug=of_coalition)
    if need is None and coalition.need_id is not None:
        need = needs.public().filter(pk=coalition.need_id).first()
    return need, coalition


def _coalitions(actor: Actor) -> list[int]:
    ids = actor.organisations(["leader", "coordinator"])
    return list(coalitions_of(ids).values_list("coalition_id", flat=True)) if ids else []


def _save(row: Trial, form: PartForm, *, is_amendment: bool, by: Actor) -> None:
    seen, at = form.cleaned_data["revision"] or 0, clock.now()
    if is_amendment:
        note = form.cleaned_data["note"]
        actions.amend_protocol(trial=row, number=seen, changes=form.changes(), note=note, by=by, at=at)
    else:
        actions.save_protocol(trial=row, revision=seen, changes=form.changes(), by=by, at=at)


def _refuse_part(form: PartForm, refusal: Refused) -> None:
    """At the first of the fields a fault of several lines belongs to."""
    first = {"costs": "party_1", "duties": "duty_contact", "screening": "answer_sensitive"}
    refusal.field = first.get(refusal.field or "", refusal.field)
    refuse(form, refusal)


def _stale_page(request: HttpRequest, row: Trial, form: PartForm, label: Any) -> HttpResponse:
    """What was written beside what somebody else has saved meanwhile; saving again then wins."""
    version = queries.version_in_force(row)
    is_amendment = row.registered_at is not None
    saved = type(form).initial_of(version.protocol)
    other = [
        (form[name].label, saved.get(name, ""))
        for name in form.fields
        if name in saved and saved[name] != form.cleaned_data.get(name)
    ]
    sent = request.POST.copy()
    sent["revision"] = str(version.number if is_amendment else version.revision)
    form.data = sent
    facts = {"trial": row, "form": form, "label": label, "is_amendment": is_amendment, "is_stale": True, "saved": other}
    return render(request, "trials/edit.html", facts, status=HTTPStatus.CONFLICT)


def _parts(version: ProtocolVersion, *, shows_lacks: bool) -> list[dict[str, Any]]:
    """The parts with what each still lacks."""
    missing: dict[str, list[str]] = {}
    for fault in lacks(version.protocol, clock.today()) if shows_lacks else ():
        missing.setdefault(PART_OF.get(fault.field, "plan"), []).append(_lack_words(fault))
    return [{"word": word, "label": label, "missing": missing.get(word, [])} for word, (label, _kind) in PARTS.items()]


def _lack_words(fault: Fault) -> str:
    """What is missing: the label of its field where that says it, otherwise the refusal's words."""
    kind = PARTS[PART_OF.get(fault.field, "plan")][1]
    if fault.code == "protocol_lacks" and fault.field in kind.base_fields:
        return str(kind.base_fields[fault.field].label)
    key = fault.facts.get("key")
    task = {"task": DUTIES[str(key)].words(_language())} if key else {}
    return str(Refused(fault.code, field=None, **fault.facts, **task))


def _language() -> str:
    return get_language() or "da"


def _said(row: Trial, version: ProtocolVersion) -> dict[str, Any]:
    """What a version says, in words."""
    said: Protocol = version.protocol
    plan = queries.plan_of(row, version)
    language = _language()
    basis = BASES.get(said.legal_basis)
    return {
        "trial": row,
        "version": version,
        "protocol": said,
        "plan": plan,
        "measures": [(measure, key == said.primary) for key, measure in plan.measures.items()],
        "comparison": COMPARISON_WORDS[said.comparison],
        "rhythm": RHYTHM_WORDS[said.rhythm],
        "duties": [(DUTIES[row.task].words(language), row.party) for row in said.duties if row.task in DUTIES],
        "basis": basis.words(language) if basis else "",
        "answers": [
            (QUESTIONS[key].words(language), ANSWER_WORDS[answer]) for key, answer in said.screening if key in QUESTIONS
        ],
        "advice": ADVICE_WORDS[screen(said.screening)],
        "source": {
            **PROTECTION_SOURCE,
            "source": PROTECTION_SOURCE.get(f"source_{language}", PROTECTION_SOURCE["source"]),
        },
    }
