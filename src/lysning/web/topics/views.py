"""The operator's pages: list, new, edit, accept, merge after a look at what follows, separate, and the whole as a file."""

from dataclasses import asdict
from http import HTTPStatus
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.paginator import Paginator
from django.db.models import Case, Q, QuerySet, When
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from lysning.catalogue.models import Solution, SolutionVersion
from lysning.catalogue.queries import public_shelf
from lysning.core import clock
from lysning.core.actors import Actor
from lysning.core.answering import answering
from lysning.core.http import actor_of, done, load, policy, refuse, status_of
from lysning.core.lookups import Alphabetical, PlaceIn
from lysning.core.refusal import STALE, Refused
from lysning.direction.models import Placement
from lysning.matching.text.readability import readability
from lysning.notifications.models import Subscription
from lysning.taxonomy import actions
from lysning.taxonomy.models import Topic
from lysning.taxonomy.queries import facts_of, merged_below, with_areas
from lysning.taxonomy.rules import tidy
from lysning.web.pages.open_data import topic_list, topic_table
from lysning.web.publish.reading import HEAVY_LIX
from lysning.web.topics.forms import EditTopicForm, MergeForm, NewTopicForm, SureForm
from lysning.web.topics.history import differences, history_of

ROWS_A_PAGE = 50
LONGEST_SEARCH = 100
SHOWN = 10
EDIT = "taxonomy.edit_topics"
STATES: dict[str, tuple[Any, Q]] = {
    "proposed": (_("Proposed"), Q(accepted_at__isnull=True, merged_into__isnull=True)),
    "current": (_("Current"), Q(accepted_at__isnull=False, merged_into__isnull=True)),
    "merged": (_("Merged"), Q(merged_into__isnull=False)),
}
"""Where a topic may stand: what it is called, and the rows."""


@policy(EDIT)
def listing(request: HttpRequest) -> HttpResponse:
    state, text = request.GET.get("state", ""), request.GET.get("q", "")[:LONGEST_SEARCH]
    rows = _found(text, actor_of(request))
    if state in STATES:
        rows = rows.filter(STATES[state][1])
    page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
    counts = public_shelf().narrowed({}).counts
    context = {
        "page": page,
        "rows": [(topic, counts.of("topic", topic.key)) for topic in page],
        "states": [(key, words) for key, (words, _rows) in STATES.items()],
        "state": state,
        "text": text,
    }
    return render(request, "web/topics/list.html", context)


def _found(text: str, actor: Actor) -> QuerySet[Topic]:
    """The topics whose name or key holds the words, proposed and merged ones among them; then what search answers."""
    rows, words = with_areas(Topic.objects.all()), text.split()
    if not words:
        return rows.order_by(Alphabetical("name_da"), "pk")
    called = Q()
    for word in words:
        called &= Q(name_da__icontains=word) | Q(name_en__icontains=word) | Q(key__icontains=word)
    answers = answering("topic", text, actor=actor)
    rank = Case(When(called, then=0), default=PlaceIn(answers))
    return rows.filter(called | Q(pk__in=answers)).order_by(rank, Alphabetical("name_da"), "pk")


@policy(EDIT, "GET", "POST")
def new(request: HttpRequest) -> HttpResponse:
    form = NewTopicForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        is_shown = request.POST.get("way") == "accept"
        try:
            topic = actions.add_topic(
                key=form.cleaned_data["key"], facts=form.facts(), accept=is_shown, by=actor_of(request), at=clock.now()
            )
            words = (
                _("The topic is added, and everyone can see it.") if is_shown else _("The topic is kept as a proposal.")
            )
            return done(request, words, "web:edit_topic", topic.key)
        except Refused as refusal:
            refuse(form, refusal)
    return render(request, "web/topics/new.html", {"form": form}, status=status_of(form))


@policy(EDIT, "GET", "POST")
def edit(request: HttpRequest, key: str) -> HttpResponse:
    topic = _topic(request, key)
    form = EditTopicForm(request.POST if request.method == "POST" else None, initial=EditTopicForm.initial_of(topic))
    if not (form.is_bound and form.is_valid()):
        return _edit_page(request, topic, form, status_of(form))
    revision = form.cleaned_data["revision"]
    try:
        actions.edit_topic(topic=topic, revision=revision, facts=form.facts(), by=actor_of(request), at=clock.now())
    except Refused as refusal:
        refuse(form, refusal)
        return _stale_page(request, key, form) if refusal.code == STALE else _edit_page(request, topic, form, 422)
    return done(request, _("The topic is saved."), "web:edit_topic", key)


@policy(EDIT, "POST")
def accept(request: HttpRequest, key: str) -> HttpResponse:
    topic = _topic(request, key)
    try:
        actions.accept_topic(topic=topic, by=actor_of(request), at=clock.now())
    except Refused as refusal:
        form = EditTopicForm(initial=EditTopicForm.initial_of(topic))
        return _edit_page(request, topic, form, 422, refusal=refusal)
    return done(request, _("Everyone can see the topic now."), "web:edit_topic", key)


@policy(EDIT, "GET", "POST")
def merge(request: HttpRequest, key: str) -> HttpResponse:
    """First which topic, then what follows, then yes: the last is the only one that writes."""
    topic = _topic(request, key)
    asked = request.POST if request.method == "POST" else request.GET
    form = MergeForm(topic, asked if asked.get("into") is not None else None)
    into = form.chosen() if form.is_bound and form.is_valid() else None
    sure = SureForm(request.POST if request.method == "POST" else None, initial={"revision": topic.revision})
    if into is not None and sure.is_bound and sure.is_valid():
        revision = sure.cleaned_data["revision"]
        try:
            actions.merge_topic(topic=topic, into=into, revision=revision, by=actor_of(request), at=clock.now())
            return done(request, _("The topics are merged. You can separate them again."), "web:edit_topic", key)
        except Refused as refusal:
            sure.add_error(None, ValidationError(str(refusal), code=refusal.code))
    return _merge_page(request, topic, form, into, sure)


@policy(EDIT, "GET", "POST")
def separate(request: HttpRequest, key: str) -> HttpResponse:
    topic = _topic(request, key)
    sure = SureForm(request.POST if request.method == "POST" else None, initial={"revision": topic.revision})
    if sure.is_bound and sure.is_valid():
        revision = sure.cleaned_data["revision"]
        try:
            actions.separate_topic(topic=topic, revision=revision, by=actor_of(request), at=clock.now())
            return done(request, _("The topic stands for itself again."), "web:edit_topic", key)
        except Refused as refusal:
            sure.add_error(None, ValidationError(str(refusal), code=refusal.code))
    context = {"topic": topic, "sure": sure, "follows": _what_follows(topic)}
    return render(request, "web/topics/separate.html", context, status=_status(sure))


@policy(EDIT)
def file(request: HttpRequest, kind: str) -> HttpResponseBase:
    """All topics, proposals too, as an import takes them."""
    return topic_list(actor_of(request)) if kind == "json" else topic_table(actor_of(request))


def _topic(request: HttpRequest, key: str) -> Topic:
    return load(with_areas(Topic.objects.all()), request, see="taxonomy.view_topic", key=key)


def _edit_page(
    request: HttpRequest, topic: Topic, form: EditTopicForm, status: int, *, refusal: Refused | None = None
) -> HttpResponse:
    measured = readability(str(form["explanation_da"].value() or ""))
    context = {
        "topic": topic,
        "form": form,
        "refusal": refusal,
        "acts": history_of(topic),
        "lix": measured.lix,
        "is_heavy": measured.lix > HEAVY_LIX,
    }
    return render(request, "web/topics/edit.html", context, status=status)


def _stale_page(request: HttpRequest, key: str, form: EditTopicForm) -> HttpResponse:
    """Shows both texts where they differ; what one wrote stands in the form, and saving again puts it in place."""
    fresh = _topic(request, key)
    posted = request.POST.copy()
    posted["revision"] = str(fresh.revision)
    again = EditTopicForm(posted)
    again.is_valid()
    context = {
        "topic": fresh,
        "form": again,
        "clashes": differences(asdict(facts_of(fresh)), asdict(tidy(form.facts()))),
        "is_stale": True,
    }
    return render(request, "web/topics/edit.html", context, status=HTTPStatus.CONFLICT)


def _merge_page(
    request: HttpRequest, topic: Topic, form: MergeForm, into: Topic | None, sure: SureForm
) -> HttpResponse:
    context = {"topic": topic, "form": form, "into": into, "sure": sure, "follows": _what_follows(topic, into)}
    return render(request, "web/topics/merge.html", context, status=_status(sure) if into else status_of(form))


def _status(sure: SureForm) -> int:
    """409 when somebody else was here first, 422 for another refusal."""
    return HTTPStatus.CONFLICT if sure.has_error(NON_FIELD_ERRORS, STALE) else status_of(sure)


def _what_follows(topic: Topic, into: Topic | None = None) -> dict[str, Any]:
    """What counts as another topic when this one does: public solutions, drafts, placements, followers, and the topics
    merged into it before. Told of the other topic too, also on how many radars both stand.
    """
    alike = merged_below(topic)
    public = Solution.objects.public().filter(current_version__topics__in=alike).distinct()
    placed = Placement.objects.standing().filter(topic__in=alike)
    beside = Placement.objects.standing().filter(topic__in=merged_below(into)) if into else Placement.objects.none()
    drafts = SolutionVersion.objects.filter(frozen_at__isnull=True, topics__in=alike).distinct()
    return {
        "solutions": public.select_related("current_version").order_by(Alphabetical("current_version__title"), "pk")[
            :SHOWN
        ],
        "solution_count": public.count(),
        "draft_count": drafts.count(),
        "placement_count": placed.count(),
        "both_count": placed.filter(direction__in=beside.values("direction")).values("direction").distinct().count(),
        "follower_count": Subscription.objects.confirmed().filter(topic__in=alike).count(),
        "topics": Topic.objects.filter(pk__in=alike).exclude(pk=topic.pk).order_by(Alphabetical("name_da")),
    }
