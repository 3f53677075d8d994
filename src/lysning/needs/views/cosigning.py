"""Co-signing a need in a municipality's name, changing the words, and taking the signature back."""

from collections.abc import Sequence
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from lysning.core import clock
from lysning.core.actors import Actor
from lysning.core.http import actor_of, done, load, policy, refuse, status_of
from lysning.core.permissions import may
from lysning.core.refusal import STALE, Refused
from lysning.needs import actions, queries
from lysning.needs.forms import CosignForm
from lysning.needs.models import CoSignature, Need
from lysning.needs.queries import Declarer

EDIT = "needs.edit_cosignature"


@policy("needs.cosign_need", "GET", "POST")
def cosign(request: HttpRequest, slug: str) -> HttpResponse:
    actor = actor_of(request)
    row = load(queries.with_places(), request, see="needs.view_need", do="needs.cosign_need", slug=slug)
    declarers = tuple(each for each in queries.declarers(actor) if _may_sign(each, row))
    if not declarers:
        return render(request, "needs/no_post.html", status=403 if request.method == "POST" else 200)
    if request.method != "POST" and (signed := _signed_already(actor, row, declarers)) is not None:
        return redirect("needs:edit_cosignature", slug, signed.pk)
    start = queries.said_before(row, declarers[0].municipality)
    form = CosignForm(request.POST if request.method == "POST" else None, declarers=declarers, initial=start)
    if form.is_bound and form.is_valid():
        try:
            actions.cosign_need(need=row, **form.facts(), by=actor, at=clock.now())
            return done(request, _("Your municipality co-signs the need."), "needs:need", slug)
        except Refused as refusal:
            refuse(form, refusal)
    facts = {"need": row, "form": form, "declarers": declarers}
    return render(request, "needs/cosign.html", facts, status=status_of(form))


def _signed_already(actor: Actor, need: Need, declarers: Sequence[Declarer]) -> CoSignature | None:
    """The signature there is when each of the municipalities has signed, and the actor may change it."""
    homes = {each.municipality.pk for each in declarers}
    rows = list(CoSignature.objects.standing().filter(need=need, municipality__in=homes))
    return next((row for row in rows if may(actor, EDIT, row)), None) if len(rows) == len(homes) else None


def _may_sign(declarer: Declarer, need: Need) -> bool:
    return need.is_citizens or declarer.municipality.pk != need.municipality_id


@policy(EDIT, "GET", "POST")
def edit_cosignature(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    row = _load(request, slug, pk)
    form = CosignForm(request.POST if request.method == "POST" else None, cosignature=row)
    status = status_of(form)
    if form.is_bound and form.is_valid():
        revision, said = form.cleaned_data["revision"] or 0, form.words_said()
        try:
            actions.edit_cosignature(cosignature=row, revision=revision, **said, by=actor_of(request), at=clock.now())
            return done(request, _("The co-signature is changed."), "needs:need", slug)
        except Refused as refusal:
            status = HTTPStatus.CONFLICT if refusal.code == STALE else HTTPStatus.UNPROCESSABLE_ENTITY
            refuse(form, refusal)
    if status == HTTPStatus.CONFLICT:
        row.refresh_from_db()
        sent = request.POST.copy()
        sent["revision"] = str(row.revision)
        form.data = sent
    facts = {"need": row.need, "form": form, "cosignature": row, "is_stale": status == HTTPStatus.CONFLICT}
    return render(request, "needs/cosign.html", facts, status=status)


@policy(EDIT, "POST")
def withdraw_cosignature(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    row = _load(request, slug, pk)
    actions.withdraw_cosignature(cosignature=row, by=actor_of(request), at=clock.now())
    return done(request, _("Your municipality does not co-sign the need any more."), "needs:need", slug)


def _load(request: HttpRequest, slug: str, pk: int) -> CoSignature:
    rows = CoSignature.objects.select_related("need__municipality", "need__area", "municipality")
    return load(rows, request, see="needs.view_cosignature", do=EDIT, pk=pk, need__slug=slug)
