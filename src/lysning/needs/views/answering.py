"""The municipality's official answer."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from lysning.core import clock
from lysning.core.http import actor_of, done, load, policy, refuse, status_of
from lysning.core.refusal import STALE, Refused
from lysning.needs import actions, queries
from lysning.needs.forms import AnswerForm


@policy("needs.answer_need", "GET", "POST")
def answer(request: HttpRequest, slug: str) -> HttpResponse:
    row = load(queries.with_places(), request, see="needs.view_need", do="needs.answer_need", slug=slug)
    actor, newest = actor_of(request), next(iter(queries.official_answers(row)), None)
    number = newest.number if newest else 0
    start = {"answer": newest.text if newest else "", "after": number}
    form = AnswerForm(request.POST if request.method == "POST" else None, initial=start)
    status = status_of(form)
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        post = queries.answering_post(row, actor)
        try:
            actions.answer_need(need=row, after=said["after"], text=said["answer"], post=post, by=actor, at=clock.now())
            return done(request, _("The answer is public."), "needs:need", slug)
        except Refused as refusal:
            status = HTTPStatus.CONFLICT if refusal.code == STALE else HTTPStatus.UNPROCESSABLE_ENTITY
            refuse(form, refusal)
    if status == HTTPStatus.CONFLICT:
        sent = request.POST.copy()
        sent["after"] = str(number)
        form.data = sent
    facts = {"need": row, "form": form, "newest": newest, "is_stale": status == HTTPStatus.CONFLICT}
    return render(request, "needs/answer.html", facts, status=status)
