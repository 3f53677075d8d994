"""Where each role's day begins."""

from django.urls import reverse

from lysning.accounts.models import SUPPLIER_ROLES
from lysning.core.actors import Actor
from lysning.directory.models import Municipality, Supplier


def home_address(actor: Actor) -> str:
    """The address of the actor's own start: inbox, overview, matrix, queue, operation; or the page where a role begins."""
    if actor.posts:
        return reverse("enquiries:today")
    if ids := actor.organisations(["coordinator"]):
        slug = Municipality.objects.values_list("slug", flat=True).get(pk=ids[0])
        return reverse("enquiries:municipality", args=[slug])
    if ids := actor.organisations(SUPPLIER_ROLES):
        slug = Supplier.objects.values_list("slug", flat=True).get(pk=ids[0])
        return reverse("enquiries:supplier", args=[slug])
    if "operator" in actor.roles:
        return reverse("web:operator")
    if "moderator" in actor.roles:
        return reverse("moderation:queue")
    return reverse("accounts:welcome")
