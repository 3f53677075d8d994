"""The supplier's home and the matrix of the municipalities."""

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from lysning.catalogue.models import Solution
from lysning.core import clock
from lysning.core.http import load, policy
from lysning.core.templatetags.lysning import badge, danish_date
from lysning.directory.models import Supplier
from lysning.enquiries import queries
from lysning.enquiries.forms import MatrixFilterForm
from lysning.enquiries.queries.matrix import Cell
from lysning.enquiries.queries.reading import Line
from lysning.enquiries.views.news import news_for

LONGEST_QUOTE = 120
ROW = '<tr id="k{{}}"><td{}>{{}}</td><td{}>{{}}</td><td{}>{{}}</td><td{}>{{}}</td></tr>'


@policy("enquiries.view_supplier")
def supplier(request: HttpRequest, slug: str) -> HttpResponse:
    found = load(Supplier.objects.all(), request, see="enquiries.view_supplier", slug=slug)
    now = clock.now()
    news = news_for(request, now, lambda since: queries.supplier_news(found, since))
    facts = {"supplier": found, "overview": queries.supplier_overview(found, now), "news": news, "now": now}
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
    facts["rows"] = _rows(cells)
    return render(request, "enquiries/matrix.html", facts | {"today": clock.day_of(now)})


def _rows(cells: Iterable[Cell]) -> SafeString:
    """The table's rows. Not a template: there are 98 of them, and they would take most of the page's time."""
    columns = (_("Municipality"), _("State"), _("Post"), _("Why this leader"))
    row = format_html(ROW, *(format_html(' data-title="{}"', column) for column in columns))
    return format_html_join("", row, (_row(cell) for cell in cells))


def _row(cell: Cell) -> tuple[str, ...]:
    line, place = cell.line, cell.place
    if line is None:
        return place.code, place.name, format_html('<span class="muted">{}</span>', cell.state_words), "–", "–"
    address = reverse("enquiries:enquiry", args=[line.enquiry.key])
    name = format_html('<a href="{}">{}</a>', address, place.name)
    why = format_html('<span class="small">{}</span>', line.first_reason_for_supplier)
    return place.code, name, _said(line), line.enquiry.post.name, why


def _said(line: Line) -> SafeString:
    """The state, what was written, and when an answer is due."""
    said = badge(str(line.answer or line.state_words), line.tone)
    if quote := line.enquiry.answer_text:
        said += format_html('<br><span class="small">»{}«</span>', Truncator(quote).chars(LONGEST_QUOTE))
    if line.last_date:
        due = _("Answer by %(day)s") % {"day": danish_date(line.last_date)}
        said += format_html('<br><span class="small muted">{}</span>', due)
    return said
