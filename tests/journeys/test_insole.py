"""The main job from end to end in Chromium: a supplier publishes once, leaders are offered it, and each answers.

On a phone without JavaScript and on a desktop with it: nothing may depend on either.
"""

import re
from datetime import timedelta
from threading import Thread

import pytest
from django.core.cache import cache
from playwright.sync_api import expect
from procrastinate.contrib.django import app
from tests.factories.accounts import make_member
from tests.sight import check

from lysning.core import clock
from lysning.core.actors import SYSTEM
from lysning.directory.actions import seed_directory
from lysning.directory.models import Municipality, Post
from lysning.enquiries import actions
from lysning.enquiries.models import Enquiry
from lysning.matching.actions import index_reference
from lysning.notifications.models import Mail
from lysning.taxonomy.actions import seed_reference
from lysning.web.figures import forget_figures

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
PASSWORD = "en-lang-kode-til-test"
PLACES = ("0101", "0147", "0155", "0165", "0217", "0265", "0461", "0561", "0751", "0851")
TEXTS = {
    "title": "Indlægssål, der mærker faldrisiko",
    "problem": "Ældre mennesker falder, og personalet opdager først den usikre gang, når uheldet er sket.",
    "audience": "Beboere på plejehjem og borgere i hjemmeplejen.",
    "description": "Tynde såler måler gangen. Personalet får besked, når risikoen for fald stiger.",
}


@pytest.fixture
def denmark(transactional_db, settings):
    """The reference data, ten municipalities whose nursing home leaders can be reached, one of them with a coordinator."""
    settings.EMAIL_BACKEND = "lysning.notifications.backend.OutboxBackend"
    cache.clear()  # the limits on signing up outlive a test's database
    seed_reference()
    seed_directory()
    index_reference()
    forget_figures()
    for code in PLACES:
        posts = Post.objects.filter(municipality__code=code, role__key="plejehjemsleder")
        posts.update(email=f"plejehjem-{code}@kommune.example")
    make_member(role="coordinator", organisation=Municipality.objects.get(code="0751"))
    yield
    forget_figures()


def run_jobs():
    """Lets a real worker empty the queue, in a thread of its own as in real life."""
    failed = []

    def work():
        try:
            with app.replace_connector(app.connector.get_worker_connector()) as at_work:
                at_work.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)
        except Exception as error:  # noqa: BLE001 -- handed to the test
            failed.append(error)

    thread = Thread(target=work)
    thread.start()
    thread.join(60)
    assert (failed, thread.is_alive()) == ([], False)


def sign_up(page):
    page.goto("/konto/opret/")
    page.locator("input[name=purpose][value=supplier]").check(force=True)
    page.locator("input[name=name]").fill("Anna Ærø")
    page.locator("input[name=email]").fill("anna@saal.dk")
    page.locator("input[name=password1]").fill(PASSWORD)
    page.locator("main form button.button-primary").click()
    page.wait_for_url("**/opret/kode/")
    text = Mail.objects.get(to="anna@saal.dk").text
    page.locator("input[name=code]").fill(re.search(r"\b[A-Z0-9]{3,4}-[A-Z0-9]{3,4}\b", text).group())
    page.locator("main form button.button-primary").first.click()
    page.locator("input[name=cvr]").fill("25313763")
    page.locator("input[name=name]").fill("Sål ApS")
    page.locator("input[name=size]").first.check(force=True)
    page.locator("main form button.button-primary").click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Gør dit firma til leverandør")


def publish(page, *, javascript):
    page.goto("/loesninger/ny/")
    page.locator("main form button.button-primary").click()
    page.wait_for_url("**/udgiv/*/1/")
    for name, text in TEXTS.items():
        page.locator(f"#id_{name}").fill(text)
    page.locator("button[name=way][value=suggest]").click()
    expect(page.locator("main")).to_contain_text("faldrisiko")
    page.locator("input[name=areas][value=aeldre-sundhed]").check(force=True)
    check(page, "publish-1", javascript=javascript)
    page.locator("button[name=way][value=next]").click()
    page.wait_for_url("**/udgiv/*/2/")
    answers = {"maturity": "tested", "price_model": "per_user", "personal_data": "sensitive", "ai_use": "assists"}
    for name, value in {**answers, "medical_device": "class_i"}.items():
        page.locator(f"input[name={name}][value={value}]").check(force=True)
    page.locator("input[name=price_amount]").fill("1.450")
    page.locator("input[name=price_units]").fill("120")
    page.locator("button[name=way][value=next]").click()
    page.wait_for_url("**/udgiv/*/3/")
    expect(page.locator("main")).to_contain_text("98")
    check(page, "publish-3", javascript=javascript)
    page.locator("form[action$='/udgiv/'] button.button-primary").click()
    page.wait_for_url("**/loesninger/indlaegssaal-*/")


@pytest.mark.parametrize(("phone", "javascript"), [(True, False), (False, True)], ids=["phone-plain", "desktop-script"])
def test_from_publishing_to_the_answer_and_the_coordinator(denmark, new_page, settings, phone, javascript):
    supplier = new_page(phone=phone, javascript=javascript)
    sign_up(supplier)
    publish(supplier, javascript=javascript)

    actions.run_allocation(by=SYSTEM, at=clock.now())
    run_jobs()
    offered = Enquiry.objects.filter(offered_at__isnull=False)
    assert offered.values("municipality").distinct().count() >= 8
    mail = Mail.objects.get(to="plejehjem-0561@kommune.example")
    assert mail.state == "sent"

    leader = new_page(phone=phone, javascript=javascript)
    leader.goto(f"/eksempel/post/{mail.key}/")
    check(leader, "mail", javascript=javascript)
    answers = Enquiry.objects.get(municipality__code="0561").key
    link = next(
        url for url in re.findall(r"https?://\S+/svar/\S+", mail.text) if "svar" in url and links_to(url, "together")
    )
    leader.goto(link.removeprefix(settings.BASE_URL))
    check(leader, "answer", javascript=javascript)
    assert Enquiry.objects.get(key=answers).answered_at is None
    leader.locator("#id_text").fill("Vi kan stille med ét plejehjem.")
    leader.locator("main form button.button-primary").click()
    expect(leader.locator("main")).to_contain_text("har fået dit svar")
    assert Enquiry.objects.get(key=answers).answer_kind == "together"

    solution = offered.first().version.solution
    supplier.goto(f"/leverandoer/{solution.supplier.slug}/{solution.slug}/svar/")
    expect(supplier.locator("main")).to_contain_text("Vi kan stille med ét plejehjem.")
    check(supplier, "matrix", javascript=javascript)
    forget_figures()
    leader.goto("/kommuner/esbjerg/")
    expect(leader.locator("main")).to_contain_text(TEXTS["title"])
    check(leader, "municipality", javascript=javascript)

    settings.CLOCK_OFFSET = timedelta(days=21)
    actions.escalate_due(at=clock.now())
    run_jobs()
    late = Enquiry.objects.get(municipality__code="0751")
    assert late.escalated_at is not None
    coordinator = late.municipality.memberships.get(role="coordinator").user
    assert Mail.objects.filter(to=coordinator.email, cause__contains=str(late.pk)).exists()
    supplier.reload()
    expect(supplier.locator("main")).to_contain_text("Hos koordinatoren")


def links_to(url, kind):
    from lysning.enquiries.links import open_link

    opened = open_link(url.rstrip("/").rsplit("/svar/", 1)[1].strip("/>."), at=clock.now())
    return opened.kind == kind
