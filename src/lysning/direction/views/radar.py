"""A direction and its radar, read: the municipality's overview, the radar of a day, one placement with its history."""

from datetime import date
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from lysning.catalogue.rules.markdown import html_of
from lysning.core import clock
from lysning.core.http import PUBLIC, actor_of, load, policy
from lysning.core.permissions import may
from lysning.direction import queries
from lysning.direction.forms import VISIBILITY_WORDS, RadarFilterForm
from lysning.direction.rules.reviews import is_near
from lysning.direction.views.files import KINDS
from lysning.direction.views.finding import EDIT, EDIT_PLACEMENT, find_area, find_direction, find_placement, may_start
from lysning.direction.views.picture import KIND_WORDS, picture_of
from lysning.directory.models import Municipality

ACT_WORDS: dict[str, Promise] = {
    "placed": _("Placed"),
    "moved": _("Moved"),
    "edited": _("Said otherwise"),
    "kept": _("Looked at again: it still holds"),
    "published": _("Published"),
    "removed": _("Taken off the radar"),
    "restored": _("Put back"),
}


@policy(PUBLIC)
def municipality(request: HttpRequest, municipality: str) -> HttpResponse:
    actor = actor_of(request)
    row = load(Municipality.objects.all(), request, see="directory.view_municipality", slug=municipality)
    lines = queries.overview(row, actor, today=clock.today())
    context = {
        "municipality": row,
        "areas": lines,
        "begun": any(line.direction for line in lines),
        "may_begin": any(line.may_begin for line in lines),
    }
    return render(request, "direction/municipality.html", context)


@policy(PUBLIC)
def direction(request: HttpRequest, municipality: str, area: str) -> HttpResponse:
    try:
        row = find_direction(request, municipality, area)
    except Http404:
        return _nothing_to_read(request, municipality, area)
    actor, today = actor_of(request), clock.today()
    form = RadarFilterForm(request.GET or None, today=today)
    days = form.cleaned_data if form.is_valid() else {}
    day, since = days.get("dato"), days.get("siden")
    radar = queries.radar_of(row, actor, today=today, day=day, since=since)
    is_own = may(actor, "direction.view_own", row)
    own_posts = frozenset(actor.posts) if is_own else frozenset()
    narrowing = queries.Narrowing(
        rings=frozenset(filter(None, request.GET.getlist("ring"))),
        kinds=frozenset(filter(None, request.GET.getlist("slags"))),
        is_moved_only=bool(request.GET.get("kun")) and since is not None,
        owners=own_posts if request.GET.get("mine") else frozenset(),
    )
    may_edit = may(actor, EDIT, row)
    shown = radar.narrowed(narrowing) if radar else ()
    context = {
        "direction": row,
        "radar": radar,
        "sections": shown,
        "picture": picture_of(row, radar, shown, is_compared=since is not None) if radar else None,
        "narrowing": narrowing,
        "form": form,
        "is_narrowed": bool(request.GET),
        "kinds": KIND_WORDS,
        "day": day,
        "since": since,
        "today": today,
        "background": mark_safe(html_of(radar.state.facts.background)) if radar else "",  # noqa: S308 -- a short allow list
        "may_edit": may_edit,
        "is_near": row.published_at is not None and is_near(row.review_by, today),
        "file_kinds": KINDS,
        "file_ends": _ending(dato=day, siden=since),
        "has_drafts": radar is not None and any(line.is_draft for line in radar.lines),
        "is_own": is_own,
        "own_posts": own_posts,
        "rings": queries.open_rings(today),
        "ring_sources": queries.ring_sources(day or today),
        "suggestions": queries.suggestions(row) if may_edit and not day else (),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound and form.errors else HTTPStatus.OK
    return render(request, "direction/direction.html", context, status=status)


def _nothing_to_read(request: HttpRequest, municipality: str, area: str) -> HttpResponse:
    """Nothing is published: alike where there is no direction and where the reader may not see it, so 404 for both."""
    row = load(Municipality.objects.all(), request, see="directory.view_municipality", slug=municipality)
    found = find_area(area)
    context = {"municipality": row, "area": found, "may_begin": may_start(request, row, found)}
    return render(request, "direction/none.html", context, status=HTTPStatus.NOT_FOUND)


def _ending(**days: date | None) -> str:
    """The days that are chosen, as the end of an address."""
    chosen = {name: day.isoformat() for name, day in days.items() if day}
    return f"?{urlencode(chosen)}" if chosen else ""


@policy(PUBLIC)
def placement(request: HttpRequest, municipality: str, area: str, slug: str) -> HttpResponse:
    row, actor, today = find_placement(request, municipality, area, slug), actor_of(request), clock.today()
    context = {
        "placement": row,
        "direction": row.direction,
        "page": queries.placement_page(row, actor, today=today),
        "acts": ACT_WORDS,
        "visibility": VISIBILITY_WORDS[row.state.facts.visibility],
        "today": today,
        "may_edit": may(actor, EDIT_PLACEMENT, row),
        "is_near": row.published_at is not None and is_near(row.review_by, today),
        "may_restore": may(actor, "direction.restore_placement", row),
        "is_own": may(actor, "direction.view_own_placement", row),
        "homes": queries.homes_for_a_copy(row, actor),
        "beginnings": queries.beginnings(row, actor),
    }
    return render(request, "direction/placement.html", context)
