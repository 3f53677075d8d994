from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from lysning.core import clock
from lysning.core.http import actor_of, done, load, policy, refuse, status_of
from lysning.core.refusal import Refused
from lysning.evidence import actions, queries
from lysning.evidence.forms import AdoptForm, ReasonForm
from lysning.evidence.models import Adoption, Finding
from lysning.evidence.views.findings import SEE, words_of


@policy("evidence.adopt", "GET", "POST")
def adopt(request: HttpRequest, slug: str) -> HttpResponse:
    """A municipality takes a finding as its own, with what is different there."""
    row = load(queries.with_words(Finding.objects.public()), request, see=SEE, slug=slug)
    actor, homes = actor_of(request), queries.may_adopt(actor_of(request), row)
    form = AdoptForm(request.POST if request.method == "POST" and homes else None, homes=homes)
    if form.is_bound and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("reservations", "decided_by")}
        try:
            actions.adopt_finding(finding=row, municipality=form.home(), **said, by=actor, at=clock.now())
            return done(request, _("Your municipality has adopted the finding."), "evidence:finding", slug)
        except Refused as refusal:
            refuse(form, refusal)
    version = row.current_version
    numbers = version.reckoned if version else row.reckoned
    context = {"form": form, "finding": row, "version": version, "homes": homes, **words_of(numbers)}
    return render(request, "evidence/adopt.html", context, status=status_of(form))


@policy("evidence.withdraw_adoption", "GET", "POST")
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Adoption.objects.select_related("finding", "municipality", "version")
    row = load(rows, request, see="evidence.view_adoption", do="evidence.withdraw_adoption", pk=pk)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            actions.withdraw_adoption(
                adoption=row, reason=form.cleaned_data["reason"], by=actor_of(request), at=clock.now()
            )
            return done(request, _("The adoption is withdrawn."), "evidence:finding", row.finding.slug)
        except Refused as refusal:
            refuse(form, refusal)
    return render(request, "evidence/withdraw.html", {"form": form, "adoption": row}, status=status_of(form))
