"""The page behind an answer in a mail: shows one enquiry, and changes something only by its own button."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from lysning.core import clock
from lysning.core.actors import VISITOR
from lysning.core.http import PUBLIC, policy, refuse, status_of
from lysning.core.refusal import Refused
from lysning.enquiries import actions, links, queries, words
from lysning.enquiries.forms import AnswerForm
from lysning.enquiries.models import Enquiry

GONE = 410


@policy(PUBLIC, "GET", "POST")
@never_cache
def link(request: HttpRequest, token: str) -> HttpResponse:
    now = clock.now()
    opened = links.open_link(token, at=now)
    if opened.enquiry is None or opened.kind is None:
        return render(request, "enquiries/link_ended.html", {"ending": opened.ending}, status=GONE)
    form = AnswerForm(opened.kind, request.POST if request.method == "POST" else None)
    status = status_of(form)
    if form.is_bound and form.is_valid():
        try:
            row = actions.answer_enquiry(enquiry=opened.enquiry, answer=form.answer, by=VISITOR, at=now, via="link")
            return render(request, "enquiries/thanks.html", {"enquiry": opened.enquiry, "answer": _said(row)})
        except Refused as refusal:
            if refusal.code in actions.CONFLICTS:
                return render(request, "enquiries/link_ended.html", {"ending": "ended"}, status=GONE)
            refuse(form, refusal)
            status = 422
    return _confirm(request, opened, form, status)


def _said(row: Enquiry) -> str:
    return str(words.ANSWERS[row.answer_kind])


def _confirm(request: HttpRequest, opened: links.OpenedLink, form: AnswerForm, status: int) -> HttpResponse:
    assert opened.enquiry is not None
    assert opened.kind is not None
    others = links.answer_links(opened.enquiry, to=opened.to)
    facts = {
        "line": queries.line(opened.enquiry, clock.now()),
        "enquiry": opened.enquiry,
        "form": form,
        "label": words.ANSWERS[opened.kind],
        "follows": words.WHAT_FOLLOWS[opened.kind],
        "others": [(words.ANSWERS[kind], address) for kind, address in others.items() if kind != opened.kind],
        "today": clock.today(),
    }
    return render(request, "enquiries/link.html", facts, status=status)
