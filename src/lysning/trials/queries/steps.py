"""What is next in the trials somebody takes part in."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from django.db.models import Q
from django.urls import reverse

from lysning.accounts.models import PARTNER_ROLES
from lysning.core.actors import Actor
from lysning.core.steps import Step
from lysning.directory.models import Post
from lysning.trials.models import Measurement, Seat, Site, Trial
from lysning.trials.queries.missing import CELL, awaited, not_there
from lysning.trials.queries.planning import plans_of
from lysning.trials.rules import ENDED, next_step
from lysning.trials.words import STEP_WORDS

MOST_TRIALS = 30
VIEWS = {"protocol": "trials:protocol", "sites": "trials:sites", "report": "trials:report"}
Places = list[tuple[int, int | None]]
"""Municipalities whose trials concern somebody, each with the area, or None for all of them."""


def own_steps(actor: Actor, *, today: date) -> list[Step]:
    """The next step of each trial at work in which the actor has a part, but where only others have something to do.

    A coordinator's are all of the municipality's, a leader's those in the area of a post, a partner's those it evaluates.
    At most six queries, two for who has a part in none, none for who has no such role.
    """
    mine, evaluates = _places(actor), actor.organisations(PARTNER_ROLES)
    if not mine and not evaluates:
        return []
    part = Q(evaluator_id__in=evaluates) | _among(mine, "lead_id", "area_id")
    part |= Q(_among(mine, "seat_rows__municipality_id", "area_id"), seat_rows__state="seated")
    rows = Trial.objects.exclude(state__in=ENDED).filter(part, hidden_at__isnull=True)
    near = list(rows.order_by("-pk").distinct()[:MOST_TRIALS])
    return list(_steps(near, mine, set(evaluates), today)) if near else []


def _places(actor: Actor) -> Places:
    own: Places = [(pk, None) for pk in actor.organisations(["coordinator"])]
    if actor.posts:
        own += Post.objects.active().filter(pk__in=actor.posts).values_list("municipality_id", "area_id")
    return own


def _among(places: Places, municipality: str, area: str) -> Q:
    either = Q(pk__in=())
    for home, field in places:
        either |= Q(**{municipality: home}) if field is None else Q(**{municipality: home, area: field})
    return either


def _steps(near: Sequence[Trial], mine: Places, evaluates: set[int], today: date) -> Iterator[Step]:
    homes = {home for home, _area in mine}
    seated = set(
        Seat.objects.filter(trial__in=near, municipality__in=homes, state="seated").values_list("trial_id", flat=True)
    )
    sites, plans = _sites_of(near, homes), plans_of(near)
    reported = Measurement.objects.filter(site__seat__trial__in=near, site__seat__municipality__in=homes)
    there = set(reported.order_by().values_list(*CELL))
    for trial in near:
        plan, own = plans[trial.pk], sites[trial.pk]
        owed = [cell.period.end for cell in not_there(awaited(plan, own, today=today), there)]
        ahead = [period.end for period in plan.periods if period.end >= today]
        has = {
            "lead": trial.lead_id in homes,
            "evaluator": trial.evaluator_id in evaluates,
            "seat": trial.pk in seated,
            "sites": bool(own),
        }
        step = next_step(
            trial.state,
            {part for part, is_there in has.items() if is_there},
            begins=trial.starts_on,
            owed=min(owed, default=None),
            ahead=min(ahead, default=None),
        )
        if step is not None:
            address = reverse(VIEWS.get(step.key, "trials:trial"), args=[trial.slug])
            yield Step(trial.title, address, str(STEP_WORDS[step.key]), step.day, is_asked=step.is_asked)


def _sites_of(near: Sequence[Trial], homes: set[int]) -> dict[int, list[Site]]:
    rows = Site.objects.filter(seat__trial__in=near, seat__municipality__in=homes, seat__state="seated")
    found: dict[int, list[Site]] = defaultdict(list)
    for site in rows.select_related("seat"):
        found[site.seat.trial_id].append(site)
    return found
