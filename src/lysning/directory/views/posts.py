from http import HTTPStatus

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from lysning.core import clock
from lysning.core.http import actor_of, done, load, policy, refuse, status_of
from lysning.core.permissions import may
from lysning.core.refusal import STALE, Refused
from lysning.directory import actions, queries
from lysning.directory.forms import NewPostForm, PostFilterForm, PostForm, StandInForm
from lysning.directory.models import Municipality, Post, PostQuerySet

POSTS_A_PAGE = 50


@policy("directory.edit_post", "GET", "POST")
def post(request: HttpRequest, pk: int) -> HttpResponse:
    row = load(_posts(), request, see="directory.view_post", do="directory.edit_post", pk=pk)
    form = PostForm(request.POST if request.method == "POST" else None, initial=PostForm.initial_of(row))
    if not (form.is_bound and form.is_valid()):
        return _post_page(request, row, form, status_of(form))
    revision, changes, at = form.cleaned_data["revision"], form.changes(), clock.now()
    try:
        actions.edit_post(post=row, revision=revision, changes=changes, by=actor_of(request), at=at)
    except Refused as refusal:
        refuse(form, refusal)
        return _stale_page(request, pk, form) if refusal.code == STALE else _post_page(request, row, form, 422)
    return done(request, _("The settings have been saved."), "directory:post", pk)


def _posts() -> PostQuerySet:
    return Post.objects.select_related("municipality", "role", "area")


def _stale_page(request: HttpRequest, pk: int, form: PostForm) -> HttpResponse:
    """Shows what was written beside what somebody else has saved meanwhile; saving again then wins."""
    row = _posts().get(pk=pk)
    posted = request.POST.copy()
    posted["revision"] = str(row.revision)
    form.data = posted
    return _post_page(request, row, form, HTTPStatus.CONFLICT)


def _post_page(request: HttpRequest, row: Post, form: PostForm, status: int) -> HttpResponse:
    facts = {
        "post": row,
        "form": form,
        "is_stale": status == HTTPStatus.CONFLICT,
        "may_close": may(actor_of(request), "directory.close_post", row),
    }
    return render(request, "directory/post.html", facts, status=status)


@policy("directory.close_post", "GET", "POST")
def close_post(request: HttpRequest, pk: int) -> HttpResponse:
    row = load(_posts().active(), request, see="directory.view_post", do="directory.close_post", pk=pk)
    if request.method == "POST":
        actions.close_post(post=row, by=actor_of(request), at=clock.now())
        return done(request, _("The post has been closed."), "directory:posts", row.municipality.slug)
    return render(request, "directory/close_post.html", {"post": row})


def _coordinated(request: HttpRequest, slug: str) -> Municipality:
    return load(
        Municipality.objects.all(),
        request,
        see="directory.view_municipality",
        do="directory.coordinate",
        slug=slug,
    )


@policy("directory.coordinate", "GET")
def posts(request: HttpRequest, slug: str) -> HttpResponse:
    municipality = _coordinated(request, slug)
    form = PostFilterForm(request.GET)
    page = Paginator(queries.posts_of(municipality, **form.wanted()), POSTS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "directory/posts.html", {"municipality": municipality, "form": form, "page": page})


@policy("directory.coordinate", "GET", "POST")
def stand_in(request: HttpRequest, slug: str) -> HttpResponse:
    municipality = _coordinated(request, slug)
    initial = {"stand_in_room": municipality.stand_in_room}
    form = StandInForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        room = form.cleaned_data["stand_in_room"]
        actions.set_stand_in_room(municipality=municipality, room=room, by=actor_of(request), at=clock.now())
        return done(request, _("The settings have been saved."), "directory:posts", slug)
    facts = {"municipality": municipality, "form": form}
    return render(request, "directory/stand_in.html", facts, status=status_of(form))


@policy("directory.coordinate", "GET", "POST")
def new_post(request: HttpRequest, slug: str) -> HttpResponse:
    municipality = _coordinated(request, slug)
    form = NewPostForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            row = actions.add_post(
                municipality=municipality,
                role=form.chosen_role(),
                changes=form.changes(),
                by=actor_of(request),
                at=clock.now(),
            )
            return done(request, _("The post has been added."), "directory:post", row.pk)
        except Refused as refusal:
            refuse(form, refusal)
    facts = {"municipality": municipality, "form": form}
    return render(request, "directory/new_post.html", facts, status=status_of(form))
