"""Coming into a coalition and going out of it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from lysning.community import actions, queries
from lysning.community.forms import AnswerForm, JoinForm, LeaveForm, RemoveForm, RenewForm
from lysning.community.models import Member, Participant
from lysning.community.rules import STEWARDS
from lysning.community.views.finding import WORK, Words, acting, find, form_page, refused, sent
from lysning.core import clock
from lysning.core.http import actor_of, done, load, policy, refuse, status_of
from lysning.core.refusal import Refused

JOIN = "community.join"
LEAVE = "community.leave"


@policy(JOIN, "GET", "POST")
def join(request: HttpRequest, slug: str) -> HttpResponse:
    row = find(request, slug, do=JOIN)
    actor = actor_of(request)
    standing = {member.organisation_id for member in queries.members_acted_for(row, actor)}
    organisations = [each for each in queries.acting_organisations(actor) if each.pk not in standing]
    is_open = row.joining == "open"
    lead = _("Everyone can see that you are a member. Only the members see the mandate and what is written inside.")
    words = (_("Join the coalition"), _("Join")) if is_open else (_("Ask to join"), _("Send the request"))
    texts = Words(*words, lead)
    if not organisations:
        return form_page(request, row, None, texts, nobody=_("You are a member already."))
    form = JoinForm(sent(request), organisations=organisations)
    if form.is_bound and form.is_valid():
        facts = {"organisation": form.acting, "mandate": form.mandate(), "message": form.cleaned_data["message"]}
        try:
            member = actions.join(coalition=row, **facts, by=actor, at=clock.now())
        except Refused as refusal:
            return form_page(request, row, form, texts, status=refused(form, refusal))
        said = _("You are in. Welcome.") if member.joined_at else _("Your request is sent. You get an answer by mail.")
        return done(request, said, "community:coalition", slug)
    return form_page(request, row, form, texts)


def _request(request: HttpRequest, slug: str, pk: int, do: str) -> Member:
    row = find(request, slug)
    rows = Member.objects.select_related("organisation", "coalition", "asked_by")
    return load(rows, request, see="community.view_member", do=do, coalition=row, pk=pk)


@policy("community.answer", "GET", "POST")
def answer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A steward sees who asks, with which mandate, and answers."""
    member = _request(request, slug, pk, "community.answer")
    form = AnswerForm(sent(request))
    facts = {"member": member, "coalition": member.coalition, "form": form, "is_waiting": member.standing == "asked"}
    if not (form.is_bound and form.is_valid()):
        return render(request, "community/answer.html", facts, status=status_of(form))
    by, at, is_yes = actor_of(request), clock.now(), form.cleaned_data["answer"] == "yes"
    try:
        if is_yes:
            actions.approve(member=member, by=by, at=at)
        else:
            actions.decline(member=member, reason=form.cleaned_data["decline_reason"], by=by, at=at)
    except Refused as refusal:
        status = 409 if refusal.code == "community_is_answered" else refused(form, refusal)
        if refusal.code == "community_is_answered":
            refuse(form, refusal)
        return render(request, "community/answer.html", facts, status=status)
    words = _("%(name)s is in.") if is_yes else _("%(name)s gets your answer.")
    return done(request, words % {"name": member.organisation.name}, "community:coalition", slug)


@policy("community.withdraw", "POST")
def withdraw(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    member = _request(request, slug, pk, "community.withdraw")
    try:
        actions.withdraw(member=member, by=actor_of(request), at=clock.now())
    except Refused as refusal:
        facts = {"refusal": refusal, "coalition": member.coalition}
        return render(request, "community/refused.html", facts, status=409)
    return done(request, _("Your request is withdrawn."), "community:coalition", slug)


@policy(LEAVE, "GET", "POST")
def leave(request: HttpRequest, slug: str) -> HttpResponse:
    """Shows what leaving would do, and does it when somebody says so."""
    row = find(request, slug, do=LEAVE)
    standing = acting(request, row)
    wanted = request.POST.get("member") or request.GET.get("member", "")
    mine = next((each for each in standing.values() if str(each.pk) == wanted), None)
    if mine is None and wanted:
        raise Http404
    if mine is None and len(standing) > 1:
        return render(request, "community/leave_which.html", {"coalition": row, "standing": standing.values()})
    mine = mine or next(iter(standing.values()))
    facts = queries.leaving_of(mine)
    successors = [
        each
        for each in queries.in_force_of(row).filter(organisation__kind__in=STEWARDS)
        if each.pk != mine.pk and facts.needs_successor and row.closed_at is None
    ]
    form = LeaveForm(sent(request), successors=successors)
    context = {"coalition": row, "mine": mine, "leaving": facts, "form": form}
    context["must_close"] = facts.must_close and row.closed_at is None
    if form.is_bound and form.is_valid():
        chosen = form.cleaned_data.get("successor", "")
        successor = next((each for each in successors if str(each.pk) == chosen), None)
        note = form.cleaned_data["leaving_note"]
        try:
            actions.leave(member=mine, note=note, successor=successor, by=actor_of(request), at=clock.now())
            return done(request, _("You have left the coalition."), "community:coalition", slug)
        except Refused as refusal:
            refuse(form, refusal)
    return render(request, "community/leave.html", context, status=status_of(form))


@policy("community.remove_member", "GET", "POST")
def remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A steward takes a member out, with a reason that it is told."""
    member = _request(request, slug, pk, "community.remove_member")
    row, name = member.coalition, member.organisation.name
    form = RemoveForm(sent(request))
    lead = _("It sees nothing inside from that moment on. It can ask to join again.")
    words = Words(_("Take %(name)s out of the coalition") % {"name": name}, _("Take it out"), lead, "warning")
    if member.standing != "joined" or member.is_steward:
        return form_page(request, row, None, words, nobody=_("It is no member now, or it looks after the coalition."))
    if form.is_bound and form.is_valid():
        try:
            reason = form.cleaned_data["removal_reason"]
            actions.remove_member(member=member, reason=reason, by=actor_of(request), at=clock.now())
            return done(request, _("%(name)s is out, and is told why.") % {"name": name}, "community:coalition", slug)
        except Refused as refusal:
            return form_page(request, row, form, words, status=refused(form, refusal))
    return form_page(request, row, form, words)


@policy(WORK, "GET", "POST")
def renew(request: HttpRequest, slug: str) -> HttpResponse:
    """A member writes down the decision with which it stays in."""
    row = find(request, slug, do=WORK)
    standing = acting(request, row)
    form = RenewForm(sent(request), organisations=list(standing))
    lead = _("A new council should say yes again. Only the members see who decided and when.")
    words = Words(_("Renew the mandate"), _("Save the mandate"), lead)
    if form.is_bound and form.is_valid():
        mine, mandate = standing[form.acting], form.mandate()
        try:
            actions.renew_mandate(member=mine, mandate=mandate, by=actor_of(request), at=clock.now())
            return done(request, _("The new mandate is written down."), "community:coalition", slug)
        except Refused as refusal:
            return form_page(request, row, form, words, status=refused(form, refusal), mandates=standing.values())
    return form_page(request, row, form, words, mandates=standing.values())


@policy(WORK, "POST")
def take_part(request: HttpRequest, slug: str) -> HttpResponse:
    """One person begins to take part in the work, or ends it; the membership stays."""
    row = find(request, slug, do=WORK)
    by, at = actor_of(request), clock.now()
    if request.POST.get("way") == "ud":
        rows = Participant.objects.in_force().filter(member__coalition=row, user__pk=by.user_id or 0)
        for participant in rows:
            actions.step_out(participant=participant, by=by, at=at)
        return done(
            request, _("You take part no more. Your municipality is still a member."), "community:coalition", slug
        )
    actions.take_part(member=next(iter(acting(request, row).values())), by=by, at=at)
    return done(request, _("You take part. You can be given tasks and be mentioned."), "community:coalition", slug)
