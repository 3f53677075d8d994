"""The edge: every view says which verb it needs, and loads rows through the permission tables alone."""

from collections.abc import Callable, Collection
from functools import wraps
from typing import Any, TypeVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.http import require_http_methods

from lysning.core import permissions
from lysning.core.actors import VISITOR, Actor
from lysning.core.refusal import Refused

M = TypeVar("M", bound=Model)
View = Callable[..., HttpResponseBase]

PUBLIC = "public"
SIGNED_IN = "signed in"


def actor_of(request: HttpRequest) -> Actor:
    """The actor that the accounts middleware found behind the request; a visitor when nobody is signed in."""
    return getattr(request, "actor", VISITOR)


def is_looked_at(request: HttpRequest) -> bool:
    """True when a person opens the page, and not when a browser fetches it ahead or asks for its head."""
    is_ahead = "prefetch" in request.headers.get("Sec-Purpose", request.headers.get("Purpose", ""))
    return request.method == "GET" and not is_ahead


def policy(mark: str, *methods: str) -> Callable[[View], View]:
    """Marks a view with who may come in (PUBLIC, SIGNED_IN or a verb) and which methods it takes (GET when none named).

    A verb about no row is checked here: a visitor is sent to sign in, others get 403. A verb about a row is checked by
    `load`; but when the table lets no visitor do it to any row, a visitor is sent to sign in before anything is looked
    up, so that the answer is the same whether the row exists or not. A view without a mark fails the matrix test.
    """
    accepted = [*(methods or ("GET",)), *(["HEAD"] if not methods or "GET" in methods else [])]

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            actor = actor_of(request)
            if _may_come_in(actor, mark):
                return view(request, *args, **kwargs)
            if actor.is_signed_in:
                raise PermissionDenied
            return _to_sign_in(request, accepted)

        methodical: View = require_http_methods(accepted)(guarded)
        methodical.policy = (mark, tuple(accepted))  # type: ignore[attr-defined]
        return methodical

    return decorate


def _may_come_in(actor: Actor, mark: str) -> bool:
    if mark in {PUBLIC, SIGNED_IN}:
        return mark == PUBLIC or actor.is_signed_in
    if permissions.verb(mark).model is None:
        return permissions.may(actor, mark)
    return actor.is_signed_in or permissions.conceivable(actor, mark)


def _to_sign_in(request: HttpRequest, accepted: Collection[str]) -> HttpResponse:
    """Sign in, and back to this address afterwards if it is one that can be looked at."""
    way_back = f"?{urlencode({'next': request.get_full_path()})}" if "GET" in accepted else ""
    return HttpResponseRedirect(reverse("account_login") + way_back)


def load(rows: QuerySet[M], request: HttpRequest, *, see: str, do: str | None = None, **lookup: Any) -> M:
    """The one row with this lookup, if the actor may see it; the only way a view gets at a row by an address.

    Raises Http404 when there is none or the actor may not `see` it, PermissionDenied when it may be seen but the actor may
    not `do` the verb.
    """
    actor = actor_of(request)
    row = permissions.allowed(rows, actor, see).filter(**lookup).first()
    if row is None:
        raise Http404
    if do is not None and not permissions.may(actor, do, row):
        raise PermissionDenied
    return row


def refuse(form: BaseForm, refusal: Refused) -> None:
    """Puts a refusal into the form: at its field when the form has it, otherwise at the top."""
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))


def status_of(form: BaseForm) -> int:
    """The status of a page that shows this form: 422 when it was sent with errors, otherwise 200."""
    return 422 if form.is_bound and form.errors else 200


def done(
    request: HttpRequest, words: str | Promise, to: str, *args: Any, undo: str = "", **kwargs: Any
) -> HttpResponse:
    """After an act: says so and shows the next page, with 303 so that a reload repeats nothing.

    `undo`: the address a button beside the words posts to, where the act can be undone.
    """
    messages.success(request, str(words), extra_tags=f"undo:{undo}" if undo else "")
    response: HttpResponse = redirect(to, *args, **kwargs)
    response.status_code = 303
    return response


def next_address(request: HttpRequest, default: str) -> str:
    """The `next` address of the request when it lies within this site, otherwise the default."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return wanted
    return default
