"""Where each role's day begins."""

from django.urls import reverse

from lysning.accounts.models import SUPPLIER_ROLES
from lysning.core.actors import Actor
from lysning.directory.models import Municipality, Supplier


def home_view(actor: Actor) -> str:
    """The name of the page where the actor's day begins: inbox, overview, matrix, operation, queue; or how to begin."""
    if actor.posts:
        return "enquiries:today"
    if actor.organisations(["coordinator"]):
        return "enquiries:municipality"
    if actor.organisations(SUPPLIER_ROLES):
        return "enquiries:supplier"
    if "operator" in actor.roles:
        return "web:operator"
    if "moderator" in actor.roles:
        return "moderation:queue"
    return "accounts:welcome"


def home_address(actor: Actor) -> str:
    """The address of that page. At most one query."""
    match view := home_view(actor):
        case "enquiries:municipality":
            pk = actor.organisations(["coordinator"])[0]
            return reverse(view, args=[Municipality.objects.values_list("slug", flat=True).get(pk=pk)])
        case "enquiries:supplier":
            pk = actor.organisations(SUPPLIER_ROLES)[0]
            return reverse(view, args=[Supplier.objects.values_list("slug", flat=True).get(pk=pk)])
        case _:
            return reverse(view)
