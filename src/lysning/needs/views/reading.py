from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from lysning.accounts.models import MUNICIPAL_ROLES, User
from lysning.core import clock
from lysning.core.actors import Actor
from lysning.core.feeds import MOST_ENTRIES, Feed, feed_response
from lysning.core.http import PUBLIC, actor_of, load, policy
from lysning.core.permissions import may, shown_the_way
from lysning.directory.queries import municipality_places
from lysning.needs import actions, queries
from lysning.needs.models import Need, NeedQuerySet
from lysning.needs.words import sharing_map
from lysning.taxonomy.queries import areas

NEEDS_A_PAGE = 20
LONGEST_SEARCH = 100
SEE = "needs.view_need"
ACTS = ("edit", "close", "take_back", "cosign", "support", "answer", "join", "separate")


@policy(PUBLIC)
def needs(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    chosen = _chosen(request)
    facts = {
        "feed": f"{reverse('needs:feed')}{_sent(chosen)}",
        "page": Paginator(queries.with_sharers(_listed(actor, chosen)), NEEDS_A_PAGE).get_page(request.GET.get("page")),
        "chosen": chosen,
        "is_narrowed": any(chosen.values()),
        "areas": areas(),
        "places": municipality_places(),
        "may_declare": shown_the_way(actor, "needs.declare_need"),
        "now": clock.now(),
    }
    return render(request, "needs/needs.html", facts)


@policy(PUBLIC)
def feed(request: HttpRequest) -> HttpResponse:
    """The newest open needs, narrowed as the page is."""
    chosen = _chosen(request)
    rows = _listed(actor_of(request), chosen).order_by("-created_at", "-pk")[:MOST_ENTRIES]
    key = f"behov{_sent(chosen)}"
    facts = Feed(
        key,
        _("Needs of the municipalities"),
        _("Problems that leaders and citizens want solved, in their own words."),
        f"{reverse('needs:needs')}{_sent(chosen)}",
        [queries.need_entry(row) for row in rows],
    )
    return feed_response(request, facts)


def _chosen(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET.get(name, "")[:LONGEST_SEARCH] for name in ("area", "kommune", "q")}


def _sent(chosen: dict[str, str]) -> str:
    """What is chosen as the end of an address."""
    given = {name: value for name, value in chosen.items() if value}
    return f"?{urlencode(given)}" if given else ""


def _listed(actor: Actor, chosen: dict[str, str]) -> NeedQuerySet:
    return queries.listed(actor, area_key=chosen["area"], municipality_slug=chosen["kommune"], text=chosen["q"])


@policy(PUBLIC)
def need(request: HttpRequest, slug: str) -> HttpResponse:
    row = load(queries.with_places(), request, see=SEE, slug=slug)
    return render(request, "needs/need.html", need_facts(request, row))


def need_facts(request: HttpRequest, row: Need) -> dict[str, Any]:
    """What a need's page shows and offers to the one who asks."""
    actor = actor_of(request)
    found, answers = queries.backing(row), queries.official_answers(row)
    may_do = {name: may(actor, f"needs.{name}_need", row) for name in ACTS}
    user = request.user if isinstance(request.user, User) else None
    signed = found.cosignatures if actor.is_signed_in else ()
    own = next((each for each in signed if may(actor, "needs.edit_cosignature", each)), None)
    return {
        "need": row,
        "backing": found,
        "map": sharing_map(row, found),
        "answers": answers,
        "own_cosignature": own,
        "supports": user is not None and may_do["support"] and actions.supports(row.pk, user),
        "is_author": row.is_citizens and user is not None and row.created_by_id == user.pk,
        "may": may_do | {"cosign": may_do["cosign"] and own is None and _may_cosign(actor, row)},
    }


def _may_cosign(actor: Actor, row: Need) -> bool:
    """A municipality's own need is not for its own people to co-sign."""
    return row.is_citizens or set(actor.organisations(MUNICIPAL_ROLES)) != {row.municipality_id}
