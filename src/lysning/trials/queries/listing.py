"""Trials as a list, narrowed."""

from django.db.models import Q

from lysning.core.actors import Actor
from lysning.trials.models import Trial, TrialQuerySet
from lysning.trials.rules import ENDED


def with_parties() -> TrialQuerySet:
    """Every trial with who leads and evaluates it, and its area loaded.

    What is tried, the need and the coalition are read when a page asks: joined in they would cost the planner more than that.
    """
    return Trial.objects.select_related("lead", "area", "evaluator")


def listed(
    actor: Actor, *, area_key: str = "", state: str = "", municipality_slug: str = "", text: str = ""
) -> TrialQuerySet:
    """The trials the actor may see, drafts first and then the newest registered.

    `state` is "open" (takes applications), "going", "over" or empty; a municipality is one that leads or has a seat.
    """
    rows = with_parties().visible_to(actor)
    if area_key:
        rows = rows.filter(area__key=area_key)
    if municipality_slug:
        seated = Q(seat_rows__municipality__slug=municipality_slug, seat_rows__state="seated")
        ids = Trial.objects.filter(seated).values("pk")
        rows = rows.filter(Q(lead__slug=municipality_slug) | Q(pk__in=ids))
    for word in text.split():
        rows = rows.filter(title__icontains=word)
    return _in_state(rows, state)


def _in_state(rows: TrialQuerySet, state: str) -> TrialQuerySet:
    if state == "open":
        return rows.filter(state="registered")
    if state == "going":
        return rows.filter(state__in=("registered", "running"))
    return rows.filter(state__in=ENDED) if state == "over" else rows
