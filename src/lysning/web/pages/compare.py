"""Up to four solutions side by side; the address holds which, so it can be kept, shared and printed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lysning.catalogue.queries import comparison
from lysning.core.http import PUBLIC, policy
from lysning.directory.queries import municipality_places
from lysning.enquiries.queries import interest_in
from lysning.web.browse import MOST_COMPARED, comparing, slugs_of
from lysning.web.comparing import rows_of
from lysning.web.places import reckoned_for


@policy(PUBLIC)
def compare(request: HttpRequest) -> HttpResponse:
    slugs, reckoned = slugs_of(request), reckoned_for(request)
    solutions = comparison(slugs[:MOST_COMPARED], reckoned.place)
    kept = comparing((solution.slug for solution in solutions), request.GET.get("kommune", ""))
    context = {
        "solutions": [(solution, kept.without_aside(solution.slug).comparison) for solution in solutions],
        "rows": rows_of(solutions, interest_in([solution.solution_id for solution in solutions])),
        "asked": kept,
        "gone": len(slugs[:MOST_COMPARED]) - len(solutions),
        "beyond": max(0, len(slugs) - MOST_COMPARED),
        "reckoned": reckoned,
        "place": reckoned.place,
        "places": municipality_places(),
    }
    return render(request, "web/compare.html", context)
