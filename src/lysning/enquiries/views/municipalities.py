"""The coordinator's overview: what is open, late, waiting for somebody to reach, and answered."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lysning.core import clock
from lysning.core.http import actor_of, load, policy
from lysning.directory.models import Municipality
from lysning.enquiries import queries
from lysning.enquiries.views.news import news_for
from lysning.enquiries.views.steps import steps_of

VIEWS = {"aabne": "open", "for-sent": "late", "venter": "waiting", "besvaret": "answered"}


@policy("enquiries.view_overview")
def municipality(request: HttpRequest, slug: str) -> HttpResponse:
    found = load(Municipality.objects.all(), request, see="enquiries.view_overview", slug=slug)
    now, chosen = clock.now(), VIEWS.get(request.GET.get("vis", ""), "open")
    overview = queries.municipality_overview(found, now, chosen, request.GET.get("page", 1))
    tabs = [(address, view, overview.counts[view]) for address, view in VIEWS.items()]
    news = news_for(request, now, lambda since: queries.municipality_news(found, since))
    facts = {"municipality": found, "overview": overview, "tabs": tabs, "news": news, "now": now}
    today = clock.day_of(now)
    facts |= {"today": today, "steps": steps_of(actor_of(request), today=today)}
    return render(request, "enquiries/municipality.html", facts)
