from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from lysning.accounts import actions, queries, rules
from lysning.accounts.actions.invitations import hash_of
from lysning.accounts.models import Invitation, User
from lysning.accounts.words import ROLE_WORDS
from lysning.core import clock
from lysning.core.http import PUBLIC, actor_of, done, policy
from lysning.core.refusal import Refused

GONE = 410
FORBIDDEN = 403


@policy(PUBLIC, "GET", "POST")
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    found = queries.invitation_by_hash(hash_of(token))
    if found is None:
        raise Http404
    state = rules.invitation_state(
        accepted_at=found.accepted_at, withdrawn_at=found.withdrawn_at, expires_at=found.expires_at, at=clock.now()
    )
    if state != "open":
        return render(request, "accounts/invitation_ended.html", {"state": state}, status=GONE)
    user = request.user if isinstance(request.user, User) else None
    is_theirs = user is not None and found.email in queries.verified_addresses(user)
    if user is not None and is_theirs and request.method == "POST":
        try:
            return _accept(request, found, user)
        except Refused as refusal:
            return render(request, "core/refused.html", {"refusal": refusal}, status=422)
    facts = {"invitation": found, "role": ROLE_WORDS[found.role], "is_theirs": is_theirs, "address": request.path}
    is_other = user is not None and not is_theirs
    return render(request, "accounts/invitation.html", facts, status=FORBIDDEN if is_other else 200)


def _accept(request: HttpRequest, found: Invitation, user: User) -> HttpResponse:
    membership = actions.accept_invitation(invitation=found, user=user, by=actor_of(request), at=clock.now())
    organisation = membership.organisation
    if organisation is None:
        return done(request, _("Welcome."), "accounts:me")
    words = _("Welcome to %(name)s.") % {"name": organisation.name}
    return done(request, words, settings.LOGIN_REDIRECT_URL)
