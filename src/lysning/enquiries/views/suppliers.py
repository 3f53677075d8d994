"""The supplier's home and the matrix of the municipalities."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from lysning.catalogue.models import Solution
from lysning.core import clock
from lysning.core.http import load, policy
from lysning.directory.models import Supplier
from lysning.enquiries import queries
from lysning.enquiries.forms import MatrixFilterForm


@policy("enquiries.view_supplier")
def supplier(request: HttpRequest, slug: str) -> HttpResponse:
    found = load(Supplier.objects.all(), request, see="enquiries.view_supplier", slug=slug)
    now = clock.now()
    facts = {"supplier": found, "overview": queries.supplier_overview(found, now), "now": now}
    return render(request, "enquiries/supplier.html", facts | {"today": clock.day_of(now)})


@policy("enquiries.view_matrix")
def matrix(request: HttpRequest, supplier_slug: str, slug: str) -> HttpResponse:
    rows = Solution.objects.filter(supplier__slug=supplier_slug, published_at__isnull=False)
    related = rows.select_related("supplier", "current_version")
    loaded = load(related, request, see="enquiries.view_matrix", slug=slug)
    now = clock.now()
    found = queries.matrix(loaded, now)
    form = MatrixFilterForm(found.counts, found.areas, request.GET)
    said = form.cleaned_data if form.is_valid() else {}
    cells = found.narrowed(state=said.get("status", ""), area=said.get("omraade", ""), text=said.get("kommune", ""))
    drawn = queries.picture(
        found.cells,
        title=_("The answer of every municipality"),
        description=_("Each square is a municipality; its sign is the state of your solution there."),
        anchor="#k",
    )
    facts = {"matrix": found, "solution": loaded, "form": form, "cells": cells, "map": drawn, "now": now}
    return render(request, "enquiries/matrix.html", facts | {"today": clock.day_of(now)})
