"""Each promise with its number now, twelve months behind it, and how it is measured."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from lysning.core import clock
from lysning.core.http import PUBLIC, policy
from lysning.enquiries.queries import promises as measured_promises
from lysning.web.figures import promise_figures
from lysning.web.words import NOT_MEASURED_YET


@policy(PUBLIC)
def promises(request: HttpRequest) -> HttpResponse:
    return render(request, "web/promises.html", {"figures": promise_figures(), "not_measured": NOT_MEASURED_YET})


@policy(PUBLIC)
def promises_json(_request: HttpRequest) -> HttpResponse:
    rows = [
        {
            "promise": figure.key,
            "value": figure.value,
            "count": figure.count,
            "months": [{"month": f"{m:%Y-%m}", "value": value, "count": count} for m, value, count in figure.months],
            "measured_at": figure.measured_at,
        }
        for figure in measured_promises(clock.now())
    ]
    not_measured = {key: str(when) for key, (_name, _means, when) in NOT_MEASURED_YET.items()}
    return JsonResponse(
        {"licence": "CC BY 4.0", "promises": rows, "not_measured_yet": not_measured},
        json_dumps_params={"ensure_ascii": False},
    )
