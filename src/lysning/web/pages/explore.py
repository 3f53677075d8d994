"""Look up and out: every published solution, searched, narrowed and explained."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from lysning.catalogue.models import AI_USES, MATURITIES, PERSONAL_DATA, Solution, SolutionQuerySet
from lysning.catalogue.queries import cards
from lysning.core.http import PUBLIC, actor_of, policy
from lysning.core.plaintext import clean
from lysning.matching.queries import search_solutions
from lysning.matching.queries.search import LONGEST, area_counts
from lysning.taxonomy.models import ServiceArea
from lysning.taxonomy.queries import area_by_key, areas
from lysning.web.words import AI_WORDS, DATA_WORDS, MATURITY_WORDS

PAGE_SIZE = 20
LONGEST_NUMBER = 7
FACETS = {"maturity": MATURITIES, "personal": PERSONAL_DATA, "ai": AI_USES}
COLUMNS = {
    "maturity": "current_version__maturity",
    "personal": "current_version__personal_data",
    "ai": "current_version__ai_use",
}


class ExploreForm(forms.Form):
    """What one may ask of the catalogue; unknown choices are left out rather than refused, so old links go on working."""

    q = forms.CharField(required=False, label=_("What are you struggling with?"), max_length=LONGEST)
    area = forms.CharField(required=False)
    maturity = forms.MultipleChoiceField(required=False, label=_("Maturity"), choices=list(MATURITY_WORDS.items()))
    personal = forms.MultipleChoiceField(required=False, label=_("Personal data"), choices=list(DATA_WORDS.items()))
    ai = forms.MultipleChoiceField(required=False, label=_("Artificial intelligence"), choices=list(AI_WORDS.items()))

    def clean_q(self) -> str:
        """The words without control characters."""
        return clean(self.cleaned_data["q"])


@dataclass(frozen=True)
class Found:
    """One page of solutions in order (keys), the words each has met, how many there are in all, and how many per area."""

    ids: list[int]
    words: Mapping[int, tuple[str, ...]]
    total: int
    areas: Mapping[int, int]


@policy(PUBLIC)
def explore(request: HttpRequest) -> HttpResponse:
    form = ExploreForm(request.GET)
    form.is_valid()
    asked = {"q": "", "area": "", **form.cleaned_data}
    area = area_by_key(asked["area"])
    number = _page_number(request.GET.get("page", ""))
    rows = _narrowed(asked)
    found = _ranked(request, asked["q"], rows, area, number) if asked["q"] else _newest(rows, area, number)
    context = {
        "form": form,
        "query": asked["q"],
        "chosen_area": area,
        "total": found.total,
        "page": Paginator(range(found.total), PAGE_SIZE).get_page(number),
        "cards": [(card, found.words.get(card.solution_id, ())) for card in cards(found.ids)],
        "area_facet": [(row, found.areas.get(row.pk, 0), row == area) for row in areas()],
        "is_narrowed": any(asked.get(name) for name in ("area", *FACETS)),
    }
    return render(request, "web/explore.html", context, status=422 if "q" in form.errors else 200)


def _page_number(written: str) -> int:
    return int(written) if written.isascii() and written.isdigit() and 0 < len(written) < LONGEST_NUMBER else 1


def _narrowed(asked: Mapping[str, Any]) -> SolutionQuerySet:
    rows = Solution.objects.public()
    for name, allowed in FACETS.items():
        if values := [value for value in asked.get(name) or () if value in allowed]:
            rows = rows.filter(**{f"{COLUMNS[name]}__in": values})
    return rows


def _ranked(request: HttpRequest, query: str, rows: SolutionQuerySet, area: ServiceArea | None, number: int) -> Found:
    actor, offset = actor_of(request), (number - 1) * PAGE_SIZE
    inside = rows.filter(current_version__areas=area) if area else rows
    page = search_solutions(query, actor=actor, within=inside, offset=offset, limit=PAGE_SIZE)
    everywhere = search_solutions(query, actor=actor, within=rows, limit=0) if area else page
    words = {hit.subject_id: hit.words for hit in page.hits}
    return Found([hit.subject_id for hit in page.hits], words, page.total, area_counts(everywhere.ids))


def _newest(rows: SolutionQuerySet, area: ServiceArea | None, number: int) -> Found:
    counted = rows.order_by().values_list("current_version__areas").annotate(Count("pk", distinct=True))
    inside = rows.filter(current_version__areas=area) if area else rows
    offset = (number - 1) * PAGE_SIZE
    ids = inside.order_by("-published_at", "-pk").values_list("pk", flat=True)[offset : offset + PAGE_SIZE]
    return Found(list(ids), {}, inside.count(), {key: count for key, count in counted if key is not None})
