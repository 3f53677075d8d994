"""Trials as a list, narrowed."""

from django.db.models import Case, F, Q, When

from lysning.core.actors import Actor
from lysning.directory.models import Municipality
from lysning.trials.models import Trial, TrialQuerySet
from lysning.trials.rules import ENDED

COLUMNS = (
    *("slug", "title", "state", "starts_on", "ends_on", "seats", "seats_taken"),
    *("registered_at", "hidden_at", "is_example", "lead"),
)


def with_parties() -> TrialQuerySet:
    """Every trial with who leads and evaluates it, and its area loaded.

    What is tried, the need and the coalition are read when a page asks: joined in they would cost the planner more than that.
    """
    return Trial.objects.select_related("lead", "area", "evaluator")


def in_short(rows: TrialQuerySet) -> TrialQuerySet:
    """The trials with what a line about each says: those that run or take municipalities in first, then the newest."""
    chosen = rows.select_related("lead").only(*COLUMNS, "lead__name")
    return chosen.order_by(Case(When(state__in=ENDED, then=1), default=0), F("registered_at").desc(nulls_first=True))


def taking_part(municipality: Municipality) -> TrialQuerySet:
    """The public trials that a municipality leads or has a seat in."""
    seated = municipality.seats.filter(state="seated").values("trial_id")
    return Trial.objects.public().filter(Q(lead=municipality) | Q(pk__in=seated))


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
