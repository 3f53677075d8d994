"""Following: asked for, confirmed, looked over and ended. Nothing is changed by opening a link."""

from collections.abc import Sequence
from http import HTTPStatus

from allauth.core import ratelimit
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from lysning.accounts.models import User
from lysning.core import clock
from lysning.core.actors import VISITOR
from lysning.core.http import PUBLIC, SIGNED_IN, actor_of, done, load, policy, refuse, status_of
from lysning.core.refusal import TOO_MANY, Refused
from lysning.needs.queries.own import Supported, supported_needs
from lysning.notifications import actions
from lysning.notifications.forms import AddressForm
from lysning.notifications.models import Subscription, SubscriptionQuerySet
from lysning.notifications.queries.following import listed, name_of, page_of, unsaved, wanted_of
from lysning.notifications.rules import Wanted
from lysning.notifications.views.mails import ONE_CLICK

RATE = "follow"


@policy(PUBLIC, "GET", "POST")
def follow(request: HttpRequest) -> HttpResponse:
    """What the address names is followed: at once with an account, otherwise once the owner of the address confirms it."""
    sent = request.POST if request.method == "POST" else request.GET
    wanted = wanted_of(sent)
    if wanted is None:
        raise Http404
    if isinstance(request.user, User):
        return _follow_as_person(request, request.user, wanted, sent)
    form = AddressForm(request.POST if request.method == "POST" else None)
    status = status_of(form)
    if form.is_bound and form.is_valid():
        email = form.cleaned_data["email"]
        if ratelimit.consume(request, action=RATE, key=email):
            language = get_language() or "da"
            actions.ask_to_follow(wanted=wanted, email=email, language=language, by=VISITOR, at=clock.now())
            return redirect("notifications:follow_sent")
        refuse(form, Refused(TOO_MANY, field="email"))
        status = HTTPStatus.TOO_MANY_REQUESTS
    return _follow_page(request, wanted, sent, form, status)


def _follow_as_person(request: HttpRequest, user: User, wanted: Wanted, sent: QueryDict) -> HttpResponse:
    if request.method == "POST":
        actions.follow(wanted=wanted, user=user, by=actor_of(request), at=clock.now())
        return done(request, _("You follow it now. News comes on Mondays."), "notifications:mine")
    return _follow_page(request, wanted, sent, None, HTTPStatus.OK)


def _follow_page(
    request: HttpRequest, wanted: Wanted, sent: QueryDict, form: AddressForm | None, status: int
) -> HttpResponse:
    row = unsaved(wanted)
    carried = [(name, value) for name, values in sent.lists() for value in values if name in _CARRIED]
    facts = {"name": name_of(row), "page": page_of(row), "carried": carried, "form": form}
    return render(request, "notifications/follow.html", facts, status=status)


_CARRIED = {"slags", "hvad", "q", "area", "topic", "maturity", "personal", "ai"}
"""What a form about following must send back to be understood."""


@policy(PUBLIC)
def follow_sent(request: HttpRequest) -> HttpResponse:
    return render(request, "notifications/follow_sent.html")


@policy(PUBLIC, "GET", "POST")
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The signed token of the mail is the right to do it; opening the link shows what would be done, the button does it."""
    if request.method == "POST":
        row = actions.confirm(token=token, by=actor_of(request), at=clock.now())
        words = _("You follow it now. News comes on Mondays.")
        return done(request, words, "notifications:following", actions.following_token(row.email))
    found = actions.asked_by(token, clock.now())
    if found is None:
        return render(request, "notifications/confirm_ended.html", status=HTTPStatus.GONE)
    return render(request, "notifications/confirm.html", {"row": found, "name": name_of(found), "page": page_of(found)})


@policy(SIGNED_IN)
def mine(request: HttpRequest) -> HttpResponse:
    rows = Subscription.objects.visible_to(actor_of(request))
    user = get_object_or_404(User, pk=actor_of(request).user_id)
    return _listing(request, rows, "", supported=supported_needs(user))


@policy("notifications.end_subscription", "POST")
def end(request: HttpRequest, pk: int) -> HttpResponse:
    see = "notifications.view_subscription"
    row = load(Subscription.objects.all(), request, see=see, do="notifications.end_subscription", pk=pk)
    actions.end_subscription(subscription=row, by=actor_of(request), at=clock.now())
    return done(request, _("You follow it no more."), "notifications:mine")


@policy(SIGNED_IN, "POST")
def end_all(request: HttpRequest) -> HttpResponse:
    rows = Subscription.objects.visible_to(actor_of(request))
    actions.end_all(rows=rows, by=actor_of(request), at=clock.now())
    return done(request, _("You follow nothing now."), "notifications:mine")


@csrf_exempt
@policy(PUBLIC, "GET", "POST")
def following(request: HttpRequest, token: str) -> HttpResponse:
    """What an address follows. The signed token is the right to end it, so a mail program's own button works (RFC 8058)."""
    email = actions.follower_of(token)
    if email is None:
        raise Http404
    rows = Subscription.objects.of_address(email)
    if request.method != "POST":
        return _listing(request, rows, email)
    if request.POST.get("what") == "one":
        return _end_one(request, rows, token)
    actions.end_all(rows=rows, by=actor_of(request), at=clock.now())
    if request.POST.get("List-Unsubscribe") == ONE_CLICK:
        return HttpResponse(status=204)
    return done(request, _("You follow nothing now."), "notifications:following", token)


def _end_one(request: HttpRequest, rows: SubscriptionQuerySet, token: str) -> HttpResponse:
    number = request.POST.get("pk", "")
    row = rows.filter(pk=int(number)).first() if number.isascii() and number.isdigit() else None
    if row is not None:
        actions.end_subscription(subscription=row, by=actor_of(request), at=clock.now())
    return done(request, _("You follow it no more."), "notifications:following", token)


def _listing(
    request: HttpRequest, rows: SubscriptionQuerySet, email: str, *, supported: Sequence[Supported] = ()
) -> HttpResponse:
    facts = {"lines": listed(rows), "email": email, "supported": supported}
    return render(request, "notifications/following.html", facts)
