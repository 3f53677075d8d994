"""Earlier projects in public: what has been tried before, here and elsewhere, searched and narrowed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from lysning.core.formats import alphabetical
from lysning.core.http import PUBLIC, actor_of, load, policy
from lysning.core.plaintext import clean
from lysning.evidence.models import EarlierProject
from lysning.evidence.queries import Chosen, Counts, counts, in_order, listed, narrowed, with_all
from lysning.evidence.rules.spans import read_span
from lysning.matching.queries import search_projects
from lysning.matching.queries.search import Found, Met
from lysning.matching.queries.wording import repair
from lysning.taxonomy.queries import area_by_key, areas
from lysning.web.alike import near_project
from lysning.web.hits import NOTHING, note_of, show, told
from lysning.web.pages.explore import Value
from lysning.web.project_words import budget_of, period_of, place_of, years_of
from lysning.web.search_form import SearchForm

PAGE_SIZE = 20


@dataclass(frozen=True)
class Facet:
    """One way to narrow the list: its name in the address, its heading, and what may be chosen."""

    name: str
    title: Promise
    values: list[Value]
    everything: Promise

    @property
    def is_chosen(self) -> bool:
        """True when one of its values is chosen."""
        return any(value.is_chosen for value in self.values)


@dataclass(frozen=True)
class ProjectHit:
    """One project in the list: title and a piece of its text with what met marked, why it is there, when, and for how much."""

    project: EarlierProject
    title: SafeString
    text: SafeString
    reasons: tuple[str, ...]
    note: str
    years: str
    budget: str


@policy(PUBLIC)
def projects(request: HttpRequest) -> HttpResponse:
    form = SearchForm(request.GET, label=_("What are you thinking of trying?"))
    actor, query, chosen = actor_of(request), form.query, _chosen(request)
    found = search_projects(query, actor=actor) if query else None
    rows = listed(actor, among=None if found is None else found.ids)
    keys = list(narrowed(rows, chosen).values_list("pk", flat=True))
    if found is not None:
        fitting = set(keys)
        keys = [key for key in found.ids if key in fitting]
    page = Paginator(keys, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "query": query,
        "total": len(keys),
        "page": page,
        "projects": _shown(page.object_list, found),
        "repair": repair("project", query, is_lost=not keys) if query else None,
        "facets": _facets(counts(rows, chosen), chosen),
        "is_narrowed": chosen != Chosen(),
    }
    return render(request, "web/projects.html", context, status=form.status)


def _shown(ids: Iterable[int], found: Found | None) -> list[ProjectHit]:
    """The projects (ids) as hits; a list that was not searched has no reasons."""
    wanted = list(ids)
    met = found.reasons(wanted) if found else {}
    return [_hit(project, met.get(project.pk, NOTHING)) for project in in_order(wanted)]


def _hit(project: EarlierProject, met: Met) -> ProjectHit:
    shown = show(project.title, project.text, met)
    return ProjectHit(
        project, shown.title, shown.text, told(met)[1], note_of(met), years_of(project), budget_of(project)
    )


@policy(PUBLIC)
def project(request: HttpRequest, slug: str) -> HttpResponse:
    """One project; a row that tells of the same as another leads on to that one, as long as it does."""
    found = load(with_all(), request, see="evidence.view_project", slug=slug)
    if found.same_as is not None:
        return redirect("web:project", slug=found.same_as.slug)
    context = {
        "project": found,
        "period": period_of(found),
        "budget": budget_of(found),
        "place": place_of(found),
        "topics": sorted({topic.current for topic in found.topics.all()}, key=lambda topic: alphabetical(topic.name)),
        "near": near_project(found, actor_of(request)),
    }
    return render(request, "web/project.html", context)


def _chosen(request: HttpRequest) -> Chosen:
    """What is chosen in each facet; an unknown area or span is left out rather than refused, so old links go on working."""
    area = area_by_key(request.GET.get("area", ""))
    source = clean(request.GET.get("kilde", ""))
    return Chosen(source, area.key if area else "", read_span(request.GET.get("aar", "")))


def _facets(counted: Counts, chosen: Chosen) -> list[Facet]:
    """Each facet with the values that would leave something and what is chosen; a facet with nothing to choose is left out."""
    names = {area.key: area.name for area in areas()}
    sources = {source: source for source in counted.sources}
    spans = {span.key: str(span) for span in counted.years}
    years = {span.key: count for span, count in counted.years.items()}
    every = [
        Facet("area", _("Service area"), _values(names, counted.areas, chosen.area), _("All areas")),
        Facet("aar", _("Began"), _values(spans, years, chosen.years.key if chosen.years else ""), _("All years")),
        Facet("kilde", _("Source"), _values(sources, counted.sources, chosen.source), _("All sources")),
    ]
    return [facet for facet in every if len(facet.values) > 1 or facet.is_chosen]


def _values(words: Mapping[str, Any], counted: Mapping[str, int], chosen: str) -> list[Value]:
    every = (Value(key, said, counted.get(key, 0), key == chosen) for key, said in words.items())
    return [value for value in every if value.count or value.is_chosen]
