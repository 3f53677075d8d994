"""The supplier's home and the matrix of the municipalities."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from lysning.catalogue.models import Solution
from lysning.core import clock
from lysning.core.http import load, policy
from lysning.directory.models import Supplier
from lysning.enquiries import queries
from lysning.enquiries.forms import MatrixFilterForm, ReplyForm


@policy("enquiries.view_supplier")
def supplier(request: HttpRequest, slug: str) -> HttpResponse:
    see = "enquiries.view_supplier"
    found = load(Supplier.objects.all(), request, see=see, slug=slug)
    now = clock.now()
    overview = queries.supplier_overview(found, now)
    context = {
        "supplier": found,
        "overview": overview,
        "now": now,
        "today": clock.day_of(now),
        "reply_form": ReplyForm(),
    }
    return render(request, "enquiries/supplier.html", context)


@policy("enquiries.view_matrix")
def matrix(request: HttpRequest, slug: str, solution: str) -> HttpResponse:
    rows = Solution.objects.filter(supplier__slug=slug).select_related("supplier", "current_version")
    found = load(rows, request, see="enquiries.view_matrix", slug=solution)
    whole = queries.matrix(found, clock.now())
    form = MatrixFilterForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {"state": "", "area": "", "q": ""}
    cells = whole.narrowed(state=asked["state"], area=asked["area"], text=asked["q"])
    title = _("The answers of the 98 municipalities")
    context = {
        "solution": found,
        "matrix": whole,
        "cells": cells,
        "form": form,
        "asked": asked,
        "map": queries.picture(whole.cells, title=title, description=title, anchor="#k"),
    }
    return render(request, "enquiries/matrix.html", context)
