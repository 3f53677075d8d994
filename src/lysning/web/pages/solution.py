"""A solution: what it is, who uses it, who tries it, what it would cost, and how to go on."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from lysning.catalogue.models import Solution
from lysning.catalogue.queries import page_facts
from lysning.core import clock
from lysning.core.http import PUBLIC, actor_of, load, policy
from lysning.core.permissions import may, shown_the_way
from lysning.directory.queries import municipality_places
from lysning.evidence.queries import findings_of_solution
from lysning.evidence.words import card_of
from lysning.moderation.queries import hiding
from lysning.trials.models import Trial
from lysning.trials.queries import in_short
from lysning.web.figures import answer_map
from lysning.web.places import reckoned_for
from lysning.web.radars import solution_on_radars

TRIALS_SHOWN = 6


@policy(PUBLIC)
def solution(request: HttpRequest, slug: str) -> HttpResponse:
    actor = actor_of(request)
    found = load(Solution.objects.all(), request, see="catalogue.view_solution", slug=slug)
    if found.current_version_id is None:
        return redirect("publish:step", slug=slug, step=1)
    reckoned = reckoned_for(request)
    facts = page_facts(found, reckoned.place)
    if facts is None:
        raise Http404
    answers = answer_map(found.pk, facts)
    is_own = may(actor, "catalogue.edit_solution", found)
    context = {
        "solution": facts,
        "map": answers.map,
        "counts": answers.counts,
        "radars": solution_on_radars(found.pk, slug, actor, today=clock.today()) if found.is_public else None,
        "findings": [card_of(row) for row in findings_of_solution(found)] if found.is_public else [],
        "trials": in_short(Trial.objects.public().filter(solution=found))[:TRIALS_SHOWN] if found.is_public else (),
        "reckoned": reckoned,
        "place": reckoned.place,
        "places": municipality_places(),
        "is_own": is_own,
        "hiding": hiding(found) if is_own and found.hidden_at else None,
        "is_public": found.is_public,
        "may_declare": shown_the_way(actor, "needs.declare_need"),
    }
    return render(request, "web/solution.html", context)
