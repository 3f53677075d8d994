"""Every list as Atom: the solutions as somebody has narrowed them, and what is new in each area, topic and place."""

from collections.abc import Iterable
from datetime import datetime

import numpy as np
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from lysning.catalogue.models import Solution
from lysning.catalogue.queries import choice_words, public_shelf
from lysning.catalogue.rules.markdown import shortened
from lysning.core.feeds import MOST_ENTRIES, Entry, Feed, feed_response
from lysning.core.http import PUBLIC, actor_of, load, policy
from lysning.core.plaintext import clean
from lysning.direction.queries import placement_entries
from lysning.directory.models import Municipality, Supplier
from lysning.enquiries.models import Enquiry
from lysning.enquiries.words import STATES
from lysning.evidence.queries import listed
from lysning.matching.queries import search_solutions
from lysning.matching.queries.search import LONGEST
from lysning.needs.models import Need
from lysning.needs.queries import need_entry, with_places
from lysning.taxonomy.models import Topic
from lysning.taxonomy.queries import area_by_key
from lysning.taxonomy.queries import topics as kept_topics
from lysning.web.browse import asked_of
from lysning.web.needs.trace import trace_entries
from lysning.web.pages.municipalities import public_answers

SUMMARY = 400


@policy(PUBLIC)
def solutions(request: HttpRequest) -> HttpResponse:
    """The solutions that fit what the address asks; what changed last stands first, whatever the order of the page."""
    asked = asked_of(request, clean(request.GET.get("q", "")[:LONGEST])).as_usual
    shelf = public_shelf()
    ranked = np.array(search_solutions(asked.query, among=shelf).ids, np.int64) if asked.query else None
    ids = shelf.narrowed(asked.choices, among=ranked).ids.tolist()
    said = [f"»{asked.query}«"] if asked.query else []
    title = ", ".join([_("Solutions"), *said, *choice_words(asked.choices)])
    text = _("New solutions and new versions.")
    return feed_response(request, Feed(f"loesninger{asked.ends}", title, text, asked.address, _solutions(ids)))


@policy(PUBLIC)
def areas(request: HttpRequest) -> HttpResponse:
    """What is new in all service areas together; each entry names its areas."""
    entries = [*_solutions(public_shelf().ids.tolist()), *_newest_needs(Q()), *placement_entries(Q())]
    text = _("New solutions, needs and directions in all service areas.")
    return feed_response(request, Feed("fagomraader", _("Service areas"), text, reverse("web:areas"), entries))


@policy(PUBLIC)
def area(request: HttpRequest, key: str) -> HttpResponse:
    if (found := area_by_key(key)) is None:
        raise Http404
    ids = public_shelf().narrowed({"area": [key]}).ids.tolist()
    decided = placement_entries(Q(direction__area=found))
    entries = [*_solutions(ids), *_newest_needs(Q(area=found)), *decided]
    text = _("New solutions, needs and directions in %(name)s.") % {"name": found.name}
    return feed_response(request, Feed(f"fagomraade:{key}", found.name, text, reverse("web:area", args=[key]), entries))


@policy(PUBLIC)
def topic(request: HttpRequest, key: str) -> HttpResponse:
    """The solutions of the kind; a topic that is merged gives those of what it counts as."""
    found = load(Topic.objects.select_related("current"), request, see="taxonomy.view_topic", key=key).current
    ids = public_shelf().narrowed({"topic": [found.key]}).ids.tolist()
    text = _("New solutions of the kind %(name)s.") % {"name": found.name}
    page = reverse("web:topic", args=[found.key])
    return feed_response(request, Feed(f"emne:{found.key}", found.name, text, page, _solutions(ids)))


@policy(PUBLIC)
def topics(request: HttpRequest) -> HttpResponse:
    entries = [
        Entry(
            key=f"emne:{each.key}",
            title=each.name,
            address=reverse("web:topic", args=[each.key]),
            text=each.explanation,
            published=_begun(each),
            updated=max(_begun(each), each.edited_at or _begun(each)),
            author="Lysning",
            categories=[area.name for area in each.areas.all()],
        )
        for each in kept_topics()
    ]
    text = _("Kinds of technology a municipality can take a stand on.")
    return feed_response(request, Feed("emner", _("Topics"), text, reverse("web:topics"), entries))


@policy(PUBLIC)
def projects(request: HttpRequest) -> HttpResponse:
    """The earlier projects that were brought last."""
    rows = listed(actor_of(request)).order_by("-imported_at", "-pk").prefetch_related("areas")[:MOST_ENTRIES]
    entries = [
        Entry(
            key=f"erfaring:{row.slug}",
            title=row.title,
            address=reverse("web:project", args=[row.slug]),
            text=shortened(row.text, SUMMARY),
            published=row.imported_at,
            updated=row.imported_at,
            author=row.lead or row.source,
            categories=[area.name for area in row.areas.all()],
        )
        for row in rows
    ]
    text = _("Earlier projects, the last brought first.")
    return feed_response(request, Feed("erfaringer", _("Earlier projects"), text, reverse("web:projects"), entries))


@policy(PUBLIC)
def municipalities(request: HttpRequest) -> HttpResponse:
    """What is new in all municipalities together; each entry is by the municipality it is about."""
    entries = [*_newest_answers(public_answers()), *_newest_needs(Q()), *placement_entries(Q())]
    text = _("What municipalities answer suppliers, what they need, and where they are going.")
    page = reverse("web:municipalities")
    return feed_response(request, Feed("kommuner", _("Municipalities"), text, page, entries))


@policy(PUBLIC)
def municipality(request: HttpRequest, slug: str) -> HttpResponse:
    """What the municipality has answered in public, what it needs, and what it has decided."""
    found = get_object_or_404(Municipality, slug=slug)
    needs, decided = _newest_needs(Q(municipality=found)), placement_entries(Q(direction__municipality=found))
    entries = [*_newest_answers(public_answers(found)), *needs, *decided]
    text = _("What %(name)s answers suppliers, what it needs, and where it is going.") % {"name": found.official_name}
    page = reverse("web:municipality", args=[slug])
    return feed_response(request, Feed(f"kommune:{slug}", found.official_name, text, page, entries))


@policy(PUBLIC)
def need(request: HttpRequest, slug: str) -> HttpResponse:
    """What has come of a need that everyone may see, step by step."""
    found = load(with_places().public(), request, see="needs.view_need", slug=slug)
    text = _("What has come of the need.")
    page = reverse("needs:need", args=[slug])
    return feed_response(
        request, Feed(f"spor:{slug}", found.title, text, page, trace_entries(found, actor_of(request)))
    )


@policy(PUBLIC)
def supplier(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Supplier, slug=slug, closed_at__isnull=True)
    ids = Solution.objects.public().filter(supplier=found).values_list("pk", flat=True)
    text = _("New solutions and new versions from %(name)s.") % {"name": found.name}
    page = reverse("web:supplier", args=[slug])
    return feed_response(request, Feed(f"leverandoer:{slug}", found.name, text, page, _solutions(list(ids))))


def _solutions(ids: Iterable[int]) -> list[Entry]:
    """The public ones among the solutions, at most as many as a feed holds, the newest version first. Two queries."""
    rows = Solution.objects.public().filter(pk__among=frozenset(ids)).order_by("-current_version__frozen_at", "-pk")
    read = rows.select_related("supplier", "current_version").prefetch_related("current_version__areas")
    return [_solution(row) for row in read[:MOST_ENTRIES]]


def _solution(row: Solution) -> Entry:
    version = row.current_version
    if version is None or row.published_at is None or version.frozen_at is None:
        raise ValueError(f"solution {row.pk} is public without a version")
    return Entry(
        key=f"loesning:{row.slug}",
        title=version.title,
        address=reverse("web:solution", args=[row.slug]),
        text=shortened(version.problem, SUMMARY),
        published=row.published_at,
        updated=version.frozen_at,
        author=row.supplier.name,
        categories=[area.name for area in version.areas.all()],
    )


def _newest_needs(which: Q) -> list[Entry]:
    rows = Need.objects.open().filter(which).select_related("municipality", "area")
    return [need_entry(need) for need in rows[:MOST_ENTRIES]]


def _newest_answers(rows: QuerySet[Enquiry]) -> list[Entry]:
    return [_answer(each) for each in rows.select_related("municipality")[:MOST_ENTRIES]]


def _answer(enquiry: Enquiry) -> Entry:
    version, municipality = enquiry.version, enquiry.municipality
    moment = enquiry.answered_at or enquiry.created_at
    return Entry(
        key=f"svar:{municipality.slug}:{version.solution.slug}:{version.number}",
        title=f"{STATES.get(enquiry.answer_kind, '')}: {version.title}",
        address=reverse("web:solution", args=[version.solution.slug]),
        text=enquiry.post.area.name,
        published=moment,
        updated=max(moment, enquiry.answer_changed_at or moment),
        author=municipality.official_name,
        categories=[enquiry.post.area.name],
    )


def _begun(topic: Topic) -> datetime:
    return topic.accepted_at or topic.proposed_at
