"""The operator's pages: allocation runs, what each did and why not more, and the enquiries that wait for a contact."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from lysning.core import clock
from lysning.core.http import actor_of, policy
from lysning.enquiries import actions, queries, words
from lysning.enquiries.models import Allocation

PAGE_SIZE = 50


@policy("enquiries.view_allocations")
def allocations(request: HttpRequest) -> HttpResponse:
    page = Paginator(queries.runs(), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "enquiries/allocations.html", {"page": page, "now": clock.now()})


@policy("enquiries.view_allocations")
def allocation(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Allocation, pk=pk)
    page = Paginator(queries.outcomes_of(found), PAGE_SIZE).get_page(request.GET.get("page"))
    lines = [queries.outcome_line(outcome) for outcome in page.object_list]
    stage = words.STAGES.get(found.stage, found.stage)
    context = {"run": found, "page": page, "lines": lines, "stage": stage, "now": clock.now()}
    return render(request, "enquiries/allocation.html", context)


@policy("enquiries.allocate", "POST")
def run_now(request: HttpRequest) -> HttpResponse:
    run = actions.request_allocation(by=actor_of(request), at=clock.now())
    response = redirect("enquiries:allocation", run.pk)
    response.status_code = 303
    return response


@policy("enquiries.view_allocations")
def no_contact(request: HttpRequest) -> HttpResponse:
    return render(request, "enquiries/no_contact.html", {"lines": queries.without_contact(), "now": clock.now()})
