from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from lysning.accounts import actions, queries
from lysning.accounts.models import Membership, User
from lysning.core import clock
from lysning.core.http import PUBLIC, done, policy

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@policy(PUBLIC)
def examples(request: HttpRequest) -> HttpResponse:
    _only_in_example_mode()
    groups: dict[str, list[Membership]] = {}
    for row in queries.example_people():
        place = row.organisation
        heading = _("Those who run Lysning") if place is None else _("Supplier and partner")
        groups.setdefault(place.name if place and place.kind == "municipality" else heading, []).append(row)
    return render(request, "accounts/examples.html", {"groups": groups})


@policy(PUBLIC, "POST")
def enter(request: HttpRequest, pk: int) -> HttpResponse:
    _only_in_example_mode()
    user = get_object_or_404(User, pk=pk, is_example=True, is_active=True)
    login(request, actions.enter_as_example(user=user, at=clock.now()), backend=BACKEND)
    words = _("You are now %(name)s, a made-up person.") % {"name": user.name}
    return done(request, words, settings.LOGIN_REDIRECT_URL)


def _only_in_example_mode() -> None:
    if not settings.EXAMPLE_MODE:
        raise Http404
