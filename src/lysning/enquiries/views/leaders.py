"""The leader's day, and one enquiry with everything that can be done to it."""

from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from lysning.core import clock
from lysning.core.http import SIGNED_IN, actor_of, done, load, policy, refuse, status_of
from lysning.core.permissions import may
from lysning.core.refusal import Refused
from lysning.enquiries import actions, queries, words
from lysning.enquiries.forms import AnswerForm, ChangedAnswerForm, HandOverForm, QuestionForm, ReplyForm
from lysning.enquiries.models import Enquiry
from lysning.enquiries.rules.clock import may_answer, may_ask, may_hand_over

SEE = "enquiries.view_enquiry"
CONFLICT = 409


@policy(SIGNED_IN)
def today(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    found = queries.inbox(actor_of(request), now)
    return render(
        request,
        "enquiries/today.html",
        {"inbox": found, "answers": words.ANSWERS, "now": now, "today": clock.day_of(now)},
    )


@policy(SEE, "GET", "POST")
def enquiry(request: HttpRequest, key: UUID) -> HttpResponse:
    """Shows the enquiry; a POST answers it, or changes the answer."""
    row = load(queries.with_everything(Enquiry.objects.all()), request, see=SEE, key=key)
    actor, now = actor_of(request), clock.now()
    if row.post_id in actor.posts and actions.mark_seen(enquiry=row, at=now):
        row.seen_at = now
    if request.method != "POST":
        return _page(request, row, form=_answer_form(request, row))
    verb = "enquiries.change_answer" if row.answer_kind else "enquiries.answer"
    load(Enquiry.objects.all(), request, see=SEE, do=verb, key=key)
    form = ChangedAnswerForm(request.POST) if row.answer_kind else AnswerForm(request.POST)
    if form.is_valid():
        try:
            if isinstance(form, ChangedAnswerForm):
                revision = form.cleaned_data["revision"]
                actions.change_answer(enquiry=row, answer=form.answer(), revision=revision, by=actor, at=now)
            else:
                actions.answer_enquiry(enquiry=row, answer=form.answer(), by=actor, at=now)
        except Refused as refusal:
            return _refused(request, row, form, refusal)
        return done(request, _("Thank you. The supplier has your answer."), "enquiries:enquiry", key)
    return _page(request, row, form=form)


@policy(SEE, "POST")
def ask(request: HttpRequest, key: UUID) -> HttpResponse:
    row = load(queries.with_everything(Enquiry.objects.all()), request, see=SEE, do="enquiries.ask", key=key)
    form = QuestionForm(request.POST)
    if form.is_valid():
        text = form.cleaned_data["text"]
        try:
            actions.ask_question(enquiry=row, text=text, by=actor_of(request), at=clock.now())
        except Refused as refusal:
            return _refused(request, row, form, refusal, question=form)
        return done(
            request,
            _("Your question is sent. The clock stands still until the answer is here."),
            "enquiries:enquiry",
            key,
        )
    return _page(request, row, question=form)


@policy(SEE, "POST")
def reply(request: HttpRequest, key: UUID, number: int) -> HttpResponse:
    row = load(queries.with_everything(Enquiry.objects.all()), request, see=SEE, do="enquiries.reply", key=key)
    question = next((each for each in row.questions.all() if each.pk == number), None)
    form = ReplyForm(request.POST)
    if question is None:
        return _page(request, row, status=404)
    if form.is_valid():
        text = form.cleaned_data["text"]
        try:
            actions.answer_question(question=question, text=text, by=actor_of(request), at=clock.now())
        except Refused as refusal:
            return _refused(request, row, form, refusal, reply_form=form)
        return done(request, _("Your reply is sent. The leader's clock runs on."), "enquiries:enquiry", key)
    return _page(request, row, reply_form=form)


@policy(SEE, "GET", "POST")
def hand_over(request: HttpRequest, key: UUID) -> HttpResponse:
    row = load(queries.with_everything(Enquiry.objects.all()), request, see=SEE, do="enquiries.hand_over", key=key)
    form = HandOverForm(request.POST or None, municipality=row.municipality_id, without=row.post_id)
    status = status_of(form)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.hand_over(enquiry=row, post=said["post"], note=said["note"], by=actor_of(request), at=clock.now())
        except Refused as refusal:
            refuse(form, refusal)
            status = CONFLICT if refusal.code in actions.CONFLICTS else 422
        else:
            return done(request, _("The enquiry is handed over, with a clock of its own."), "enquiries:today")
    context = {"line": queries.line(row, clock.now()), "form": form}
    return render(request, "enquiries/hand_over.html", context, status=status)


def _answer_form(request: HttpRequest, row: Enquiry) -> AnswerForm:
    chosen = request.GET.get("svar", "")
    if not row.answer_kind:
        return AnswerForm(initial={"kind": chosen})
    said = {
        "kind": row.answer_kind,
        "later_date": row.answer_later_date,
        "what": row.answer_existing,
        "reason": row.answer_reason,
        "text": row.answer_text,
        "revision": row.answer_revision,
    }
    return ChangedAnswerForm(initial=said)


def _refused(
    request: HttpRequest, row: Enquiry, form: forms.Form, refusal: Refused, **shown: forms.Form
) -> HttpResponse:
    """The page again with the refusal in its form; 409 when the enquiry has moved on since the page was opened."""
    refuse(form, refusal)
    is_conflict = refusal.code in actions.CONFLICTS
    if is_conflict:
        row = queries.with_everything(Enquiry.objects.filter(pk=row.pk)).get()
    return _page(request, row, status=CONFLICT if is_conflict else 422, **(shown or {"form": form}))


def _page(request: HttpRequest, row: Enquiry, *, status: int = 0, **shown: forms.Form) -> HttpResponse:
    actor, now, facts = actor_of(request), clock.now(), row.facts
    is_own = may(actor, "enquiries.answer", row)
    context = {
        "line": queries.line(row, now),
        "others": queries.others_on([row])[row.version.solution_id],
        "earlier": [(each, words.STATES[each.answer_kind]) for each in row.earlier_answers.all()]
        if row.answer_revision
        else [],
        "form": shown.get("form") or _answer_form(request, row),
        "question": shown.get("question") or QuestionForm(),
        "reply_form": shown.get("reply_form") or ReplyForm(),
        "may_answer": is_own and may_answer(facts) is None,
        "may_change": may(actor, "enquiries.change_answer", row) and bool(row.answer_kind),
        "may_ask": is_own and may_ask(facts) is None,
        "may_hand_over": is_own and may_hand_over(facts) is None,
        "may_reply": may(actor, "enquiries.reply", row),
        "today": clock.day_of(now),
        "now": now,
    }
    wrong = any(form.is_bound and form.errors for form in shown.values())
    return render(request, "enquiries/enquiry.html", context, status=status or (422 if wrong else 200))
