"""The operator's pages: allocation runs, what each did and why not more, and the enquiries that wait for a contact."""

from datetime import date

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from lysning.core import clock
from lysning.core.http import actor_of, done, policy
from lysning.enquiries import actions, queries, words

RUNS_A_PAGE = 30
SOLUTIONS_A_PAGE = 50


@policy("enquiries.view_allocations")
def allocations(request: HttpRequest) -> HttpResponse:
    page = Paginator(queries.runs(), RUNS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "enquiries/allocations.html", {"page": page, "now": clock.now()})


@policy("enquiries.allocate", "POST")
def allocate(request: HttpRequest) -> HttpResponse:
    run = actions.request_allocation(by=actor_of(request), at=clock.now())
    return done(request, _("The run has been asked for."), "enquiries:allocation", run.run_date, run.number)


@policy("enquiries.view_allocations")
def allocation(request: HttpRequest, run_date: date, number: int) -> HttpResponse:
    run = get_object_or_404(queries.runs(), run_date=run_date, number=number)
    page = Paginator(queries.outcomes_of(run), SOLUTIONS_A_PAGE).get_page(request.GET.get("page"))
    lines = [queries.outcome_line(outcome) for outcome in page]
    facts = {"run": run, "page": page, "lines": lines, "stage": words.STAGES.get(run.stage, ""), "now": clock.now()}
    return render(request, "enquiries/allocation.html", facts)


@policy("enquiries.view_allocations")
def no_contact(request: HttpRequest) -> HttpResponse:
    return render(request, "enquiries/no_contact.html", {"rows": queries.without_contact(), "now": clock.now()})
