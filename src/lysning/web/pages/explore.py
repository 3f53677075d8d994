"""Look up and out: every published solution, searched, narrowed, ordered, counted and explained."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lysning.catalogue.queries import FACETS, ORDERS, cards, in_order, own_municipality, public_shelf
from lysning.catalogue.rules.facets import Choices, FacetCounts
from lysning.core.http import PUBLIC, actor_of, policy
from lysning.core.keys import is_among
from lysning.core.permissions import may
from lysning.matching.queries import search_solutions
from lysning.matching.queries.search import Met
from lysning.matching.queries.wording import repair
from lysning.taxonomy.queries import areas, topics
from lysning.web.browse import Asked, asked_of, names_of
from lysning.web.hits import hits
from lysning.web.search_form import SearchForm

PAGE_SIZE = 20


@dataclass(frozen=True)
class Listed:
    """One page of solutions in order (keys), why each is a hit, what the choices leave, how many of that share no more
    than a part of a word, whether what was asked says anything, and its words alone where more was asked for (`Found.plainly`).
    """

    ids: Sequence[int]
    reasons: Mapping[int, Met]
    counts: FacetCounts
    partly: int = 0
    is_heard: bool = True
    plainly: str = ""


@dataclass(frozen=True)
class Value:
    """One value of a facet to choose: how many solutions it would leave."""

    key: str
    words: Promise | str
    count: int
    is_chosen: bool


@policy(PUBLIC)
def explore(request: HttpRequest) -> HttpResponse:
    form = SearchForm(request.GET, label=_("What are you struggling with?"))
    asked = asked_of(request, form.query)
    listed, actor = _listed(asked), actor_of(request)
    place = own_municipality(actor)
    context = {
        "form": form,
        "asked": asked,
        "place": place,
        "query": asked.query,
        "aside": names_of(asked.compared),
        "chosen_area": next((area for area in areas() if area.key in asked.choices["area"]), None),
        "total": listed.counts.total,
        "partly": listed.partly,
        "is_heard": listed.is_heard,
        "plainly": listed.plainly,
        "page": Paginator(range(listed.counts.total), PAGE_SIZE).get_page(asked.page),
        "hits": hits(cards(listed.ids, place), listed.reasons),
        "repair": repair("solution", asked.query, is_lost=not listed.counts.total) if asked.query else None,
        "may_judge": bool(asked.query) and may(actor, "matching.judge"),
        **_facets(listed.counts, asked.choices),
    }
    return render(request, "web/explore.html", context, status=form.status)


def _facets(counts: FacetCounts, choices: Choices) -> dict[str, Any]:
    """Every facet with its values, their counts and what is chosen."""
    return {
        "topic_values": _topic_values(counts, choices),
        "area_values": _values("area", {area.key: area.name for area in areas()}, counts, choices),
        "facets": [(name, title, _values(name, words, counts, choices)) for name, (title, words) in FACETS.items()],
    }


def _values(facet: str, words: Mapping[str, Any], counts: FacetCounts, choices: Choices) -> list[Value]:
    return [Value(key, said, counts.of(facet, key), key in choices[facet]) for key, said in words.items()]


def _topic_values(counts: FacetCounts, choices: Choices) -> list[Value]:
    """The topics that are chosen, then those that would leave something, the most first."""
    every = _values("topic", {topic.key: topic.name for topic in topics()}, counts, choices)
    return sorted(
        (value for value in every if value.count or value.is_chosen),
        key=lambda value: (not value.is_chosen, -value.count),
    )


def _listed(asked: Asked) -> Listed:
    """One page in its order. What is asked is ranked once, and then narrowed; any other order is laid over what is left."""
    shelf = public_shelf()
    found = search_solutions(asked.query, among=shelf) if asked.query else None
    ranked = None if found is None else np.array(found.ids, np.int64)
    fitting, counts = shelf.narrowed(asked.choices, among=ranked)
    start = (asked.page - 1) * PAGE_SIZE
    if ranked is not None and asked.sort == "best":
        ordered = ranked[is_among(ranked, fitting)]
    else:
        ordered = in_order(shelf, fitting, asked.sort) if asked.sort in ORDERS else fitting
    ids = ordered[start : start + PAGE_SIZE].tolist()
    if found is None:
        return Listed(ids, {}, counts)
    partly = int(is_among(fitting, np.array(list(found.ranking.partly), np.int64)).sum())
    return Listed(ids, found.reasons(ids), counts, partly, found.is_heard, found.plainly)
