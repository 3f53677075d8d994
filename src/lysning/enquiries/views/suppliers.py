"""The supplier's home and the matrix of the municipalities."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from lysning.catalogue.models import Solution
from lysning.core import clock
from lysning.core.http import load, policy
from lysning.directory.models import Supplier
from lysning.enquiries import queries, words
from lysning.enquiries.forms import MatrixFilterForm
from lysning.enquiries.queries.matrix import Cell


@dataclass(frozen=True)
class Row:
    """A municipality in the matrix's table. A template draws 98 of them, so it finds everything one step away."""

    code: str
    name: str
    state: words.Words
    tone: str = ""
    address: str = ""
    quote: str = ""
    last_date: date | None = None
    post: str = ""
    why: str = ""


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
    facts = {"matrix": found, "solution": loaded, "form": form, "map": drawn, "now": now}
    facts["rows"] = [_row(cell) for cell in cells]
    return render(request, "enquiries/matrix.html", facts | {"today": clock.day_of(now)})


def _row(cell: Cell) -> Row:
    line, place = cell.line, cell.place
    if line is None:
        return Row(place.code, place.name, cell.state_words)
    return Row(
        code=place.code,
        name=place.name,
        state=line.answer or cell.state_words,
        tone=line.tone,
        address=reverse("enquiries:enquiry", args=[line.enquiry.key]),
        quote=line.enquiry.answer_text,
        last_date=line.last_date,
        post=line.enquiry.post.name,
        why=next(iter(line.reasons_for_supplier), ""),
    )
