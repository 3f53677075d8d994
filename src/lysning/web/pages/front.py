"""The front page, and the way home for each role."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from lysning.core import clock
from lysning.core.http import PUBLIC, SIGNED_IN, actor_of, policy
from lysning.evidence.queries import public_findings
from lysning.evidence.words import card_of
from lysning.needs.models import Need
from lysning.web.figures import front_figures, front_map, promise_figures
from lysning.web.homes import home_address

NEEDS_SHOWN = 3
FINDINGS_SHOWN = 3


@policy(PUBLIC)
def front(request: HttpRequest) -> HttpResponse:
    newest = Need.objects.open().standing_alone().order_by("-created_at", "-pk")
    context = {
        "figures": front_figures(),
        "map": front_map(),
        "needs": newest.select_related("municipality", "area")[:NEEDS_SHOWN],
        "findings": [card_of(row) for row in public_findings()[:FINDINGS_SHOWN]],
        "promises": promise_figures(),
        "now": clock.now(),
    }
    return render(request, "web/front.html", context)


@policy(SIGNED_IN)
def home(request: HttpRequest) -> HttpResponse:
    return redirect(home_address(actor_of(request), request.GET.get("start", "")))
