"""The leader's day, and one enquiry with everything that can be done to it."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lysning.accounts.queries import contacts
from lysning.core import clock
from lysning.core.actors import Actor
from lysning.core.http import SIGNED_IN, actor_of, done, is_looked_at, load, policy, refuse, status_of
from lysning.core.permissions import may
from lysning.core.refusal import Refused
from lysning.direction.queries import due_reviews, unset_directions
from lysning.directory.models import Municipality
from lysning.directory.queries import posts_of
from lysning.enquiries import actions, queries, words
from lysning.enquiries.forms import AnswerForm, FitForm, HandOverForm, QuestionForm, ReplyForm
from lysning.enquiries.models import Enquiry, EnquiryQuerySet
from lysning.enquiries.rules.answers import MAY_WRITE, AnswerKind
from lysning.enquiries.rules.clock import may_answer, may_ask, may_hand_over
from lysning.enquiries.views.news import news_for
from lysning.enquiries.views.steps import steps_of

SEE = "enquiries.view_enquiry"
CONFLICT = 409


@policy(SIGNED_IN)
def today(request: HttpRequest) -> HttpResponse:
    actor, now = actor_of(request), clock.now()
    facts = {
        "inbox": queries.inbox(actor, now),
        "answers": list(words.ANSWERS.items()),
        "coordinates": Municipality.objects.filter(pk__in=actor.organisations(["coordinator"])),
        "now": now,
        "today": clock.day_of(now),
        "reviews": due_reviews(actor, today=clock.day_of(now)),
        "unset": unset_directions(actor),
        "steps": steps_of(actor, today=clock.day_of(now)),
        "news": news_for(request, now, lambda since: queries.leader_news(actor, since)),
    }
    return render(request, "enquiries/today.html", facts)


def _rows() -> EnquiryQuerySet:
    return queries.with_everything(Enquiry.objects.all())


@policy(SEE)
def enquiry(request: HttpRequest, key: UUID) -> HttpResponse:
    row = load(_rows(), request, see=SEE, key=key)
    _see(request, row)
    return _page(request, row)


@policy("enquiries.answer", "GET", "POST")
def answer(request: HttpRequest, key: UUID, kind: AnswerKind) -> HttpResponse:
    row = load(_rows(), request, see=SEE, do="enquiries.answer", key=key)
    initial = AnswerForm.initial_of(row.answer, kind, row.answer_revision)
    form = AnswerForm(kind, request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "GET":
        if row.answered_at is None and may_answer(row.facts) is not None:
            return redirect("enquiries:enquiry", key)
        _see(request, row)
    status = status_of(form)
    if form.is_bound and form.is_valid():
        try:
            _give(request, row, form)
            return done(request, _("Thank you. The supplier has your answer."), "enquiries:enquiry", key)
        except Refused as refusal:
            refuse(form, refusal)
            status = _status(refusal)
    facts = _facts(request, row) | {"form": form, "kind": kind, "follows": words.WHAT_FOLLOWS[kind]}
    return render(request, "enquiries/answer.html", facts | {"label": words.ANSWERS[kind]}, status=status)


def _give(request: HttpRequest, row: Enquiry, form: AnswerForm) -> Enquiry:
    """The first answer, or another one when the form showed an earlier one."""
    by, at, revision = actor_of(request), clock.now(), form.cleaned_data["revision"]
    if revision is None:
        return actions.answer_enquiry(enquiry=row, answer=form.answer, by=by, at=at)
    return actions.change_answer(enquiry=row, answer=form.answer, revision=revision, by=by, at=at)


@policy("enquiries.judge", "POST")
def judge(request: HttpRequest, key: UUID) -> HttpResponse:
    row = load(_rows(), request, see=SEE, do="enquiries.judge", key=key)
    form = FitForm(request.POST)
    if not form.is_valid():
        return _page(request, row, status_of(form), fit_form=form)
    fits = form.cleaned_data["fits"] == "yes"
    actions.say_whether_it_fits(enquiry=row, fits=fits, by=actor_of(request), at=clock.now())
    return done(request, _("Thank you. It helps us find the right leader next time."), "enquiries:enquiry", key)


@policy("enquiries.ask", "POST")
def ask(request: HttpRequest, key: UUID) -> HttpResponse:
    row = load(_rows(), request, see=SEE, do="enquiries.ask", key=key)
    form = QuestionForm(request.POST)
    status = status_of(form)
    if form.is_valid():
        try:
            at = clock.now()
            actions.ask_question(enquiry=row, text=form.cleaned_data["text"], by=actor_of(request), at=at)
            in_time = _("Your question has been sent. Your time to answer stands still until the supplier has replied.")
            is_late = row.deadline_at is not None and row.deadline_at <= at
            return done(request, _("Your question has been sent.") if is_late else in_time, "enquiries:enquiry", key)
        except Refused as refusal:
            refuse(form, refusal)
            status = _status(refusal)
    return _page(request, row, status, ask_form=form)


@policy("enquiries.reply", "POST")
def reply(request: HttpRequest, key: UUID, question: int) -> HttpResponse:
    row = load(_rows(), request, see=SEE, do="enquiries.reply", key=key)
    asked = next((each for each in row.asked if each.pk == question), None)
    if asked is None:
        raise Http404
    form = ReplyForm(request.POST, prefix=f"q{asked.pk}")
    status = status_of(form)
    if form.is_valid():
        try:
            actions.answer_question(
                question=asked, text=form.cleaned_data["text"], by=actor_of(request), at=clock.now()
            )
            return done(request, _("Your reply has been sent to the leader."), "enquiries:enquiry", key)
        except Refused as refusal:
            refuse(form, refusal)
            status = _status(refusal)
    return _page(request, row, status, reply_form=form, replies_to=asked.pk)


@policy("enquiries.hand_over", "GET", "POST")
def hand_over(request: HttpRequest, key: UUID) -> HttpResponse:
    row = load(_rows(), request, see=SEE, do="enquiries.hand_over", key=key)
    posts = posts_of(row.municipality).exclude(pk=row.post_id)
    reach = contacts(post.pk for post in posts)
    form = HandOverForm(posts, reach, request.POST if request.method == "POST" else None)
    status = status_of(form)
    if form.is_bound and form.is_valid():
        said, by, at = form.cleaned_data, actor_of(request), clock.now()
        try:
            target = posts.get(pk=said["post"])
            actions.hand_over(enquiry=row, post=target, note=said["note"], by=by, at=at)
            words_said = _("It has been handed over. Your colleague has ten working days.")
            return done(request, words_said, _start(by, row)[1])
        except Refused as refusal:
            refuse(form, refusal)
            status = _status(refusal)
    elif not form.is_bound and may_hand_over(row.facts) is not None:
        return redirect("enquiries:enquiry", key)
    return render(request, "enquiries/hand_over.html", _facts(request, row) | {"form": form}, status=status)


def _start(actor: Actor, row: Enquiry) -> tuple[str, str]:
    """What the reader came from, as words and address: the own day, or the overview of the municipality."""
    if actor.posts:
        return _("Today"), reverse("enquiries:today")
    return row.municipality.official_name, reverse("enquiries:municipality", args=[row.municipality.slug])


def _status(refusal: Refused) -> int:
    return CONFLICT if refusal.code in actions.CONFLICTS else 422


def _see(request: HttpRequest, row: Enquiry) -> None:
    """Opening it is seeing it: for those who may answer, and not when a browser only fetches ahead."""
    if is_looked_at(request) and may(actor_of(request), "enquiries.answer", row):
        actions.mark_seen(enquiry=row, at=clock.now())


def _page(request: HttpRequest, row: Enquiry, status: int = 200, **forms: Any) -> HttpResponse:
    facts = _facts(request, row)
    reply_forms = [
        (each, forms["reply_form"] if forms.get("replies_to") == each.pk else ReplyForm(prefix=f"q{each.pk}"))
        for each in row.asked
    ]
    facts |= {"questions": reply_forms, "ask_form": forms.get("ask_form") or QuestionForm()}
    facts["fit_form"] = forms.get("fit_form")
    return render(request, "enquiries/enquiry.html", facts, status=status)


def _facts(request: HttpRequest, row: Enquiry) -> dict[str, Any]:
    """What every page about one enquiry shows, read anew after an act was refused."""
    actor, now = actor_of(request), clock.now()
    fresh = _rows().select_related("handed_from__post__role", "handed_on").get(pk=row.pk)
    may_act = may(actor, "enquiries.answer", fresh)
    is_supplier = may(actor, "enquiries.reply", fresh)
    return {
        "enquiry": fresh,
        "line": queries.line(fresh, now),
        "others": queries.others_on([fresh]).get(fresh.version.solution_id),
        "history": queries.earlier_answers(fresh),
        "answers": list(words.ANSWERS.items()),
        "is_owed": may_act and may_answer(fresh.facts) is None,
        "may_change": may_act and fresh.answered_at is not None,
        "may_judge": may(actor, "enquiries.judge", fresh),
        "may_ask": may(actor, "enquiries.ask", fresh) and may_ask(fresh.facts) is None,
        "may_reply": is_supplier and may_ask(fresh.facts) is None,
        "is_supplier": is_supplier,
        "is_stand_in": fresh.post_id not in actor.posts,
        "start": _start(actor, fresh),
        "write_to": fresh.offered_to_email if is_supplier and fresh.answer_kind in MAY_WRITE else "",
        "now": now,
        "today": clock.day_of(now),
    }
