"""What all studies of one measure say of one topic: independent ones together, those of suppliers beside them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from lysning.core.http import PUBLIC, load, policy
from lysning.evidence import queries
from lysning.evidence.pictures import forest_of_studies
from lysning.evidence.rules.numbers import Span
from lysning.evidence.views.lines import study_rows
from lysning.evidence.words import DOUBT, NOTE, SHADE, STUDY_DOUBT, SURENESS, VERDICT, effect_words
from lysning.taxonomy.models import Topic
from lysning.trials.models import OutcomeMeasure


@policy(PUBLIC)
def answer(request: HttpRequest, topic: str, measure: str) -> HttpResponse:
    row = load(Topic.objects.select_related("current"), request, see="taxonomy.view_topic", key=topic).current
    what = OutcomeMeasure.objects.filter(key=measure).first()
    found = queries.answer_on(row, what) if what else None
    if found is None or what is None:
        raise Http404
    free, paid, way = found.independent, found.studies.suppliers, found.question.measure
    title = f"{row.name}: {what.name}"
    context = {
        "topic": row,
        "measure": what,
        "answer": found,
        "findings": [(key, each) for key, each in found.told.items()],
        "forest": forest_of_studies(found, free, title) if free.k else "",
        "supplier_forest": forest_of_studies(found, paid, f"{title} ({_('suppliers')})") if paid.k else "",
        "lines": study_rows(way, free),
        "supplier_lines": study_rows(way, paid),
        "notes": [NOTE[note] for note in free.notes if note != "one"],
    }
    if found.conclusion is not None and free.effect is not None:
        said, effect = found.conclusion, free.effect
        context |= {
            "verdict": VERDICT[said.verdict],
            "shade": SHADE[said.shade],
            "sureness": SURENESS[said.sureness],
            "doubts": [STUDY_DOUBT.get(doubt, DOUBT[doubt]) for doubt in said.doubts],
            "effect": effect_words(way, Span(effect.estimate, effect.low, effect.high)),
        }
    return render(request, "evidence/answer.html", context)
