"""The list of trials, the catalogue of measures, and the helper for sample sizes."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from lysning.core import clock
from lysning.core.actors import VISITOR
from lysning.core.feeds import MOST_ENTRIES, Entry, Feed, feed_response
from lysning.core.http import PUBLIC, actor_of, policy, status_of
from lysning.core.permissions import may
from lysning.directory.queries import municipality_places
from lysning.taxonomy.queries import area_by_key, areas
from lysning.trials import queries
from lysning.trials.forms import SampleForm
from lysning.trials.models import Trial
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
def feed(request: HttpRequest) -> HttpResponse:
    """The newest registered trials as Atom, in one area or in all; an entry is new again when the trial moves."""
    area = request.GET.get("area", "")[:LONGEST_SEARCH]
    chosen = f"?{urlencode({'area': area})}" if area else ""
    rows = queries.listed(VISITOR, area_key=area).prefetch_related("versions").order_by("-state_at", "-pk")
    return feed_response(
        request,
        Feed(
            f"afproevninger{chosen}",
            _("Trials"),
            _("What Danish municipalities try together, under one protocol that everyone can read."),
            f"{reverse('trials:trials')}{chosen}",
            [_entry(row) for row in rows[:MOST_ENTRIES]],
        ),
    )


def _entry(row: Trial) -> Entry:
    if row.registered_at is None:
        raise ValueError("a public trial is registered")
    newest = max(row.versions.all(), key=lambda version: version.number)
    return Entry(
        key=f"afproevning:{row.slug}",
        title=f"{row.title}: {STATE_WORDS[row.state]}",
        address=reverse("trials:trial", args=[row.slug]),
        text=newest.protocol.question,
        published=row.registered_at,
        updated=max(row.state_at, row.registered_at),
        author=row.lead.official_name,
        categories=(row.area.name,),
    )


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
