from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from lysning.accounts.models import MUNICIPAL_ROLES
from lysning.core import clock
from lysning.core.http import PUBLIC, actor_of, done, load, policy, refuse, status_of
from lysning.core.permissions import may
from lysning.core.refusal import STALE, Refused
from lysning.directory.models import Municipality, Post
from lysning.directory.queries import municipality_places
from lysning.needs import actions, queries
from lysning.needs.forms import CloseForm, NeedForm
from lysning.needs.models import Need
from lysning.taxonomy.queries import area_by_key, areas

PAGE_SIZE = 20
SEE = "needs.view_need"


@policy(PUBLIC)
def needs(request: HttpRequest) -> HttpResponse:
    area, municipality = request.GET.get("area", ""), request.GET.get("kommune", "")
    rows = queries.listed(actor_of(request), area_key=area, municipality_slug=municipality)
    context = {
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "areas": areas(),
        "places": municipality_places(),
        "area": area,
        "municipality": municipality,
        "may_declare": may(actor_of(request), "needs.declare_need"),
        "now": clock.now(),
    }
    return render(request, "needs/needs.html", context)


@policy(PUBLIC)
def need(request: HttpRequest, slug: str) -> HttpResponse:
    found = load(Need.objects.select_related("municipality", "area"), request, see=SEE, slug=slug)
    may_edit = may(actor_of(request), "needs.edit_need", found)
    return render(request, "needs/need.html", {"need": found, "may_edit": may_edit, "now": clock.now()})


@policy("needs.declare_need", "GET", "POST")
def new(request: HttpRequest) -> HttpResponse:
    actor, now = actor_of(request), clock.now()
    posts = Post.objects.active().filter(pk__in=actor.posts).select_related("area", "municipality")
    post = posts.order_by("pk").first()
    ids = actor.organisations(MUNICIPAL_ROLES)
    municipality = post.municipality if post else Municipality.objects.filter(pk__in=ids).order_by("pk").first()
    if municipality is None:
        raise Http404
    form = NeedForm(request.POST or None, initial={"area": post.area.key} if post else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        area = area_by_key(said["area"])
        try:
            found = actions.declare_need(
                municipality=municipality,
                post=post if post and post.area == area else None,
                area=area or areas()[0],
                title=said["title"],
                description=said["description"],
                people_concerned=said["people_concerned"],
                by=actor,
                at=now,
            )
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return done(request, _("The need is published. Suppliers can see it now."), "needs:need", found.slug)
    context = {"form": form, "municipality": municipality}
    return render(request, "needs/edit.html", context, status=status_of(form))


@policy(SEE, "GET", "POST")
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    rows = Need.objects.select_related("municipality", "area")
    found = load(rows, request, see=SEE, do="needs.edit_need", slug=slug)
    initial = {name: getattr(found, name) for name in ("title", "description", "people_concerned", "revision")}
    form = NeedForm(request.POST or None, initial={**initial, "area": found.area.key})
    status = status_of(form)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.edit_need(
                need=found,
                revision=said["revision"] or 0,
                area=area_by_key(said["area"]) or found.area,
                title=said["title"],
                description=said["description"],
                people_concerned=said["people_concerned"],
                by=actor_of(request),
                at=clock.now(),
            )
        except Refused as refusal:
            refuse(form, refusal)
            status = 409 if refusal.code == STALE else 422
        else:
            return done(request, _("The need is changed."), "needs:need", slug)
    context = {"form": form, "need": found, "municipality": found.municipality, "is_stale": status == 409}  # noqa: PLR2004
    return render(request, "needs/edit.html", context, status=status)


@policy(SEE, "GET", "POST")
def close(request: HttpRequest, slug: str) -> HttpResponse:
    found = load(Need.objects.all(), request, see=SEE, do="needs.close_need", slug=slug)
    form = CloseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        note = form.cleaned_data["closing_note"]
        try:
            actions.close_need(need=found, note=note, by=actor_of(request), at=clock.now())
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return done(request, _("The need is closed."), "needs:need", slug)
    return render(request, "needs/close.html", {"form": form, "need": found}, status=status_of(form))
