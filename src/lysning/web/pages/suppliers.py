"""A supplier in public: who they are and what they offer."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from lysning.catalogue.models import Solution
from lysning.catalogue.queries import cards
from lysning.core.http import PUBLIC, policy
from lysning.directory.models import Supplier


@policy(PUBLIC)
def supplier(request: HttpRequest, slug: str) -> HttpResponse:
    found = Supplier.objects.filter(slug=slug, closed_at__isnull=True).first()
    if found is None:
        raise Http404
    ids = Solution.objects.public().filter(supplier=found).order_by("-published_at", "-pk").values_list("pk", flat=True)
    context = {"supplier": found, "cards": [(card, ()) for card in cards(list(ids))]}
    return render(request, "web/supplier.html", context)
