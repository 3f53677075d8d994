"""What base.html needs on every page: the way around, for the one who asks."""

from email.utils import parseaddr
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from lysning.accounts.models import SUPPLIER_ROLES
from lysning.core.actors import Actor
from lysning.core.http import actor_of
from lysning.enquiries.queries import unanswered_count
from lysning.web.homes import starts

Entry = dict[str, Any]
STARTS_IN_THE_MENU = {"web:operator", "moderation:queue"}
"""Starts that have an entry of their own."""


def shell(request: HttpRequest) -> dict[str, Any]:
    """Navigation, language and the number of enquiries that wait; one query for those who hold a post, none for others."""
    actor = actor_of(request)
    return {
        "nav": [
            _entry(request, _("Solutions"), "web:explore"),
            _entry(request, _("Needs"), "needs:needs"),
            _entry(request, _("Coalitions"), "community:coalitions"),
            _entry(request, _("Trials"), "trials:trials"),
            _entry(request, _("Knowledge"), "evidence:findings"),
            _entry(request, _("Directions"), "direction:country"),
        ],
        "further_nav": [
            _entry(request, _("Service areas"), "web:areas"),
            _entry(request, _("Topics"), "web:topics"),
            _entry(request, _("Municipalities"), "web:municipalities"),
            _entry(request, _("Earlier projects"), "web:projects"),
        ],
        "user_nav": _own(request, actor),
        "footer_nav": [
            _entry(request, _("About Lysning"), "web:about"),
            _entry(request, _("Promises"), "web:promises"),
            _entry(request, _("Help"), "web:help"),
            _entry(request, _("Privacy"), "web:privacy"),
            _entry(request, _("Accessibility statement"), "web:accessibility"),
            _entry(request, _("Open data"), "web:open_data"),
        ],
        "contact_address": contact_address(),
        "search_url": _address("web:explore"),
        "languages": settings.LANGUAGES,
        "unread": unanswered_count(actor) if actor.posts else 0,
        "example_mode": settings.EXAMPLE_MODE,
        "example_url": reverse("accounts:examples") if settings.EXAMPLE_MODE else "",
    }


def contact_address() -> str:
    """Where people write to those who run the site: the address our mails come from."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def _entry(request: HttpRequest, label: str, name: str) -> Entry:
    url = _address(name)
    return {"label": label, "url": url, "current": request.path.startswith(url)}


_address = cache(reverse)


def _view_of(request: HttpRequest) -> str:
    return request.resolver_match.view_name if request.resolver_match else ""


def _own(request: HttpRequest, actor: Actor) -> list[Entry]:
    if not actor.is_signed_in:
        return [_entry(request, _("Sign in"), "account_login"), _entry(request, _("Sign up"), "account_signup")]
    own = []
    for number, start in enumerate(each for each in starts(actor) if each not in STARTS_IN_THE_MENU):
        entry = _entry(request, _further_start(start) if number else _first_start(actor), "web:home")
        address = f"{entry['url']}?start={start}" if number else entry["url"]
        own.append(entry | {"url": address, "current": _view_of(request) == start})
    if not actor.roles.isdisjoint(SUPPLIER_ROLES):
        own.append(_entry(request, _("My solutions"), "catalogue:own"))
    if "moderator" in actor.roles:
        own.append(_entry(request, _("Moderation"), "moderation:queue"))
    if "operator" in actor.roles:
        own.append(_entry(request, _("Operation"), "web:operator"))
    own.append(_entry(request, _("What you follow"), "notifications:mine"))
    return [*own, _entry(request, _("Me"), "accounts:me"), _entry(request, _("Sign out"), "account_logout")]


def _first_start(actor: Actor) -> str:
    return _("Today") if actor.posts else _("My start")


def _further_start(start: str) -> str:
    return {
        "enquiries:municipality": _("The municipality's overview"),
        "enquiries:supplier": _("Answers to us"),
        "web:partner": _("What you take part in"),
    }[start]
