"""The list of trials, the catalogue of measures, and the helper for sample sizes."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lysning.core import clock
from lysning.core.http import PUBLIC, actor_of, policy, status_of
from lysning.core.permissions import may
from lysning.directory.queries import municipality_places
from lysning.taxonomy.queries import area_by_key, areas
from lysning.trials import queries
from lysning.trials.forms import SampleForm
from lysning.trials.words import BETTER_WORDS, KIND_WORDS, STATE_KINDS, STATE_WORDS, STATUS_WORDS

TRIALS_A_PAGE = 20
LONGEST_SEARCH = 100


@policy(PUBLIC)
def trials(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    chosen = {name: request.GET.get(name, "")[:LONGEST_SEARCH] for name in ("area", "stand", "kommune", "q")}
    rows = queries.listed(
        actor,
        area_key=chosen["area"],
        state=chosen["stand"],
        municipality_slug=chosen["kommune"],
        text=chosen["q"],
    )
    facts = {
        "page": Paginator(rows, TRIALS_A_PAGE).get_page(request.GET.get("page")),
        "chosen": chosen,
        "is_narrowed": any(chosen.values()),
        "areas": areas(),
        "places": municipality_places(),
        "state_words": STATE_WORDS,
        "state_kinds": STATE_KINDS,
        "may_begin": not actor.is_signed_in or may(actor, "trials.start_trial"),
        "today": clock.today(),
    }
    return render(request, "trials/trials.html", facts)


@policy(PUBLIC)
def measures(request: HttpRequest) -> HttpResponse:
    area = area_by_key(request.GET.get("area", ""))
    rows = [row for row in queries.measures() if area is None or area in row.areas.all()]
    facts = {
        "measures": rows,
        "area": area,
        "areas": areas(),
        "kind_words": KIND_WORDS,
        "better_words": BETTER_WORDS,
        "status_words": STATUS_WORDS,
    }
    return render(request, "trials/measures.html", facts)


@policy(PUBLIC)
def sample(request: HttpRequest) -> HttpResponse:
    form = SampleForm(request.GET) if "foer" in request.GET else SampleForm()
    is_found = form.is_bound and form.is_valid()
    found = form.cleaned_data if is_found else {}
    facts = {"form": form, "needed": found.get("needed"), "plan": found.get("plan"), "kind": found.get("slags")}
    return render(request, "trials/sample.html", facts, status=status_of(form))
