"""The draft behind every publishing page."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from lysning.catalogue.models import Solution, SolutionVersion
from lysning.catalogue.queries import with_answers
from lysning.core.http import load


def draft_of(request: HttpRequest, slug: str) -> SolutionVersion:
    """The draft of one's own solution with everything that belongs to it; eight queries.

    Raises Http404 for another supplier's solution and for one without a draft, PermissionDenied for a withdrawn one.
    """
    see, do = "catalogue.view_own_solution", "catalogue.edit_solution"
    solution = load(Solution.objects.all(), request, see=see, do=do, slug=slug)
    drafts = SolutionVersion.objects.filter(solution=solution, frozen_at__isnull=True)
    draft = with_answers(drafts.select_related("solution__supplier", "solution__current_version")).first()
    if draft is None:
        raise Http404
    return draft


def draw(request: HttpRequest, page: str, step: int, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """A publishing page with the way through the steps; `context` holds the draft."""
    slug = context["draft"].solution.slug
    links = [reverse("publish:step", args=[slug, number]) for number in (1, 2)]
    return render(request, f"web/publish/{page}.html", {"current": step, "links": links, **context}, status=status)
