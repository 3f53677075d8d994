from functools import wraps
from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib.auth import logout, update_session_auth_hash
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import check_for_language
from django.utils.translation import gettext as _
from django.views.i18n import set_language

from lysning.accounts import actions, queries
from lysning.accounts.forms import PersonForm
from lysning.accounts.models import User
from lysning.accounts.words import ROLE_WORDS
from lysning.core import clock
from lysning.core.http import PUBLIC, SIGNED_IN, View, actor_of, done, policy, refuse, status_of
from lysning.core.refusal import Refused


def not_for_examples(view: View) -> View:
    """Closes a page about the own sign-in to the people of the example data, who belong to everybody."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if getattr(request.user, "is_example", False):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def person_of(request: HttpRequest) -> User:
    """The person who is signed in; for views that only signed-in people reach."""
    user = request.user
    if not isinstance(user, User):
        raise TypeError("nobody is signed in")
    return user


@policy(SIGNED_IN)
def welcome(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/welcome.html", {"claim": queries.latest_claim(person_of(request))})


@policy(SIGNED_IN, "GET", "POST")
def me(request: HttpRequest) -> HttpResponse:
    user = person_of(request)
    form = PersonForm(request.POST or None, initial={"name": user.name, "language": user.language})
    if form.is_valid():
        try:
            actions.edit_person(user=user, **form.cleaned_data, by=actor_of(request), at=clock.now())
            return done(request, _("Saved."), "accounts:me")
        except Refused as refusal:
            refuse(form, refusal)
    facts = {"form": form, "memberships": queries.memberships_of(user), "role_words": ROLE_WORDS}
    return render(request, "accounts/me.html", facts, status=status_of(form))


@policy(SIGNED_IN, "POST")
def sign_out_elsewhere(request: HttpRequest) -> HttpResponse:
    user = actions.sign_out_elsewhere(user=person_of(request), by=actor_of(request), at=clock.now())
    update_session_auth_hash(request, user)
    return done(request, _("You are signed out everywhere but here."), "accounts:me")


@policy(SIGNED_IN)
def export(request: HttpRequest) -> HttpResponse:
    answer = JsonResponse(queries.own_data(person_of(request)), json_dumps_params={"ensure_ascii": False, "indent": 2})
    answer["Content-Disposition"] = 'attachment; filename="lysning-mine-data.json"'
    return answer


@policy(SIGNED_IN, "GET", "POST")
@not_for_examples
@reauthentication_required  # type: ignore[untyped-decorator]
def delete(request: HttpRequest) -> HttpResponse:
    user = person_of(request)
    refusal = None
    if request.method == "POST":
        try:
            actions.delete_account(user=user, by=actor_of(request), at=clock.now())
        except Refused as no:
            refusal = no
        else:
            logout(request)
            return done(request, _("Your account is deleted. Goodbye, and thank you."), "account_login")
    facts = {"refusal": refusal, "memberships": queries.memberships_of(user), "role_words": ROLE_WORDS}
    return render(request, "accounts/delete.html", facts, status=422 if refusal else 200)


@policy(PUBLIC, "POST")
def choose_language(request: HttpRequest) -> HttpResponse:
    language = request.POST.get("language", "")
    if isinstance(request.user, User) and check_for_language(language):
        actions.remember_language(user=request.user, language=language)
    return set_language(request)
