"""All coalitions, and what they decide in the open."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from lysning.community import queries
from lysning.community.models import Decision
from lysning.community.permissions import TAKING_PART
from lysning.community.views.picture import country_map
from lysning.core import clock
from lysning.core.feeds import MOST_ENTRIES, Entry, Feed, feed_response
from lysning.core.http import PUBLIC, actor_of, policy
from lysning.core.permissions import may
from lysning.directory.queries import municipality_places
from lysning.taxonomy.queries import areas

A_PAGE = 20
LONGEST_WORD = 100


@policy(PUBLIC)
def coalitions(request: HttpRequest) -> HttpResponse:
    actor, chosen = actor_of(request), _chosen(request)
    facts = {
        "page": Paginator(queries.listed(chosen), A_PAGE).get_page(request.GET.get("page")),
        "chosen": chosen,
        "mine": list(queries.coalitions_of(actor.organisations(TAKING_PART))) if actor.is_signed_in else [],
        "map": country_map(queries.reach(chosen)),
        "areas": areas(),
        "places": municipality_places(),
        "may_start": not actor.is_signed_in or may(actor, "community.start"),
        "feed": f"{reverse('community:feed')}{_sent(chosen)}",
        "now": clock.now(),
        "today": clock.today(),
    }
    return render(request, "community/coalitions.html", facts)


@policy(PUBLIC)
def feed(request: HttpRequest) -> HttpResponse:
    """The newest public decisions, of all coalitions or of those in one area."""
    chosen = _chosen(request)
    rows = queries.public_decisions()
    if chosen.area:
        rows = rows.filter(coalition__area__key=chosen.area)
    page = f"{reverse('community:coalitions')}{_sent(chosen)}"
    title, text = (
        _("Decisions of the coalitions"),
        _("What municipalities decide together, as far as everyone may read it."),
    )
    entries = [decision_entry(row) for row in rows[:MOST_ENTRIES]]
    return feed_response(request, Feed(f"faellesskaber{_sent(chosen)}", title, text, page, entries))


def decision_entry(decision: Decision) -> Entry:
    """A public decision as an entry of a feed; its coalition and area are loaded."""
    home = decision.coalition
    return Entry(
        key=f"beslutning:{home.slug}:{decision.number}",
        title=f"{home.title}: {decision.title}",
        address=reverse("community:decision", args=[home.slug, decision.number]),
        text=decision.text,
        published=decision.created_at,
        updated=decision.created_at,
        author=home.title,
        categories=(home.area.name,),
    )


def _chosen(request: HttpRequest) -> queries.Chosen:
    said = {name: request.GET.get(name, "")[:LONGEST_WORD] for name in ("area", "kommune", "vis")}
    return queries.Chosen(
        area=said["area"],
        municipality=said["kommune"],
        is_open=said["vis"] == "aabne",
        is_closed=said["vis"] == "afsluttede",
    )


def _sent(chosen: queries.Chosen) -> str:
    """The chosen area as the end of an address: what a feed is narrowed by."""
    return f"?{urlencode({'area': chosen.area})}" if chosen.area else ""
