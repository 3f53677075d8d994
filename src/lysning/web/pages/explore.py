"""Look up and out: every published solution, searched, narrowed, counted and explained."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lysning.catalogue.models import SHORT_CHOICES
from lysning.catalogue.queries import cards, public_shelf
from lysning.catalogue.rules.facets import Choices, FacetCounts
from lysning.core.http import PUBLIC, actor_of, policy
from lysning.core.permissions import may
from lysning.core.plaintext import clean
from lysning.matching.queries import search_solutions
from lysning.matching.queries.search import LONGEST, Met
from lysning.matching.queries.wording import repair
from lysning.taxonomy.queries import area_by_key, areas, topics
from lysning.web.hits import hits

PAGE_SIZE = 20
LONGEST_NUMBER = 7
FACETS: dict[str, tuple[Promise, Mapping[str, Promise]]] = {
    "maturity": (_("Maturity"), SHORT_CHOICES["maturity"]),
    "personal": (_("Personal data"), SHORT_CHOICES["personal_data"]),
    "ai": (_("Artificial intelligence"), SHORT_CHOICES["ai_use"]),
}
"""The facets in which several values may be chosen: their names and what their values are called."""


class ExploreForm(forms.Form):
    """What one may ask of the catalogue in words."""

    q = forms.CharField(required=False, label=_("What are you struggling with?"), max_length=LONGEST)

    def clean_q(self) -> str:
        """The words without control characters."""
        return clean(self.cleaned_data["q"])


@dataclass(frozen=True)
class Listed:
    """One page of solutions in order (keys), why each is a hit, and what the choices leave."""

    ids: Sequence[int]
    reasons: Mapping[int, Met]
    counts: FacetCounts


@dataclass(frozen=True)
class Value:
    """One value of a facet to choose: how many solutions it would leave."""

    key: str
    words: Promise | str
    count: int
    is_chosen: bool


@policy(PUBLIC)
def explore(request: HttpRequest) -> HttpResponse:
    form = ExploreForm(request.GET)
    query = form.cleaned_data["q"] if form.is_valid() else ""
    choices = _choices(request)
    number = _page_number(request.GET.get("page", ""))
    listed = _listed(query, choices, number)
    context = {
        "form": form,
        "query": query,
        "chosen_area": next((area for area in areas() if area.key in choices["area"]), None),
        "total": listed.counts.total,
        "page": Paginator(range(listed.counts.total), PAGE_SIZE).get_page(number),
        "hits": hits(cards(listed.ids), listed.reasons),
        "repair": repair("solution", query) if query else None,
        "may_judge": bool(query) and may(actor_of(request), "matching.judge"),
        "topic_values": _topic_values(listed.counts, choices),
        "area_values": _values("area", {area.key: area.name for area in areas()}, listed.counts, choices),
        "facets": [
            (name, title, _values(name, words, listed.counts, choices)) for name, (title, words) in FACETS.items()
        ],
        "is_narrowed": any(choices.values()),
    }
    return render(request, "web/explore.html", context, status=422 if "q" in form.errors else 200)


def _choices(request: HttpRequest) -> Choices:
    """What is chosen in each facet; unknown values are left out rather than refused, so old links go on working."""
    area = area_by_key(request.GET.get("area", ""))
    several = {name: [v for v in request.GET.getlist(name) if v in words] for name, (_title, words) in FACETS.items()}
    known = {topic.key for topic in topics()}
    chosen = [key for key in request.GET.getlist("topic") if key in known]
    return {"area": [area.key] if area else [], "topic": chosen, **several}


def _page_number(written: str) -> int:
    return int(written) if written.isascii() and written.isdigit() and 0 < len(written) < LONGEST_NUMBER else 1


def _values(facet: str, words: Mapping[str, Any], counts: FacetCounts, choices: Choices) -> list[Value]:
    return [Value(key, said, counts.of(facet, key), key in choices[facet]) for key, said in words.items()]


def _topic_values(counts: FacetCounts, choices: Choices) -> list[Value]:
    """The topics that are chosen, then those that would leave something, the most first."""
    every = _values("topic", {topic.key: topic.name for topic in topics()}, counts, choices)
    return sorted(
        (value for value in every if value.count or value.is_chosen),
        key=lambda value: (not value.is_chosen, -value.count),
    )


def _listed(query: str, choices: Choices, number: int) -> Listed:
    """One page, the best first or the newest. What is asked is ranked once, and then narrowed."""
    shelf = public_shelf()
    if not query:
        newest, counts = shelf.narrowed(choices)
        return Listed(newest[_slice(number)].tolist(), {}, counts)
    found = search_solutions(query, among=shelf)
    ranked = np.array(found.ids, np.int64)
    fitting, counts = shelf.narrowed(choices, among=ranked)
    ids = ranked[np.isin(ranked, fitting)][_slice(number)].tolist()
    return Listed(ids, found.reasons(ids), counts)


def _slice(number: int) -> slice:
    return slice((number - 1) * PAGE_SIZE, number * PAGE_SIZE)
