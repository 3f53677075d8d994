"""The supplier's own solutions, their history, and pictures shown to those who may see them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from lysning.accounts.models import SUPPLIER_ROLES
from lysning.catalogue import actions, picture_files, queries
from lysning.catalogue.forms import ReasonForm
from lysning.catalogue.models import Solution, SolutionImage, SolutionVersion
from lysning.core import clock
from lysning.core.actors import VISITOR
from lysning.core.http import PUBLIC, SIGNED_IN, actor_of, done, load, policy, refuse, status_of
from lysning.core.permissions import may
from lysning.core.refusal import Refused

A_MONTH = 30 * 24 * 60 * 60
OWN = "catalogue.view_own_solution"
STEP = "publish:step"
ABOVE = {"new_name": "publish:new", "step_name": STEP, "page_name": "web:solution"}
"""Names of pages that lie in web, the room above: writing needs matching, which this room must not know."""


@policy(PUBLIC)
def picture(request: HttpRequest, sha256: str, ending: str = "") -> HttpResponse:
    image = load(SolutionImage.objects.in_use(), request, see="catalogue.view_image", sha256=sha256)
    try:
        content = picture_files.path_of(image.sha256, ending).read_bytes()
    except FileNotFoundError:
        raise Http404 from None
    is_public = may(VISITOR, "catalogue.view_image", image)
    return HttpResponse(
        content,
        content_type="image/webp",
        headers={
            "Content-Disposition": "inline",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": f"public, max-age={A_MONTH}, immutable" if is_public else "private, no-store",
        },
    )


@policy(SIGNED_IN)
def own(request: HttpRequest) -> HttpResponse:
    rows = queries.own_solutions(actor_of(request).organisations(SUPPLIER_ROLES))
    return render(request, "catalogue/own.html", {"rows": rows, **ABOVE})


@policy(SIGNED_IN)
def history(request: HttpRequest, slug: str) -> HttpResponse:
    rows = Solution.objects.select_related("supplier", "current_version")
    solution = load(rows, request, see="catalogue.view_history", slug=slug)
    context = {
        "solution": solution,
        "state": queries.state_of(solution),
        "lines": queries.solution_history(solution),
        "may_edit": may(actor_of(request), "catalogue.edit_solution", solution),
    }
    return render(request, "catalogue/history.html", {**context, **ABOVE})


@policy(SIGNED_IN, "POST")
def new_version(request: HttpRequest, slug: str) -> HttpResponse:
    solution = load(Solution.objects.all(), request, see=OWN, do="catalogue.edit_solution", slug=slug)
    actions.start_new_version(solution=solution, by=actor_of(request), at=clock.now())
    return done(request, _("You are writing a new version. The published one stays until then."), STEP, slug, 1)


@policy(SIGNED_IN, "GET", "POST")
def withdraw(request: HttpRequest, slug: str) -> HttpResponse:
    rows = Solution.objects.select_related("current_version")
    solution = load(rows, request, see=OWN, do="catalogue.withdraw_solution", slug=slug)
    form = ReasonForm(request.POST) if request.method == "POST" else ReasonForm()
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            actions.withdraw_solution(solution=solution, reason=reason, by=actor_of(request), at=clock.now())
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return done(request, _("The solution is withdrawn. Nobody owes you an answer any more."), "catalogue:own")
    return render(request, "catalogue/withdraw.html", {"solution": solution, "form": form}, status=status_of(form))


@policy(SIGNED_IN, "GET", "POST")
def discard(request: HttpRequest, slug: str) -> HttpResponse:
    solution = load(Solution.objects.all(), request, see=OWN, do="catalogue.discard_draft", slug=slug)
    draft = SolutionVersion.objects.filter(solution=solution, frozen_at__isnull=True).first()
    if draft is None:
        raise Http404
    if request.method == "POST":
        actions.discard_draft(version=draft, by=actor_of(request), at=clock.now())
        return done(request, _("The draft is deleted."), "catalogue:own")
    return render(request, "catalogue/discard.html", {"solution": solution, "draft": draft})
