"""A trial as people meet it, in Chromium: from the protocol to the numbers of three sites, one of them by a dirty list."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import expect
from tests.factories.accounts import make_member
from tests.factories.directory import make_municipality, make_partner
from tests.factories.trials import make_seat, make_site, make_trial
from tests.journeys.trialling import arrange_reports, dirty_list, write_protocol
from tests.sight import check

from lysning.core import clock
from lysning.taxonomy.actions import seed_reference
from lysning.taxonomy.models import ServiceArea
from lysning.taxonomy.queries import areas, topics
from lysning.trials.actions import seed_measures
from lysning.trials.forms import PARTS
from lysning.trials.models import Measurement, OutcomeMeasure, Site, Trial
from lysning.trials.queries import measured, measures
from lysning.web.demo.clearing import clear
from lysning.web.demo.trials import write_trials

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDTHS = (1280, 360)
PLACES = {
    "0751": "Aarhus",
    "0461": "Odense",
    "0851": "Aalborg",
    "0615": "Horsens",
    "0330": "Slagelse",
    "0621": "Kolding",
}


@pytest.fixture(autouse=True)
def _known():
    seed_reference()
    seed_measures()
    make_partner("VIA University College", slug="via")
    yield
    clear(Trial)
    areas.forget(), topics.forget(), measures.forget()


def test_everyone_reads_the_examples(enter):
    for number, (code, name) in enumerate(PLACES.items()):
        make_municipality(name, code=code, slug=name.lower(), tile_column=number, tile_row=1)
    write_trials(at=clock.now())
    page = enter()
    for name, address in {
        "list": "",
        "measures": "maal/",
        "sample": "hvor-mange/?slags=binary&foer=50&efter=30",
    }.items():
        page.goto(f"/afproevninger/{address}")
        check(page, f"trials-{name}", widths=WIDTHS)
    for trial in Trial.objects.all():
        page.goto(f"/afproevninger/{trial.slug}/")
        check(page, f"trial-{trial.state}-page", widths=WIDTHS)
    over = Trial.objects.get(state="finished")
    for name in ("protokol", "aftale", "maalinger"):
        page.goto(f"/afproevninger/{over.slug}/{name}/")
        check(page, f"trial-{name}", widths=WIDTHS)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto("/afproevninger/")
    page.locator("#stand").select_option("over")
    page.get_by_role("heading", name="1 afprøvning", exact=True).wait_for()


def falls(lead, **facts):
    """A trial of falls in nursing homes, of which everything but its state is the same."""
    area, measure = ServiceArea.objects.get(key="aeldre-sundhed"), OutcomeMeasure.objects.get(key="falls_rate")
    return make_trial(lead, area, measures=[measure], **facts)


def test_every_page_of_those_who_work_with_it_fits(enter):
    """What the journeys below go through on the phone without JavaScript, looked at with it, narrow and wide."""
    home = make_municipality("Ærø", slug="aeroe")
    draft = falls(home, registered=False)
    page = enter(make_member(home, "coordinator"))
    for name in ("protokol", *(f"protokol/{part}" for part in PARTS), "flyt/register"):
        assert page.goto(f"/afproevninger/{draft.slug}/{name}/").status == 200, name
        check(page, f"draft-{name.rpartition('/')[2]}", widths=WIDTHS)
    running = falls(home, state="running", started_at=clock.now())
    site = make_site(make_seat(running, home), "Ærø")
    for name in ("", "plads/afmeld/", "steder/", "maalinger/indberet/", "maalinger/hent/"):
        assert page.goto(f"/afproevninger/{running.slug}/{name}").status == 200, name
        check(page, f"running-{name.strip('/').rpartition('/')[2] or 'page'}", widths=WIDTHS)
    page.locator("#id_text").fill(dirty_list([date(2026, number, 1) for number in (2, 3, 4, 5)]))
    page.locator("main form button.button-primary").click()
    page.get_by_text("»1.150« kan læses på to måder").first.wait_for()
    check(page, "dirty", widths=WIDTHS)
    page.goto(f"/afproevninger/{running.slug}/maalinger/indberet/?sted={site.pk}&periode=2026-02-01")
    page.get_by_label("Hvor mange: fald").fill("minus to")
    page.get_by_role("button", name="Indberet tallene").click()
    check(page, "numbers", widths=WIDTHS)
    open_ = falls(make_municipality("Odense", slug="odense"))
    page.goto(f"/afproevninger/{open_.slug}/plads/")
    check(page, "apply", widths=WIDTHS)
    page.goto("/afproevninger/ny/")
    page.get_by_role("button", name="Begynd kladden").click()
    check(page, "new-missing", widths=WIDTHS)


@pytest.mark.slow
def test_from_the_protocol_to_the_numbers_of_three_sites(enter, settings):
    """On a phone without JavaScript; two municipalities besides the lead; the clock is set forward between the acts."""
    lead, second, third = (make_municipality(name, slug=name.lower()) for name in ("Aarhus", "Odense", "Ærø"))
    pages = [enter(make_member(place, "coordinator"), width=360, javascript=False) for place in (lead, second, third)]
    page = pages[0]
    today = clock.today()
    page.goto("/afproevninger/")
    page.get_by_role("link", name="Begynd en afprøvning").click()
    page.get_by_label("Fagområde").select_option(label="Ældre, sundhed og omsorg")
    page.get_by_label("Hvad vil I prøve?").fill("Gulvet, der kalder")
    page.get_by_role("button", name="Begynd kladden").click()
    write_protocol(page, today)
    page.get_by_role("link", name="Registrér afprøvningen").click()
    page.get_by_role("button", name="Registrér afprøvningen").click()
    trial = Trial.objects.get()
    assert trial.registered_at is not None

    for each in pages:
        each.goto(f"/afproevninger/{trial.slug}/plads/")
        each.get_by_role("button", name="Søg om en plads").click()
        expect(each.locator("main")).to_contain_text("har fået en plads")

    settings.CLOCK_OFFSET = timedelta(days=70)
    for each, events in zip(pages[:2], ("18", "21"), strict=True):
        each.goto(f"/afproevninger/{trial.slug}/maalinger/indberet/")
        if each is page:
            each.locator("#id_sted").select_option(label="Aarhus")
        each.get_by_label("Periode").select_option(index=0)
        each.get_by_role("button", name="Gå videre til tallene").click()
        each.get_by_label("Hvor mange: fald").fill(events)
        each.get_by_label("Over hvor meget: beboerdøgn").fill("1.204,5")
        each.get_by_role("button", name="Indberet tallene").click()
        expect(each.locator("main")).to_contain_text("Tak.")
    for site in Site.objects.filter(seat__trial=trial, seat__municipality__in=(lead, second)):
        arrange_reports(trial, site, (17, 19, 16))

    last = pages[2]
    last.goto(f"/afproevninger/{trial.slug}/maalinger/hent/")
    dirty = dirty_list(sorted({row.period_from for row in measured(trial)}))
    last.locator("#id_text").fill(dirty)
    last.locator("main form button.button-primary").click()
    expect(last.locator("main")).to_contain_text("»1.150« kan læses på to måder")
    said = last.locator("main").inner_text()
    assert "»Ærø« er ikke et af kommunens steder i denne afprøvning" in said
    assert "kan ikke være under nul" in said
    mended = dirty.replace("1.150", "1150").replace("Aarhus;Ærø", "Ærø;Ærø").replace(";-15;", ";15;")
    last.locator("#id_text").fill(mended)
    last.get_by_role("button", name="Se igen").click()
    last.get_by_role("button", name="Indberet det hele").click()
    assert Measurement.objects.filter(site__seat__trial=trial).count() == 12

    visitor = enter(width=360)
    visitor.goto(f"/afproevninger/{trial.slug}/maalinger/")
    expect(visitor.locator("main")).not_to_contain_text("(vises ikke)")
    check(visitor, "sites-measured")
