"""Where each role's day begins."""

from collections.abc import Callable

from django.urls import reverse

from lysning.accounts.models import PARTNER_ROLES, SUPPLIER_ROLES
from lysning.core.actors import Actor
from lysning.directory.models import Municipality, Supplier

STARTS: dict[str, Callable[[Actor], object]] = {
    "enquiries:today": lambda actor: actor.posts,
    "enquiries:municipality": lambda actor: actor.organisations(["coordinator"]),
    "enquiries:supplier": lambda actor: actor.organisations(SUPPLIER_ROLES),
    "web:operator": lambda actor: "operator" in actor.roles,
    "moderation:queue": lambda actor: "moderator" in actor.roles,
    "web:partner": lambda actor: actor.organisations(PARTNER_ROLES),
}
"""Where a day may begin, the weightiest first (inbox, overview, answers, operation, queue, partner), and whose day it is."""


def starts(actor: Actor) -> list[str]:
    """The names of the pages where the actor's days begin, the first one first; for nobody in particular how to begin."""
    return [view for view, is_theirs in STARTS.items() if is_theirs(actor)] or ["accounts:welcome"]


def home_address(actor: Actor, wanted: str = "") -> str:
    """The address of the wanted start (its page's name) if that is one of the actor's, else of the first. At most one query."""
    own = starts(actor)
    match view := wanted if wanted in own else own[0]:
        case "enquiries:municipality":
            pk = actor.organisations(["coordinator"])[0]
            return reverse(view, args=[Municipality.objects.values_list("slug", flat=True).get(pk=pk)])
        case "enquiries:supplier":
            pk = actor.organisations(SUPPLIER_ROLES)[0]
            return reverse(view, args=[Supplier.objects.values_list("slug", flat=True).get(pk=pk)])
        case _:
            return reverse(view)
