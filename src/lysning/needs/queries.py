"""Reads of needs."""

from lysning.core.actors import Actor
from lysning.needs.models import Need, NeedQuerySet


def listed(actor: Actor, *, area_key: str = "", municipality_slug: str = "") -> NeedQuerySet:
    """The open needs the actor may see, newest first, narrowed to an area and a municipality; with both loaded."""
    rows = Need.objects.open().visible_to(actor).select_related("municipality", "area")
    if area_key:
        rows = rows.filter(area__key=area_key)
    if municipality_slug:
        rows = rows.filter(municipality__slug=municipality_slug)
    return rows.order_by("-created_at", "-pk")
