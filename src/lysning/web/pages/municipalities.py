"""The municipalities in public: what each answers, needs and decides; beside the country, never as a league of shame."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from lysning.accounts.queries import coordinators
from lysning.catalogue.models import Solution
from lysning.community.queries import coalitions_of
from lysning.core import clock
from lysning.core.actors import VISITOR
from lysning.core.http import PUBLIC, policy
from lysning.direction.queries import overview
from lysning.directory.models import Municipality, region_on
from lysning.directory.queries import municipality_places, neighbours_of, regions_of
from lysning.enquiries.models import Enquiry
from lysning.enquiries.queries import municipality_measures
from lysning.enquiries.words import STATES
from lysning.evidence.queries.short import lines_known_to
from lysning.needs.models import Need
from lysning.trials.queries import in_short, taking_part
from lysning.web.figures import country_measures, front_figures, front_map, needs_by_municipality, neighbour_map

NEEDS_SHOWN = 6
ANSWERS_SHOWN = 10


@policy(PUBLIC)
def municipalities(request: HttpRequest) -> HttpResponse:
    regions = regions_of(clock.today())
    figures, needs = front_figures(), needs_by_municipality()
    rows = [
        (place, regions.get(place.id, ""), needs.get(place.id, 0), place.id in figures.answering)
        for place in municipality_places()
    ]
    return render(request, "web/municipalities.html", {"rows": rows, "map": front_map(), "figures": figures})


OF_AN_ANSWER = (
    "answered_at",
    "answer_kind",
    "is_example",
    "version__title",
    "version__solution__slug",
    "post__area__name_da",
    "post__area__name_en",
)


@policy(PUBLIC)
def municipality(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Municipality.objects.prefetch_related("regions__region"), slug=slug)
    now, neighbours = clock.now(), neighbours_of(found)
    context = {
        "municipality": found,
        "region": region_on(found, clock.day_of(now)),
        "neighbours": neighbours,
        "map": neighbour_map(found, neighbours),
        "measures": municipality_measures(found, now),
        "country": country_measures(),
        "answers": _latest_answers(found),
        "needs": Need.objects.open().filter(municipality=found).select_related("area", "municipality")[:NEEDS_SHOWN],
        "coalitions": coalitions_of([found.pk])[:NEEDS_SHOWN],
        "trials": in_short(taking_part(found))[:NEEDS_SHOWN],
        "lines": lines_known_to(found, most=NEEDS_SHOWN),
        "directions": [line for line in overview(found, VISITOR, today=clock.day_of(now)) if line.direction],
        "has_coordinator": coordinators(found.pk).exists(),
        "now": now,
    }
    return render(request, "web/municipality.html", context)


def public_answers(*places: Municipality) -> QuerySet[Enquiry]:
    """The answers of these municipalities, or of all, about solutions that are public, the newest first."""
    rows = Enquiry.objects.standing().filter(answered_at__isnull=False, version__solution__in=Solution.objects.public())
    if places:
        rows = rows.filter(municipality__in=places)
    return rows.select_related("version__solution", "post__area").order_by("-answered_at", "-pk")


def _latest_answers(municipality: Municipality) -> list[tuple[Enquiry, object]]:
    """The newest answers with what their kind is called."""
    shown = public_answers(municipality).only(*OF_AN_ANSWER)[:ANSWERS_SHOWN]
    return [(enquiry, STATES.get(enquiry.answer_kind, "")) for enquiry in shown]
