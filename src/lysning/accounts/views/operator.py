from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from lysning.accounts import actions, queries
from lysning.accounts.forms import DecisionForm, PlatformRoleForm
from lysning.accounts.models import Claim
from lysning.accounts.words import CAUTION_WORDS, ROLE_WORDS
from lysning.core import clock
from lysning.core.http import actor_of, done, load, policy, refuse, status_of
from lysning.core.lookups import Alphabetical
from lysning.core.refusal import Refused
from lysning.directory.models import Partner


@policy("accounts.decide_claim")
def claims(request: HttpRequest) -> HttpResponse:
    facts = {"waiting": queries.waiting_claims(), "caution_words": CAUTION_WORDS, "now": clock.now()}
    return render(request, "accounts/claims.html", facts)


@policy("accounts.decide_claim", "GET", "POST")
def decide_claim(request: HttpRequest, pk: int) -> HttpResponse:
    claim = load(
        Claim.objects.waiting().select_related("user", "municipality"), request, see="accounts.decide_claim", pk=pk
    )
    form = DecisionForm(request.POST or None)
    if form.is_valid():
        try:
            actions.decide_claim(claim=claim, **form.cleaned_data, by=actor_of(request), at=clock.now())
            return done(request, _("Decided. We write to the person."), "accounts:claims")
        except Refused as refusal:
            refuse(form, refusal)
    return render(request, "accounts/decide_claim.html", {"form": form, "claim": claim}, status=status_of(form))


@policy("accounts.operate", "GET", "POST")
def platform_roles(request: HttpRequest) -> HttpResponse:
    form = PlatformRoleForm(request.POST or None)
    if form.is_valid():
        try:
            actions.grant_platform_role(**form.cleaned_data, by=actor_of(request), at=clock.now())
            return done(request, _("The role is given."), "accounts:platform_roles")
        except Refused as refusal:
            refuse(form, refusal)
    facts = {
        "form": form,
        "memberships": queries.platform_memberships(),
        "role_words": ROLE_WORDS,
        "partners": Partner.objects.filter(closed_at__isnull=True).order_by(Alphabetical("name")),
    }
    return render(request, "accounts/platform_roles.html", facts, status=status_of(form))
