"""The supplier's own solutions, their history, and pictures shown to those who may see them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from lysning.accounts.models import SUPPLIER_ROLES
from lysning.catalogue import actions, picture_files, queries
from lysning.catalogue.forms import ReasonForm
from lysning.catalogue.models import Solution, SolutionImage, SolutionVersion
from lysning.core import clock
from lysning.core.actors import VISITOR
from lysning.core.http import PUBLIC, actor_of, done, load, policy, refuse, status_of
from lysning.core.permissions import may
from lysning.core.refusal import Refused

A_MONTH = 30 * 24 * 60 * 60


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


@policy("catalogue.create_solution")
def own(request: HttpRequest) -> HttpResponse:
    rows = queries.own_solutions(actor_of(request).organisations(SUPPLIER_ROLES))
    return render(request, "catalogue/own.html", {"rows": rows, "now": clock.now()})


@policy("catalogue.view_history")
def history(request: HttpRequest, slug: str) -> HttpResponse:
    see = "catalogue.view_history"
    solution = load(Solution.objects.select_related("supplier", "current_version"), request, see=see, slug=slug)
    lines = queries.solution_history(solution)
    may_edit = may(actor_of(request), "catalogue.edit_solution", solution)
    context = {"solution": solution, "lines": lines, "may_edit": may_edit, "state": queries.state_of(solution)}
    return render(request, "catalogue/history.html", context)


@policy("catalogue.view_solution", "POST")
def new_version(request: HttpRequest, slug: str) -> HttpResponse:
    see, do = "catalogue.view_solution", "catalogue.edit_solution"
    solution = load(Solution.objects.all(), request, see=see, do=do, slug=slug)
    actions.start_new_version(solution=solution, by=actor_of(request), at=clock.now())
    response = redirect(f"/udgiv/{slug}/1/")
    response.status_code = 303
    return response


@policy("catalogue.view_solution", "GET", "POST")
def withdraw(request: HttpRequest, slug: str) -> HttpResponse:
    see, do = "catalogue.view_solution", "catalogue.withdraw_solution"
    solution = load(Solution.objects.select_related("current_version"), request, see=see, do=do, slug=slug)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            actions.withdraw_solution(solution=solution, reason=reason, by=actor_of(request), at=clock.now())
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return done(request, _("The solution is withdrawn. Nobody owes an answer any more."), "catalogue:own")
    context = {"solution": solution, "form": form}
    return render(request, "catalogue/withdraw.html", context, status=status_of(form))


@policy("catalogue.view_solution", "GET", "POST")
def discard(request: HttpRequest, slug: str) -> HttpResponse:
    see, do = "catalogue.view_solution", "catalogue.edit_solution"
    solution = load(Solution.objects.all(), request, see=see, do=do, slug=slug)
    draft = SolutionVersion.objects.filter(solution=solution, frozen_at__isnull=True).first()
    if draft is None:
        raise Http404
    if request.method == "POST":
        actions.discard_draft(version=draft, by=actor_of(request), at=clock.now())
        return done(request, _("The draft is deleted."), "catalogue:own")
    return render(request, "catalogue/discard.html", {"solution": solution, "draft": draft})
