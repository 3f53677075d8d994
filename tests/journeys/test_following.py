"""A citizen searches, saves the search as an alert by e-mail, is told of a new solution, and stops; in Chromium."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from playwright.sync_api import expect
from tests.factories.catalogue import make_solution
from tests.factories.directory import make_municipality
from tests.sight import SHOTS, check

from lysning.core import clock
from lysning.directory.queries import municipality_places
from lysning.notifications.actions import write_digests
from lysning.notifications.models import Mail, Subscription
from lysning.taxonomy.actions import seed_reference
from lysning.taxonomy.queries import areas, topics

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WAYS = pytest.mark.parametrize(("width", "javascript"), [(360, False), (1280, True)])
ADDRESS = "borger@eksempel.dk"


@pytest.fixture(autouse=True)
def _known(settings):
    settings.EMAIL_BACKEND = "lysning.notifications.backend.OutboxBackend"
    cache.clear()
    seed_reference()
    make_municipality("Randers", population=98_000)
    now = clock.now()
    for title, maturity, amount in (
        ("Sål mod fald", "tested", 300),
        ("Måtte mod fald", "in_use", 90),
        ("Lys mod fald", "idea", 20),
    ):
        make_solution(title=title, maturity=maturity, price_amount=amount, at=now - timedelta(days=20))
    yield
    areas.forget(), topics.forget(), municipality_places.forget()


def path_in(mail, start):
    return re.search(rf"http://testserver({start}[^\s\"<]+)", mail.text).group(1)


@WAYS
def test_from_a_search_to_the_mail_about_it_and_out_again(enter, width, javascript):
    page = enter(width=width, javascript=javascript)
    page.goto("/loesninger/?q=fald")
    page.get_by_role("link", name="Gem som besked").click()
    check(page, "follow", javascript=javascript)
    page.get_by_role("button", name="Send mig linket").click()
    check(page, "follow-missing", javascript=javascript)
    page.get_by_label("Din mailadresse").fill(ADDRESS)
    page.get_by_role("button", name="Send mig linket").click()
    check(page, "follow-sent", javascript=javascript)
    page.goto(path_in(Mail.objects.get(), "/foelg/bekraeft/"))
    check(page, "follow-confirm", javascript=javascript)
    assert Subscription.objects.confirmed().count() == 0
    page.get_by_role("button", name="Ja, følg det").click()
    expect(page.get_by_role("link", name="Søgningen »fald«")).to_be_visible()
    check(page, "following", javascript=javascript)

    make_solution(title="Gulv, der mærker fald")
    write_digests(at=clock.now() + timedelta(days=1))
    mail = Mail.objects.get(kind="followed")
    page.goto(f"/eksempel/post/{mail.key}/")
    expect(page.get_by_text("Fordi du følger søgningen »fald«.").first).to_be_visible()
    check(page, "followed-mail", javascript=javascript)
    page.goto(path_in(mail, "/loesninger/"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Gulv, der mærker fald")
    page.goto(path_in(mail, "/foelg/adresse/"))
    page.get_by_role("button", name="Følg ikke noget af det mere").click()
    check(page, "following-nothing", javascript=javascript)
    assert Subscription.objects.count() == 0


@WAYS
def test_two_solutions_are_put_aside_and_seen_side_by_side(enter, width, javascript):
    page = enter(width=width, javascript=javascript)
    page.goto("/loesninger/?q=fald")
    check(page, "explore-list", javascript=javascript)
    page.get_by_role("link", name="Tabel").click()
    page.get_by_role("link", name="Pris", exact=True).click()
    for title in ("Sål mod fald", "Måtte mod fald"):
        page.get_by_role("link", name=f"Sammenlign {title}").click()
    check(page, "explore-table", javascript=javascript)
    page.get_by_role("link", name="Sammenlign de 2").click()
    expect(page.get_by_text("Forskellig").locator("visible=true").first).to_be_visible()
    check(page, "compare", javascript=javascript)
    page.get_by_label("Regn prisen ud for").select_option("Randers")
    if not javascript:
        page.get_by_role("button", name="Vis prisen").click()
    page.wait_for_url("**kommune=**")
    expect(page.get_by_text("for Randers").locator("visible=true").first).to_be_visible()
    check(page, "compare-priced", javascript=javascript)
    if SHOTS and width > 1000:
        page.emulate_media(media="print")
        page.screenshot(path=f"{SHOTS}/compare-print.png", full_page=True)


@WAYS
def test_a_solution_says_who_uses_it_and_what_it_costs_the_municipality_one_chooses(enter, width, javascript):
    page = enter(width=width, javascript=javascript)
    page.goto("/loesninger/saal-mod-fald/?kommune=")
    page.get_by_label("Regn prisen ud for").select_option("Randers")
    if not javascript:
        page.get_by_role("button", name="Vis prisen").click()
    page.wait_for_url("**kommune=kommune**")
    expect(page.get_by_text("om året for Randers").first).to_be_visible()
    check(page, "solution", javascript=javascript)
