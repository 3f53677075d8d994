from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from lysning.accounts import actions, queries
from lysning.accounts.forms import ClaimForm, InviteForm, SupplierForm
from lysning.accounts.models import Invitation, Membership
from lysning.accounts.views.people import person_of
from lysning.accounts.words import ROLE_WORDS
from lysning.core import clock
from lysning.core.http import SIGNED_IN, actor_of, done, load, policy, refuse, status_of
from lysning.core.permissions import may
from lysning.core.refusal import Refused
from lysning.directory.models import Organisation

ENDED_SHOWN = 20
DESCRIBE, HOME = "publish:new", "web:home"
"""Names of pages that lie in web, the room above: where a new supplier goes on, and where a coordinator's day begins."""


@policy("accounts.create_supplier", "GET", "POST")
def new_supplier(request: HttpRequest) -> HttpResponse:
    form = SupplierForm(request.POST or None)
    if form.is_valid():
        try:
            supplier = actions.register_supplier(
                **form.cleaned_data, user=person_of(request), by=actor_of(request), at=clock.now()
            )
            words = _("%(name)s is in Lysning. Now describe your first solution.") % {"name": supplier.name}
            return done(request, words, DESCRIBE)
        except Refused as refusal:
            refuse(form, refusal)
    return render(request, "accounts/new_supplier.html", {"form": form}, status=status_of(form))


@policy(SIGNED_IN, "GET", "POST")
def claim(request: HttpRequest) -> HttpResponse:
    user = person_of(request)
    form = ClaimForm(request.POST or None)
    if form.is_valid():
        try:
            made = actions.claim_municipality(**form.cleaned_data, user=user, by=actor_of(request), at=clock.now())
        except Refused as refusal:
            refuse(form, refusal)
        else:
            if made.granted_at is None:
                return done(request, _("Your request is sent."), "accounts:claim")
            words = _("You are now a coordinator of %(name)s.") % {"name": made.municipality.name}
            return done(request, words, HOME)
    facts = {"form": form, "claim": queries.latest_claim(user), "addresses": queries.verified_addresses(user)}
    return render(request, "accounts/claim.html", facts, status=status_of(form))


@policy("accounts.view_members")
def members(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    organisation = load(Organisation.objects.all(), request, see="accounts.view_members", kind=kind, slug=slug)
    actor, at = actor_of(request), clock.now()
    is_leading = may(actor, "accounts.invite", organisation)
    facts = {
        "organisation": organisation,
        "is_leading": is_leading,
        "own_id": actor.user_id,
        "members": queries.members_of(organisation),
        "invitations": queries.open_invitations(organisation, at=at) if is_leading else (),
        "ended": queries.ended_members_of(organisation)[:ENDED_SHOWN] if is_leading else (),
        "role_words": ROLE_WORDS,
    }
    return render(request, "accounts/members.html", facts)


@policy("accounts.invite", "GET", "POST")
def invite(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    organisation = load(
        Organisation.objects.all(), request, see="accounts.view_members", do="accounts.invite", kind=kind, slug=slug
    )
    form = InviteForm(request.POST or None, organisation=organisation)
    if form.is_valid():
        try:
            actions.invite(organisation=organisation, **form.cleaned_data, by=actor_of(request), at=clock.now())
            words = _("The invitation is on its way to %(email)s.") % {"email": form.cleaned_data["email"]}
            return done(request, words, "accounts:members", kind=kind, slug=slug)
        except Refused as refusal:
            refuse(form, refusal)
    facts = {"form": form, "organisation": organisation}
    return render(request, "accounts/invite.html", facts, status=status_of(form))


@policy("accounts.withdraw_invitation", "POST")
def withdraw_invitation(request: HttpRequest, pk: int) -> HttpResponse:
    invitation = load(
        Invitation.objects.select_related("organisation"),
        request,
        see="accounts.view_invitation",
        do="accounts.withdraw_invitation",
        pk=pk,
    )
    actions.withdraw_invitation(invitation=invitation, by=actor_of(request), at=clock.now())
    return _back(request, _("The invitation is withdrawn."), invitation.organisation)


@policy("accounts.end_membership", "GET", "POST")
def end_membership(request: HttpRequest, pk: int) -> HttpResponse:
    membership = load(
        Membership.objects.in_force().select_related("organisation", "user", "post__role"),
        request,
        see="accounts.view_membership",
        do="accounts.end_membership",
        pk=pk,
    )
    refusal = None
    if request.method == "POST":
        try:
            actions.end_membership(membership=membership, by=actor_of(request), at=clock.now())
        except Refused as no:
            refusal = no
        else:
            is_own = membership.user_id == actor_of(request).user_id
            words = _("You have left.") if is_own else _("The role has ended.")
            return done(request, words, "accounts:me") if is_own else _back(request, words, membership.organisation)
    facts = {
        "membership": membership,
        "refusal": refusal,
        "role": ROLE_WORDS[membership.role],
        "is_own": membership.user_id == actor_of(request).user_id,
    }
    return render(request, "accounts/end_membership.html", facts, status=422 if refusal else 200)


def _back(request: HttpRequest, words: str, organisation: Organisation | None) -> HttpResponse:
    if organisation is None:
        return done(request, words, "accounts:platform_roles")
    return done(request, words, "accounts:members", kind=organisation.kind, slug=organisation.slug)
