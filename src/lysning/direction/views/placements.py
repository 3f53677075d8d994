"""A leader's work with the radar: place, move, take off, put back, take over from another municipality."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from lysning.catalogue.models import Solution
from lysning.core import clock
from lysning.core.http import actor_of, done, load, policy, refuse, status_of
from lysning.core.plaintext import clean
from lysning.core.refusal import STALE, Refused
from lysning.direction import actions, queries
from lysning.direction.forms import PlacementForm, RemoveForm
from lysning.direction.models import Direction, Placement, PlacementChange
from lysning.direction.queries import Named
from lysning.direction.rules import PlacementFacts, PlacementState, Subject, review_day
from lysning.direction.rules.faults import LONGEST
from lysning.direction.rules.reviews import decided_anew
from lysning.direction.rules.states import Link
from lysning.direction.views.finding import (
    EDIT,
    EDIT_PLACEMENT,
    SEE_PLACEMENT,
    find_direction,
    find_placement,
)
from lysning.direction.views.merging import is_settled, meet, number_of, settled
from lysning.evidence.models import Finding
from lysning.taxonomy.models import Topic

RESTORE = "direction.restore_placement"
LONGEST_SEARCH = 100


@dataclass(frozen=True)
class Wish:
    """What somebody wants to place: the subject (None: in own words, still to be written), and whose placement it is from."""

    named: Named
    subject: Subject | None
    original: Placement | None = None


@policy(EDIT, "GET", "POST")
def place(request: HttpRequest, municipality: str, area: str) -> HttpResponse:
    """First what, then where and why; the address says what, so that each suggestion is a link."""
    row = find_direction(request, municipality, area, do=EDIT)
    wish = _wish(request)
    if wish is None:
        text = clean(request.GET.get("q", "")[:LONGEST_SEARCH])
        context = {
            "direction": row,
            "text": text,
            "searched": queries.placeable(row, text, today=clock.today()) if text else None,
            "suggestions": queries.suggestions(row),
            "rings": queries.open_rings(clock.today()),
        }
        return render(request, "direction/choose.html", context)
    form = _new_form(request, row, wish)
    if form.is_bound and form.is_valid():
        subject = form.subject() or wish.subject
        try:
            placed = actions.place(
                direction=row,
                subject=subject or Subject(),
                facts=form.facts(),
                publish=request.POST.get("way") != "draft",
                copied_from=wish.original,
                by=actor_of(request),
                at=clock.now(),
            )
            words = _("It is on the radar.") if placed.published_at else _("It is kept as a draft.")
            return done(request, words, "direction:direction", municipality, area)
        except Refused as refusal:
            refuse(form, refusal)
    context = {"form": form, "direction": row, "named": wish.named, "original": wish.original, "wish": wish}
    return render(request, "direction/place.html", context, status=status_of(form))


@policy(EDIT_PLACEMENT, "GET", "POST")
def edit_placement(request: HttpRequest, municipality: str, area: str, slug: str) -> HttpResponse:
    row = find_placement(request, municipality, area, slug, do=EDIT_PLACEMENT)
    initial = {**PlacementForm.initial_of(row.state, *_cited(request)), "revision": row.revision}
    form = _form(row, settled(request.POST) if request.method == "POST" else None, initial)
    if form.is_bound and not is_settled(request.POST):
        return _merge_page(request, row, form, asked=request.POST)
    if form.is_bound and form.is_valid():
        try:
            actions.edit_placement(
                placement=row,
                revision=form.cleaned_data["revision"] or 0,
                facts=decided_anew(row.state.facts, form.facts(), clock.today()),
                subject=form.subject(),
                note=form.cleaned_data["note"],
                by=actor_of(request),
                at=clock.now(),
            )
            return done(request, _("The placement is saved."), "direction:placement", municipality, area, slug)
        except Refused as refusal:
            if refusal.code == STALE:
                fresh = find_placement(request, municipality, area, slug, do=EDIT_PLACEMENT)
                return _merge_page(request, fresh, form)
            refuse(form, refusal)
    context = {"form": form, "placement": row, "direction": row.direction, "named": _named(row)}
    context["is_ring_ended"] = row.ring.key not in {ring.key for ring in queries.open_rings(clock.today())}
    return render(request, "direction/edit_placement.html", context, status=status_of(form))


@policy(EDIT_PLACEMENT, "GET", "POST")
def remove(request: HttpRequest, municipality: str, area: str, slug: str) -> HttpResponse:
    row = find_placement(request, municipality, area, slug, do=EDIT_PLACEMENT)
    form = RemoveForm(request.POST if request.method == "POST" else None, initial={"revision": row.revision})
    status = status_of(form)
    if form.is_bound and form.is_valid():
        try:
            actions.remove_placement(placement=row, **form.cleaned_data, by=actor_of(request), at=clock.now())
            return done(
                request, _("It is off the radar. You can put it back."), "direction:placement", municipality, area, slug
            )
        except Refused as refusal:
            refuse(form, refusal)
            status = HTTPStatus.CONFLICT if refusal.code == STALE else HTTPStatus.UNPROCESSABLE_ENTITY
            row.refresh_from_db()
            sent = request.POST.copy()
            sent["revision"] = str(row.revision)
            form.data = sent
    context = {"form": form, "placement": row, "direction": row.direction, "named": _named(row)}
    return render(request, "direction/remove.html", context, status=status)


@policy(RESTORE, "POST")
def restore(request: HttpRequest, municipality: str, area: str, slug: str) -> HttpResponse:
    row = find_placement(request, municipality, area, slug, do=RESTORE)
    revision = number_of(request.POST.get("revision"))
    actions.restore_placement(placement=row, revision=revision, by=actor_of(request), at=clock.now())
    return done(request, _("It is back on the radar."), "direction:placement", municipality, area, slug)


def _wish(request: HttpRequest) -> Wish | None:
    """What the address asks to place. Raises Http404 for what the one who asks cannot see."""
    asked = request.GET
    if key := asked.get("emne"):
        topic = load(Topic.objects.select_related("current"), request, see="taxonomy.view_topic", key=key).current
        return Wish(Named("topic", topic.name, topic.key, topic.explanation), Subject(topic_id=topic.pk))
    if slug := asked.get("loesning"):
        rows = Solution.objects.public().select_related("current_version")
        solution = load(rows, request, see="catalogue.view_solution", slug=slug)
        return Wish(_named_solution(solution), Subject(solution_id=solution.pk))
    if source := asked.get("fra"):
        rows_of_others = Placement.objects.select_related("direction__municipality", "direction__area", "ring")
        original = load(rows_of_others, request, see=SEE_PLACEMENT, slug=source)
        return Wish(_named(original), original.subject, original)
    if "eget" in asked:
        return Wish(Named("own", asked["eget"][:120]), None)
    return None


def _cited(request: HttpRequest) -> list[Link]:
    """The finding that somebody decides from, as the address names it, to stand among the links. Raises Http404."""
    if not (slug := request.GET.get("fund")):
        return []
    found = load(Finding.objects.all(), request, see="evidence.view_finding", slug=slug)
    return [Link(found.title[: LONGEST["links"]], settings.BASE_URL + reverse("evidence:finding", args=[slug]))]


def _named_solution(solution: Solution) -> Named:
    version = solution.current_version
    if version is None:
        raise Http404
    return Named("solution", version.title, solution.slug, version.problem)


def _named(placement: Placement) -> Named:
    return queries.Names([placement.state]).subject(placement.subject)


def _new_form(request: HttpRequest, direction: Direction, wish: Wish) -> PlacementForm:
    today = clock.today()
    initial: dict[str, Any] = {
        "ring": request.GET.get("ring", ""),
        "decided_on": today,
        "review_by": review_day(today),
        "visibility": "public",
        "owner_post": str(direction.owner_post_id),
        "own_title": wish.named.name,
        "links": PlacementForm.written(_cited(request)),
    }
    if wish.original is not None:
        original = wish.original.state.facts
        initial |= {"ring": original.ring, "reason": original.reason}
    return PlacementForm(
        request.POST if request.method == "POST" else None,
        direction=direction,
        rings=queries.open_rings(today),
        drop=("note",) if wish.subject is None else ("note", "own_title"),
        initial=initial,
    )


def _form(placement: Placement, posted: Any, initial: dict[str, Any]) -> PlacementForm:
    return PlacementForm(
        posted,
        direction=placement.direction,
        rings=queries.open_rings(clock.today()),
        drop=() if placement.own_title else ("own_title",),
        initial=initial,
    )


def _merge_page(
    request: HttpRequest, row: Placement, form: PlacementForm, *, asked: QueryDict | None = None
) -> HttpResponse:
    """Both texts, field by field, on the revision that is saved now."""
    seen = PlacementChange.objects.filter(placement=row, number=number_of(form["revision"].value())).first()
    state = PlacementState.read(seen.state) if seen else row.state
    if asked is None:
        _decide_move(request, form, state.facts)
    before = PlacementForm.initial_of(state)
    saved = _form(row, None, PlacementForm.initial_of(row.state))
    context = {
        "meeting": meet(form, saved, before, asked=asked),
        "revision": row.revision,
        "direction": row.direction,
        "placement": row,
        "named": _named(row),
    }
    return render(request, "direction/merge.html", context, status=HTTPStatus.CONFLICT)


def _decide_move(request: HttpRequest, form: PlacementForm, before: PlacementFacts) -> None:
    """A move that was sent is decided today here as well, so that nobody is asked about days that nobody chose."""
    facts = decided_anew(before, form.facts(), clock.today())
    sent = settled(request.POST)
    sent["decided_on"], sent["review_by"] = facts.decided_on.isoformat(), facts.review_by.isoformat()
    form.data = sent
