"""The live numbers of the front page, counted at most once a minute in each process."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lysning.catalogue.models import Solution
from lysning.catalogue.queries import SolutionPageFacts
from lysning.core import clock
from lysning.core.kept import kept_for
from lysning.core.tilemap import LegendEntry, Look, TileMap, draw_places
from lysning.core.written import WrittenOnce
from lysning.directory.models import Municipality
from lysning.directory.queries import MunicipalityPlace, municipality_places
from lysning.enquiries.models import Enquiry
from lysning.enquiries.queries import PromiseFigure, promises
from lysning.needs.models import Need
from lysning.trials.models import Trial
from lysning.trials.rules import ENDED
from lysning.web.words import PROMISE_WORDS

FRESH_SECONDS = 60.0
MEDIAN_DAYS = """
    SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY spent_days) FROM enquiries_enquiry
    WHERE answered_at > statement_timestamp() - interval '1 year'
"""
STATE_OF_ANSWER = {"together": "together", "interested": "interested", "later": "later", "has_it": "has"}


@dataclass(frozen=True)
class FrontFigures:
    """How many published solutions, open needs, answers, trials under way, and municipalities (ids) that have answered."""

    solutions: int
    needs: int
    answers: int
    trials: int
    answering: frozenset[int]


@kept_for(FRESH_SECONDS)
def front_figures() -> FrontFigures:
    """The numbers of the front page. Five queries at most once a minute."""
    answers = Enquiry.objects.filter(municipality=OuterRef("pk"), answered_at__isnull=False)
    answering = Municipality.objects.filter(Exists(answers)).values_list("pk", flat=True)
    return FrontFigures(
        solutions=Solution.objects.public().count(),
        needs=Need.objects.open().standing_alone().count(),
        answers=Enquiry.objects.filter(answered_at__isnull=False).count(),
        trials=Trial.objects.public().exclude(state__in=ENDED).count(),
        answering=frozenset(answering),
    )


@kept_for(FRESH_SECONDS)
def needs_by_municipality() -> dict[int, int]:
    """How many open needs each municipality (id) has. One query at most once a minute."""
    counts: dict[int, int] = {}
    for municipality_id in Need.objects.open().values_list("municipality_id", flat=True):
        counts[municipality_id] = counts.get(municipality_id, 0) + 1
    return counts


def front_map() -> TileMap:
    """The 98 municipalities: who answers, and who has an open need."""
    answering, needs = front_figures().answering, needs_by_municipality()
    answered, silent = _("has answered a supplier"), _("no answers yet")

    def look(place: MunicipalityPlace) -> Look:
        state = "answers" if place.id in answering else "needs" if place.id in needs else "quiet"
        said = answered if place.id in answering else silent
        if count := needs.get(place.id, 0):
            wants = ngettext("%(count)d open need", "%(count)d open needs", count) % {"count": count}
            said = f"{said}, {wants}"
        return Look(state, said, municipality_address(place.slug))

    legend = [
        LegendEntry("answers", _("Has answered suppliers"), "deep", "✓"),
        LegendEntry("needs", _("Has an open need"), "soft", "+"),
        LegendEntry("quiet", _("Not yet heard from"), "empty"),
    ]
    return draw_places(
        ((place, look(place)) for place in municipality_places()),
        legend=legend,
        title=_("The 98 municipalities"),
        description=_("Who answers, and who has a need"),
    )


@cache
def municipality_address(slug: str) -> str:
    """Where a municipality's page is. Kept: a map needs 98 of them."""
    return reverse("web:municipality", args=[slug])


def neighbour_map(municipality: Municipality, near: Iterable[MunicipalityPlace]) -> TileMap:
    """Where a municipality lies among the 98, and those near it. No query."""
    neighbours = {each.id for each in near}
    looks = {
        "here": Look("here", municipality.name),
        "neighbour": Look("neighbour", _("neighbour")),
        "elsewhere": Look("elsewhere", _("elsewhere")),
    }

    def look(place: MunicipalityPlace) -> Look:
        return looks["here" if place.id == municipality.pk else "neighbour" if place.id in neighbours else "elsewhere"]

    legend = [
        LegendEntry("here", municipality.name, "deep", "●"),
        LegendEntry("neighbour", _("Neighbours"), "soft", "+"),
        LegendEntry("elsewhere", _("The other municipalities"), "empty"),
    ]
    return draw_places(
        ((place, look(place)) for place in municipality_places()),
        legend=legend,
        title=_("%(name)s on the map of the 98 municipalities") % {"name": municipality.name},
        description=_("The municipality and its neighbours"),
    )


@dataclass(frozen=True)
class AnswerMap:
    """Where a solution is used, tried and looked at, drawn and counted by state."""

    map: TileMap
    counts: dict[str, int]


@WrittenOnce
def _answers(solutions: frozenset[int]) -> QuerySet[Any, Any]:
    """Municipalities (ids) and the kind of what they answered, the latest last."""
    rows = Enquiry.objects.standing().filter(version__solution__among=solutions, answered_at__isnull=False)
    return rows.order_by("answered_at").values_list("municipality_id", "answer_kind")


def answer_map(solution_id: int, facts: SolutionPageFacts) -> AnswerMap:
    """The municipalities' own answers about a solution, and where its supplier says it is used. One query."""
    uses = {slug for _name, slug in facts.used_by}
    kinds = dict(_answers([solution_id]))
    said = {
        "uses": _("uses it, says the supplier"),
        "together": _("wants to try it together"),
        "interested": _("is interested"),
        "has": _("has something that does the same"),
        "later": _("later"),
        "quiet": _("nothing public yet"),
    }

    def look(place: MunicipalityPlace) -> Look:
        answered = STATE_OF_ANSWER.get(kinds.get(place.id, ""), "quiet")
        state = "uses" if place.slug in uses else answered
        return Look(state, said[state], municipality_address(place.slug))

    legend = [
        LegendEntry("uses", _("Uses it (says the supplier)"), "night", "●"),
        LegendEntry("together", _("Wants to try together"), "deep", "✓"),
        LegendEntry("interested", _("Interested"), "soft", "+"),
        LegendEntry("has", _("Has it already, or something that does the same"), "mid", "="),
        LegendEntry("later", _("Later"), "pale", "→"),
        LegendEntry("quiet", _("Nothing yet"), "empty"),
    ]
    drawn = draw_places(
        ((place, look(place)) for place in municipality_places()),
        legend=legend,
        title=_("Who uses it, and who tries it?"),
        description=_("The municipalities' own answers, and where the supplier says it is used"),
    )
    return AnswerMap(drawn, dict.fromkeys(said, 0) | {entry.state: number for entry, number in drawn.counts})


@dataclass(frozen=True)
class CountryMeasures:
    """The whole country in twelve months: the share answered in time, and the median of working days to an answer."""

    answer_rate: float | None
    median_days: float | None


@kept_for(FRESH_SECONDS)
def country_measures() -> CountryMeasures:
    """The country beside which a municipality is shown. Two queries at most once a minute."""
    rate = next((figure.value for figure in promises(clock.now()) if figure.key == "answer"), None)
    with connection.cursor() as cursor:
        cursor.execute(MEDIAN_DAYS)
        (median_days,) = cursor.fetchone()
    return CountryMeasures(rate, median_days)


@kept_for(FRESH_SECONDS)
def stored_promises() -> tuple[PromiseFigure, ...]:
    """The measured promises. One query at most once a minute."""
    return promises(clock.now())


def promise_figures() -> list[tuple[tuple[Promise, Promise, Promise], PromiseFigure]]:
    """Each promise in words (name, what it means, how it is counted) with its figures."""
    return [(PROMISE_WORDS[figure.key], figure) for figure in stored_promises()]


def forget_figures() -> None:
    """Counts anew next time: after the example data came or went, and between tests."""
    for figures in (front_figures, needs_by_municipality, country_measures, stored_promises):
        figures.forget()
