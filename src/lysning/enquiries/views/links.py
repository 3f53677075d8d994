"""The page behind an answer in a mail: shows one enquiry, and changes something only by its own button."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lysning.core import clock
from lysning.core.actors import VISITOR
from lysning.core.http import PUBLIC, policy, refuse
from lysning.core.refusal import Refused
from lysning.enquiries import actions, queries
from lysning.enquiries.forms import AnswerForm
from lysning.enquiries.links import OpenedLink, open_link
from lysning.enquiries.models import Enquiry

GONE = 410
CONFLICT = 409


@policy(PUBLIC, "GET", "POST")
def link(request: HttpRequest, token: str) -> HttpResponse:
    """The confirm page of one of a mail's five answers."""
    now = clock.now()
    opened = open_link(token, at=now)
    if opened.enquiry is None or opened.kind is None:
        return _gone(request, opened)
    if request.method != "POST":
        return _page(request, opened.enquiry, AnswerForm(initial={"kind": opened.kind.value}), 200)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, opened.enquiry, form, 422)
    try:
        actions.answer_enquiry(enquiry=opened.enquiry, answer=form.answer(), by=VISITOR, at=now, via="link")
    except Refused as refusal:
        refuse(form, refusal)
        return _page(request, opened.enquiry, form, CONFLICT if refusal.code in actions.CONFLICTS else 422)
    return render(request, "enquiries/thanks.html", {"line": _line(opened.enquiry)})


def _line(enquiry: Enquiry) -> queries.Line:
    return queries.line(queries.with_everything(Enquiry.objects.filter(pk=enquiry.pk)).get(), clock.now())


def _page(request: HttpRequest, enquiry: Enquiry, form: AnswerForm, status: int) -> HttpResponse:
    context = {"line": _line(enquiry), "form": form, "today": clock.today()}
    response = render(request, "enquiries/link.html", context, status=status)
    response["Cache-Control"] = "no-store, private"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _gone(request: HttpRequest, opened: OpenedLink) -> HttpResponse:
    status = 404 if opened.ending == "unknown" else GONE
    return render(request, "enquiries/link_ended.html", {"ending": opened.ending}, status=status)
