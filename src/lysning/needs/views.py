from http import HTTPStatus

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from lysning.core import clock
from lysning.core.actors import Actor
from lysning.core.feeds import MOST_ENTRIES, Feed, feed_response
from lysning.core.http import PUBLIC, actor_of, done, load, policy, refuse, status_of
from lysning.core.permissions import may
from lysning.core.refusal import STALE, Refused
from lysning.directory.queries import municipality_places
from lysning.needs import actions, queries
from lysning.needs.forms import CloseForm, DeclareForm, EditForm
from lysning.needs.models import Need
from lysning.taxonomy.queries import areas

NEEDS_A_PAGE = 20
LONGEST_SEARCH = 100
SEE = "needs.view_need"


@policy(PUBLIC)
def needs(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    chosen = _chosen(request)
    facts = {
        "feed": f"{reverse('needs:feed')}{_sent(chosen)}",
        "page": Paginator(_listed(actor, chosen), NEEDS_A_PAGE).get_page(request.GET.get("page")),
        "chosen": chosen,
        "is_narrowed": any(chosen.values()),
        "areas": areas(),
        "places": municipality_places(),
        "may_declare": not actor.is_signed_in or may(actor, "needs.declare_need"),
        "now": clock.now(),
    }
    return render(request, "needs/needs.html", facts)


@policy(PUBLIC)
def feed(request: HttpRequest) -> HttpResponse:
    """The newest open needs, narrowed as the page is."""
    chosen = _chosen(request)
    rows = _listed(actor_of(request), chosen)[:MOST_ENTRIES]
    key = f"behov{_sent(chosen)}"
    facts = Feed(
        key,
        _("Needs of the municipalities"),
        _("Problems that leaders want solved, in their own words."),
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


def _listed(actor: Actor, chosen: dict[str, str]) -> QuerySet[Need]:
    return queries.listed(actor, area_key=chosen["area"], municipality_slug=chosen["kommune"], text=chosen["q"])


@policy(PUBLIC)
def need(request: HttpRequest, slug: str) -> HttpResponse:
    row = load(queries.with_places(), request, see=SEE, slug=slug)
    facts = {
        "need": row,
        "may_edit": may(actor_of(request), "needs.edit_need", row),
        "may_close": may(actor_of(request), "needs.close_need", row),
    }
    return render(request, "needs/need.html", facts)


@policy("needs.declare_need", "GET", "POST")
def new(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    declarers = queries.declarers(actor)
    if not declarers:
        return render(request, "needs/no_post.html", status=403 if request.method == "POST" else 200)
    form = DeclareForm(request.POST if request.method == "POST" else None, declarers=declarers)
    if form.is_bound and form.is_valid():
        try:
            declared = actions.declare_need(**form.facts(), by=actor, at=clock.now())
            return done(request, _("The need is published. Suppliers can see it now."), "needs:need", declared.slug)
        except Refused as refusal:
            refuse(form, refusal)
    return render(request, "needs/new.html", {"form": form, "declarers": declarers}, status=status_of(form))


@policy("needs.edit_need", "GET", "POST")
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    row = load(queries.with_places(), request, see=SEE, do="needs.edit_need", slug=slug)
    form = EditForm(request.POST if request.method == "POST" else None, need=row)
    if not (form.is_bound and form.is_valid()):
        return _edit_page(request, row, form, status_of(form))
    try:
        actions.edit_need(need=row, **form.facts(), by=actor_of(request), at=clock.now())
    except Refused as refusal:
        refuse(form, refusal)
        return _stale_page(request, slug, form) if refusal.code == STALE else _edit_page(request, row, form, 422)
    return done(request, _("The need is changed."), "needs:need", slug)


def _stale_page(request: HttpRequest, slug: str, form: EditForm) -> HttpResponse:
    """Shows what was written beside what somebody else has saved meanwhile; saving again then wins."""
    row = queries.with_places().get(slug=slug)
    sent = request.POST.copy()
    sent["revision"] = str(row.revision)
    form.data = sent
    return _edit_page(request, row, form, HTTPStatus.CONFLICT)


def _edit_page(request: HttpRequest, row: Need, form: EditForm, status: int) -> HttpResponse:
    facts = {"need": row, "form": form, "is_stale": status == HTTPStatus.CONFLICT}
    return render(request, "needs/edit.html", facts, status=status)


@policy("needs.close_need", "GET", "POST")
def close(request: HttpRequest, slug: str) -> HttpResponse:
    row = load(queries.with_places(), request, see=SEE, do="needs.close_need", slug=slug)
    form = CloseForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        note = form.cleaned_data["closing_note"]
        try:
            actions.close_need(need=row, note=note, by=actor_of(request), at=clock.now())
            return done(request, _("The need is closed."), "needs:need", slug)
        except Refused as refusal:
            refuse(form, refusal)
    return render(request, "needs/close.html", {"need": row, "form": form}, status=status_of(form))
