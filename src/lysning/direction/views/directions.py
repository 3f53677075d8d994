"""A leader's work with a direction's own words: begin, change, publish."""

from datetime import date
from http import HTTPStatus

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lysning.core import clock
from lysning.core.http import actor_of, done, load, policy, refuse, status_of
from lysning.core.refusal import STALE, Refused
from lysning.direction import actions, queries
from lysning.direction.forms import DirectionForm, PublishForm
from lysning.direction.models import Direction, DirectionChange
from lysning.direction.rules import DirectionState, review_day
from lysning.direction.views.finding import EDIT, find_area, find_direction, may_start
from lysning.direction.views.merging import is_settled, meet, number_of, settled
from lysning.directory.models import Municipality


@policy("direction.start_direction", "GET", "POST")
def new(request: HttpRequest, municipality: str, area: str) -> HttpResponse:
    start = "direction.start_direction"
    home, field = load(Municipality.objects.all(), request, see=start, slug=municipality), find_area(area)
    if not may_start(request, home, field):
        raise PermissionDenied
    if Direction.objects.filter(municipality=home, area=field).exists():
        return redirect("direction:edit", municipality, area)
    blank = Direction(municipality=home, area=field)
    form = DirectionForm(_posted(request), direction=blank, initial=_first_words(request, blank, clock.today()))
    if form.is_bound and form.is_valid():
        try:
            actions.start_direction(
                municipality=home, area=field, facts=form.facts(), by=actor_of(request), at=clock.now()
            )
            return _begun(request, municipality, area)
        except Refused as refusal:
            refuse(form, refusal)
    context = {"form": form, "direction": blank}
    return render(request, "direction/edit.html", context, status=status_of(form))


@policy(EDIT, "GET", "POST")
def edit(request: HttpRequest, municipality: str, area: str) -> HttpResponse:
    row = find_direction(request, municipality, area, do=EDIT)
    posted = _posted(request)
    initial = {**DirectionForm.initial_of(row.state), "revision": row.revision}
    form = DirectionForm(posted, direction=row, initial=initial)
    if posted is not None and not is_settled(request.POST):
        return _merge_page(request, row, form, asked=request.POST)
    if form.is_bound and form.is_valid():
        revision = form.cleaned_data["revision"] or 0
        try:
            actions.edit_direction(
                direction=row, revision=revision, facts=form.facts(), by=actor_of(request), at=clock.now()
            )
            return done(request, _("The direction is saved."), "direction:direction", municipality, area)
        except Refused as refusal:
            if refusal.code == STALE:
                return _merge_page(request, find_direction(request, municipality, area), form)
            refuse(form, refusal)
    return render(request, "direction/edit.html", {"form": form, "direction": row}, status=status_of(form))


@policy(EDIT, "GET", "POST")
def publish(request: HttpRequest, municipality: str, area: str) -> HttpResponse:
    row = find_direction(request, municipality, area, do=EDIT)
    ready, unready = queries.drafts_of(row, today=clock.today())
    facts = {"direction": row, "ready": ready, "unready": unready}
    if row.published_at is not None and not ready:
        return render(request, "direction/publish.html", facts, status=409 if request.method == "POST" else 200)
    choices = [(f"{draft.id}-{draft.revision}", f"{draft.named.name}: {draft.ring.name}") for draft in ready]
    initial = {"drafts": [key for key, _words in choices], "revision": row.revision}
    form = PublishForm(
        request.POST if request.method == "POST" else None,
        drafts=choices,
        is_required=row.published_at is not None,
        initial=initial,
    )
    status = status_of(form)
    if form.is_bound and form.is_valid():
        chosen = {"revision": form.cleaned_data["revision"], "drafts": form.chosen()}
        try:
            actions.publish_direction(direction=row, **chosen, by=actor_of(request), at=clock.now())
            return done(
                request, _("It is published. Everyone can read it now."), "direction:direction", municipality, area
            )
        except Refused as refusal:
            refuse(form, refusal)
            status = HTTPStatus.CONFLICT if refusal.code == STALE else HTTPStatus.UNPROCESSABLE_ENTITY
    return render(request, "direction/publish.html", facts | {"form": form}, status=status)


def _begun(request: HttpRequest, municipality: str, area: str) -> HttpResponse:
    """On to the new direction, or to the placement of others (`fra`) for whose sake it was begun."""
    words = _("The direction is begun. Only your municipality can see it until you publish it.")
    if not (source := request.GET.get("fra")):
        return done(request, words, "direction:direction", municipality, area)
    return done(request, words, reverse("direction:place", args=[municipality, area], query={"fra": source}))


def _posted(request: HttpRequest) -> QueryDict | None:
    return settled(request.POST) if request.method == "POST" else None


def _first_words(request: HttpRequest, direction: Direction, today: date) -> dict[str, object]:
    """The review in half a year, and the leader who writes as the owner."""
    own = {str(post_id) for post_id in actor_of(request).posts}
    posts = queries.owner_posts(direction.municipality_id, direction.area_id)
    owner = next((key for key, _name in posts if key in own), "")
    return {"owner_post": owner, "review_by": review_day(today)}


def _merge_page(
    request: HttpRequest, row: Direction, form: DirectionForm, *, asked: QueryDict | None = None
) -> HttpResponse:
    """Both texts, field by field, on the revision that is saved now."""
    seen = DirectionChange.objects.filter(direction=row, number=number_of(form["revision"].value())).first()
    before = DirectionForm.initial_of(DirectionState.read(seen.state) if seen else row.state)
    saved = DirectionForm(direction=row, initial=DirectionForm.initial_of(row.state))
    context = {
        "meeting": meet(form, saved, before, asked=asked),
        "revision": row.revision,
        "direction": row,
    }
    return render(request, "direction/merge.html", context, status=HTTPStatus.CONFLICT)
