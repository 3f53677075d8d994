"""Topics in public: which kinds of technology there are in each field, and what there is of each."""

from collections.abc import Iterable
from typing import TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lysning.catalogue.queries import cards, public_shelf
from lysning.catalogue.rules.facets import FacetCounts
from lysning.core import clock
from lysning.core.http import PUBLIC, actor_of, load, policy
from lysning.core.permissions import may, shown_the_way
from lysning.direction.queries import open_rings, topic_spreads
from lysning.evidence.queries import findings_of_topic
from lysning.evidence.words import card_of
from lysning.matching.queries import search_topics
from lysning.matching.queries.similar import Alike, needs_for_topic, similar_topics, worth_showing
from lysning.needs.models import Need
from lysning.taxonomy.models import Topic
from lysning.taxonomy.queries import areas, with_areas
from lysning.taxonomy.queries import topics as kept_topics
from lysning.web.alike import near_topic
from lysning.web.radars import topic_on_radars
from lysning.web.search_form import SearchForm

M = TypeVar("M", bound=Model)
SHOWN = 6


@policy(PUBLIC)
def topics(request: HttpRequest) -> HttpResponse:
    form = SearchForm(request.GET, label=_("Find a kind of technology"))
    query = form.query
    counts = public_shelf().narrowed({}).counts
    by_key = {topic.pk: topic for topic in kept_topics()}
    found = [by_key[key] for key in search_topics(query).ids if key in by_key] if query else []
    context = {
        "form": form,
        "query": query,
        "found": _counted(found, counts),
        "fields": [(area, _counted((t for t in by_key.values() if area in t.areas.all()), counts)) for area in areas()],
        "total": len(by_key),
    }
    return render(request, "web/topics.html", context, status=form.status)


@policy(PUBLIC)
def topic(request: HttpRequest, key: str) -> HttpResponse:
    """A topic with what there is of it; one that is merged leads on to what it counts as, for good."""
    actor = actor_of(request)
    found = load(with_areas(Topic.objects.all()), request, see="taxonomy.view_topic", key=key)
    if found.merged_into_id is not None:
        return HttpResponsePermanentRedirect(reverse("web:topic", args=[found.current.key]))
    ids, counts = public_shelf().narrowed({"topic": [found.key]})
    needs, now = Need.objects.select_related("municipality", "area"), clock.now()
    context = {
        "topic": found,
        "cards": [(card, ()) for card in cards(ids[:SHOWN].tolist())],
        "solution_count": counts.total,
        "needs": _in_order(worth_showing(needs_for_topic(found.pk, actor=actor)), needs),
        "findings": [card_of(row) for row in findings_of_topic(found)],
        "tried": near_topic(found, actor),
        "similar": _in_order(similar_topics(found.pk), Topic.objects.all()),
        "radars": topic_on_radars(found, actor, today=clock.day_of(now)),
        "spreads": topic_spreads(found, today=clock.day_of(now)),
        "rings": open_rings(clock.day_of(now)),
        "merged": Topic.objects.accepted().known_as(found).exclude(pk=found.pk).order_by("merged_at"),
        "may_edit": may(actor, "taxonomy.edit_topics"),
        "may_declare": shown_the_way(actor, "needs.declare_need"),
        "now": now,
    }
    return render(request, "web/topic.html", context)


def _counted(rows: Iterable[Topic], counts: FacetCounts) -> list[tuple[Topic, int]]:
    return [(topic, counts.of("topic", topic.key)) for topic in rows]


def _in_order(alike: list[Alike], rows: QuerySet[M]) -> list[M]:
    found = rows.in_bulk([each.subject_id for each in alike])
    return [found[each.subject_id] for each in alike if each.subject_id in found]
