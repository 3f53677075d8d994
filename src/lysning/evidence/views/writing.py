"""The evaluator's work: what waits to be written, a draft from the measurements, own words, and publishing."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from lysning.accounts.models import MUNICIPAL_ROLES, PARTNER_ROLES
from lysning.core import clock
from lysning.core.http import actor_of, done, load, policy, refuse, status_of
from lysning.core.refusal import STALE, Refused
from lysning.core.resending import once
from lysning.directory.models import Organisation
from lysning.evidence import actions, queries
from lysning.evidence.forms import FindingForm, PublishForm, StudyForm
from lysning.evidence.models import Finding
from lysning.evidence.pictures import forest_of
from lysning.evidence.views.findings import SEE, words_of
from lysning.evidence.views.lines import place_rows
from lysning.evidence.words import effect_words
from lysning.trials.models import OutcomeMeasure, Trial

EDIT = "evidence.edit_finding"
STUDY = "evidence.record_study"


@policy(STUDY)
def to_write(request: HttpRequest) -> HttpResponse:
    """The trials that have ended and wait for their findings, and the drafts."""
    actor = actor_of(request)
    context = {"waiting": queries.to_write(actor), "drafts": list(queries.own_drafts(actor))}
    return render(request, "evidence/to_write.html", context)


@policy("evidence.start_finding", "POST")
def start(request: HttpRequest, trial: str, measure: str) -> HttpResponse:
    rows = Trial.objects.select_related("solution__current_version")
    row = load(rows, request, see="evidence.start_finding", slug=trial)
    what = get_object_or_404(OutcomeMeasure, key=measure)
    begun = actions.start_finding(trial=row, measure=what, by=actor_of(request), at=clock.now())
    return done(request, _("The draft is ready. The numbers come from the measurements."), "evidence:edit", begun.slug)


@policy(STUDY, "GET", "POST")
@once
def study(request: HttpRequest) -> HttpResponse:
    """A study that was published elsewhere."""
    actor = actor_of(request)
    authors = list(Organisation.objects.filter(pk__in=actor.organisations((*MUNICIPAL_ROLES, *PARTNER_ROLES))))
    measures = list(OutcomeMeasure.objects.exclude(key="usage"))
    posted = request.POST if request.method == "POST" else None
    form = StudyForm(
        posted, authors=authors, measures=measures, initial={"sponsor": "independent", "design": "parallel"}
    )
    if form.is_bound and form.is_valid():
        try:
            begun = actions.record_study(**form.facts(), by=actor, at=clock.now())
            return done(request, _("The draft is ready. Read it through and publish it."), "evidence:edit", begun.slug)
        except Refused as refusal:
            refuse(form, refusal)
    return render(request, "evidence/study.html", {"form": form}, status=status_of(form))


@policy(EDIT, "GET", "POST")
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    row = load(queries.with_words(), request, see=SEE, do=EDIT, slug=slug)
    form = FindingForm(request.POST if request.method == "POST" else None, initial=FindingForm.initial_of(row))
    status = status_of(form)
    if form.is_bound and form.is_valid():
        try:
            actions.edit_finding(
                finding=row,
                revision=form.cleaned_data["revision"] or 0,
                words=form.words(),
                by=actor_of(request),
                at=clock.now(),
            )
            return done(request, _("The finding is saved. It is not published yet."), "evidence:publish", slug)
        except Refused as refusal:
            refuse(form, refusal)
            status = HTTPStatus.CONFLICT if refusal.code == STALE else HTTPStatus.UNPROCESSABLE_ENTITY
            if refusal.code == STALE:
                row = load(queries.with_words(), request, see=SEE, do=EDIT, slug=slug)
                sent = request.POST.copy()
                sent["revision"] = str(row.revision)
                form.data = sent
    context = {"form": form, "is_stale": status == HTTPStatus.CONFLICT, **_shown(row)}
    return render(request, "evidence/edit.html", context, status=status)


@policy(EDIT, "GET", "POST")
def publish(request: HttpRequest, slug: str) -> HttpResponse:
    """The finding as everyone will read it, and the button."""
    row = load(queries.with_words(), request, see=SEE, do=EDIT, slug=slug)
    form = PublishForm(request.POST if request.method == "POST" else None, initial={"revision": row.revision})
    if row.published_at is None:
        del form.fields["note"]
    status = status_of(form)
    if form.is_bound and form.is_valid():
        try:
            said = {"note": "", **form.cleaned_data}
            actions.publish_finding(finding=row, **said, by=actor_of(request), at=clock.now())
            return done(request, _("The finding is published."), "evidence:finding", slug)
        except Refused as refusal:
            refuse(form, refusal)
            status = HTTPStatus.CONFLICT if refusal.code == STALE else HTTPStatus.UNPROCESSABLE_ENTITY
    return render(request, "evidence/publish.html", {"form": form, **_shown(row)}, status=status)


def _shown(row: Finding) -> dict[str, object]:
    numbers = row.reckoned
    return {
        "finding": row,
        "numbers": numbers,
        **words_of(numbers),
        "effect": effect_words(numbers.measure, numbers.whole),
        "generated": [(language, actions.generated(row, numbers, language)) for language in ("da", "en")],
        "forest": forest_of(numbers, row.measure.name, row.title),
        "lines": place_rows(numbers),
        "runs": row.trial is not None and row.trial.state not in {"finished", "stopped"},
    }
