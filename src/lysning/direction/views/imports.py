"""Bringing a radar from elsewhere: the list, a look at what becomes of each line, then drafts."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from lysning.core import clock
from lysning.core.http import actor_of, done, policy, status_of
from lysning.direction import actions, queries
from lysning.direction.actions.imports import Fate
from lysning.direction.forms import ListForm
from lysning.direction.views.finding import EDIT, find_direction
from lysning.directory.queries import words_of
from lysning.taxonomy.rules.tables import decode

MEANT = "betyder-"
WORD = "ord-"
FATE_WORDS: dict[Fate, Promise] = {
    "new": _("becomes a draft"),
    "stands": _("stands there already"),
    "ring": _("waits for its ring"),
    "fault": _("must be mended"),
}


@policy(EDIT, "GET", "POST")
def bring(request: HttpRequest, municipality: str, area: str) -> HttpResponse:
    """The list travels in the page between the steps, so nothing is kept of a list that is given up."""
    row = find_direction(request, municipality, area, do=EDIT)
    form = ListForm(request.POST, request.FILES) if request.method == "POST" else ListForm()
    context = {"form": form, "direction": row, "rings": queries.open_rings(clock.today())}
    if not (form.is_bound and form.is_valid()):
        return render(request, "direction/bring.html", context, status=status_of(form))
    content, meant = form.content(), _rings_meant(request)
    report = actions.import_radar(
        direction=row,
        content=content,
        rings_meant=meant,
        apply="apply" in request.POST,
        by=actor_of(request),
        at=clock.now(),
    )
    if report.is_applied:
        count = report.counts["new"]
        words = ngettext("%(n)s draft is on the radar.", "%(n)s drafts are on the radar.", count) % {"n": count}
        return done(request, words, "direction:direction", municipality, area)
    rings = queries.rings_by_key(clock.today())
    context |= {
        "report": report,
        "text": decode(content) or "",
        "meant": [(word, meant.get(word, ""), count) for word, count in _asked(report, meant)],
        "lines": [
            (line, rings[line.ring].name if line.ring in rings else line.listed.ring, FATE_WORDS[line.fate])
            for line in report.lines
        ],
        "problems": [(problem.line, words_of(problem)) for problem in report.problems],
        "new_count": report.counts["new"],
    }
    return render(request, "direction/bring.html", context, status=422 if report.problems else 200)


def _rings_meant(request: HttpRequest) -> dict[str, str]:
    """What the person has said each word means."""
    words = {key.removeprefix(WORD): str(word) for key, word in request.POST.items() if key.startswith(WORD)}
    return {word: key for number, word in words.items() if (key := request.POST.get(f"{MEANT}{number}", ""))}


def _asked(report: actions.RadarImport, meant: dict[str, str]) -> list[tuple[str, int]]:
    """The words still unknown, and those that have been explained, so that an answer can be changed."""
    unknown = dict(report.unknown_rings)
    told = {word: sum(line.listed.ring == word for line in report.lines) for word in meant}
    return sorted({**told, **unknown}.items())
