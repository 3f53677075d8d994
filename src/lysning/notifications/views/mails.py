from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from lysning.accounts import queries as accounts
from lysning.core import clock
from lysning.core.http import PUBLIC, actor_of, done, load, policy
from lysning.notifications import actions, queries
from lysning.notifications.actions.subscribe import link_of
from lysning.notifications.html import safe_body
from lysning.notifications.models import Mail
from lysning.notifications.words import STATE_BADGES, STATE_WORDS, SUPPRESSION_WORDS

PAGE_LENGTH = 50
ONE_CLICK = "One-Click"


@policy("notifications.operate")
def mails(request: HttpRequest) -> HttpResponse:
    rows = Paginator(queries.unsettled_mails(actor_of(request)), PAGE_LENGTH).get_page(request.GET.get("page"))
    return render(request, "notifications/mails.html", _with_words(rows) | {"now": clock.now()})


@policy("notifications.view_mail")
def mail(request: HttpRequest, key: str) -> HttpResponse:
    row = load(Mail.objects.all(), request, see="notifications.view_mail", key=key)
    facts = {"mail": row, "state": STATE_WORDS[row.state], "may_arrive": row.state == "uncertain"}
    facts["may_go_again"] = row.state in {"uncertain", "failed"}
    return render(request, "notifications/mail.html", facts)


@policy("notifications.settle_mail", "POST")
def settle(request: HttpRequest, key: str) -> HttpResponse:
    row = load(Mail.objects.all(), request, see="notifications.view_mail", do="notifications.settle_mail", key=key)
    if request.POST.get("what") == "arrived":
        actions.confirm_arrived(mail=row, by=actor_of(request), at=clock.now())
        return done(request, _("Marked as arrived."), "notifications:mails")
    actions.send_again(mail=row, by=actor_of(request), at=clock.now())
    return done(request, _("The mail is in the queue again."), "notifications:mails")


@policy(PUBLIC)
def example_mails(request: HttpRequest) -> HttpResponse:
    _only_in_example_mode()
    text = request.GET.get("q", "").strip()
    rows = Paginator(queries.example_mailbox(text), PAGE_LENGTH).get_page(request.GET.get("page"))
    return render(request, "notifications/example_mails.html", _with_words(rows) | {"q": text, "now": clock.now()})


@policy(PUBLIC)
def example_mail(request: HttpRequest, key: str) -> HttpResponse:
    _only_in_example_mode()
    row = get_object_or_404(Mail, key=key)
    body = mark_safe(safe_body(row.html)) if row.html else ""  # noqa: S308 -- nh3 has cleaned it
    return render(
        request, "notifications/example_mail.html", {"mail": row, "body": body, "state": STATE_WORDS[row.state]}
    )


@csrf_exempt
@policy(PUBLIC, "GET", "POST")
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """The signed token is the right to do it, so that a mail program's own button (RFC 8058) works without a page."""
    link = link_of(token)
    if link is None:
        raise Http404
    if request.method == "POST":
        if request.POST.get("what") == "resume":
            actions.resubscribe(email=link.email, by=actor_of(request), at=clock.now())
        else:
            actions.unsubscribe(link=link, by=actor_of(request), at=clock.now())
        if request.POST.get("List-Unsubscribe") == ONE_CLICK:
            return HttpResponse(status=204)
        words = _("Done.")
        return done(request, words, "notifications:unsubscribe", token)
    reason = accounts.suppression_of(link.email)
    facts = {
        "email": link.email,
        "is_weekly": link.is_weekly,
        "reason": reason,
        "words": SUPPRESSION_WORDS.get(reason, ""),
    }
    return render(request, "notifications/unsubscribe.html", facts)


def _with_words(rows: Any) -> dict[str, Any]:
    for row in rows:
        row.state_words, row.state_badge = STATE_WORDS[row.state], STATE_BADGES.get(row.state, "plain")
    return {"mails": rows}


def _only_in_example_mode() -> None:
    if not settings.EXAMPLE_MODE:
        raise Http404
