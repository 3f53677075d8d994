"""The service areas: what is in each, and whom it concerns."""

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from lysning.catalogue.models import Solution
from lysning.catalogue.queries import cards
from lysning.core import clock
from lysning.core.http import PUBLIC, policy
from lysning.direction.queries import country_radar
from lysning.directory.models import Post
from lysning.needs.models import Need
from lysning.taxonomy.models import ServiceArea
from lysning.taxonomy.queries import area_by_key, topics

SHOWN = 6


@policy(PUBLIC)
def areas(request: HttpRequest) -> HttpResponse:
    solutions = Solution.objects.public().order_by().values_list("current_version__areas").annotate(Count("pk"))
    needs = Need.objects.open().standing_alone().order_by().values_list("area").annotate(Count("pk"))
    by_solution, by_need = dict(solutions), dict(needs)
    rows = [(area, by_solution.get(area.pk, 0), by_need.get(area.pk, 0)) for area in ServiceArea.objects.all()]
    return render(request, "web/areas.html", {"rows": rows})


@policy(PUBLIC)
def area(request: HttpRequest, key: str) -> HttpResponse:
    if (found := area_by_key(key)) is None:
        raise Http404
    public = Solution.objects.public().filter(current_version__areas=found)
    newest = list(public.order_by("-published_at", "-pk").values_list("pk", flat=True)[:SHOWN])
    context = {
        "area": found,
        "cards": [(card, ()) for card in cards(newest)],
        "solution_count": public.count(),
        "needs": Need.objects.open().standing_alone().filter(area=found).select_related("municipality", "area")[:SHOWN],
        "kle_groups": found.kle_groups.all(),
        "form_areas": found.form_areas.all(),
        "cpv_codes": found.cpv_codes.all(),
        "roles": found.roles.all(),
        "topics": [topic for topic in topics() if found in topic.areas.all()],
        "post_count": Post.objects.active().filter(area=found).count(),
        "radar": country_radar(found, today=clock.today()),
        "now": clock.now(),
    }
    return render(request, "web/area.html", context)
