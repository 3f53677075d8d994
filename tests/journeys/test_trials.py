"""A trial as people meet it, in Chromium: from the protocol to the numbers of three sites, one of them by a dirty list."""

from datetime import timedelta

import pytest
from tests.factories.accounts import make_member
from tests.factories.directory import make_municipality, make_partner
from tests.journeys.trialling import dirty_list, write_protocol
from tests.sight import check

from lysning.core import clock
from lysning.taxonomy.actions import seed_reference
from lysning.taxonomy.queries import areas, topics
from lysning.trials.actions import seed_measures
from lysning.trials.models import Measurement, Trial
from lysning.trials.queries import measured, measures
from lysning.web.demo.trials import clear_trials, write_trials

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
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
    clear_trials()
    areas.forget(), topics.forget(), measures.forget()


@pytest.mark.parametrize("width", [360, 1280])
def test_everyone_reads_the_examples(enter, width):
    for number, (code, name) in enumerate(PLACES.items()):
        make_municipality(name, code=code, slug=name.lower(), tile_column=number, tile_row=1)
    write_trials(at=clock.now())
    page = enter(width=width, javascript=True)
    for name, address in {
        "list": "",
        "measures": "maal/",
        "sample": "hvor-mange/?slags=binary&foer=50&efter=30",
    }.items():
        page.goto(f"/afproevninger/{address}")
        check(page, f"trials-{name}")
    for trial in Trial.objects.all():
        for name in ("", "protokol/", "aftale/", "maalinger/"):
            page.goto(f"/afproevninger/{trial.slug}/{name}")
            check(page, f"trial-{trial.state}-{name.strip('/') or 'page'}")
    page.goto("/afproevninger/")
    page.locator("#stand").select_option("over")
    page.get_by_role("heading", name="1 afprøvning", exact=True).wait_for()


@pytest.mark.slow
@pytest.mark.parametrize(("width", "javascript"), [(360, False), (1280, True)])
def test_from_the_protocol_to_the_numbers_of_three_sites(enter, settings, width, javascript):  # noqa: PLR0915
    """Two municipalities besides the lead; the clock is set forward between the acts."""
    lead, second, third = (make_municipality(name, slug=name.lower()) for name in ("Aarhus", "Odense", "Ærø"))
    people = [make_member(place, "coordinator") for place in (lead, second, third)]
    page = enter(people[0], width=width, javascript=javascript)
    today = clock.today()
    page.goto("/afproevninger/")
    page.get_by_role("link", name="Begynd en afprøvning").click()
    check(page, "new", javascript=javascript)
    page.get_by_label("Fagområde").select_option(label="Ældre, sundhed og omsorg")
    page.get_by_label("Hvad vil I prøve?").fill("Gulvet, der kalder")
    page.get_by_role("button", name="Begynd kladden").click()
    check(page, "protocol-draft", javascript=javascript)
    write_protocol(page, today, "js" if javascript else "plain")
    check(page, "protocol-whole", javascript=javascript)
    page.get_by_role("link", name="Registrér afprøvningen").click()
    check(page, "move", javascript=javascript)
    page.get_by_role("button", name="Registrér afprøvningen").click()
    trial = Trial.objects.get()
    assert trial.registered_at is not None
    check(page, "registered", javascript=javascript)

    pages = [page, *(enter(person, width=width, javascript=javascript) for person in people[1:])]
    for number, each in enumerate(pages):
        each.goto(f"/afproevninger/{trial.slug}/plads/")
        if not number:
            check(each, "apply", javascript=javascript)
        each.get_by_role("button", name="Søg om en plads").click()
        assert "har fået en plads" in each.locator("main").inner_text()
    pages[1].goto(f"/afproevninger/{trial.slug}/steder/")
    check(pages[1], "sites", javascript=javascript)

    settings.CLOCK_OFFSET = timedelta(days=70)
    for each, events in zip(pages[:2], ("18", "21"), strict=True):
        for number in range(4):
            each.goto(f"/afproevninger/{trial.slug}/maalinger/indberet/")
            if not number:
                check(each, "report", javascript=javascript)
            if each is page:
                each.locator("#id_sted").select_option(label="Aarhus")
            each.get_by_label("Periode").select_option(index=number)
            each.get_by_role("button", name="Gå videre til tallene").click()
            each.get_by_label("Hvor mange: fald").fill(events)
            each.get_by_label("Over hvor meget: beboerdøgn").fill("1.204,5")
            if not number:
                check(each, "numbers", javascript=javascript)
            each.get_by_role("button", name="Indberet tallene").click()
            assert "Tak." in each.locator("main").inner_text()

    last = pages[2]
    last.goto(f"/afproevninger/{trial.slug}/maalinger/hent/")
    periods = sorted({row.period_from for row in measured(trial)})
    dirty = dirty_list(periods)
    last.locator("#id_text").fill(dirty)
    last.locator("main form button.button-primary").click()
    check(last, "dirty", javascript=javascript)
    said = last.locator("main").inner_text()
    assert "»1.150« kan læses på to måder" in said
    assert "»Ærø« er ikke et af kommunens steder i denne afprøvning" in said
    assert "kan ikke være under nul" in said
    mended = dirty.replace("1.150", "1150").replace("Aarhus;Ærø", "Ærø;Ærø").replace(";-15;", ";15;")
    last.locator("#id_text").fill(mended)
    last.get_by_role("button", name="Se igen").click()
    check(last, "mended", javascript=javascript)
    last.get_by_role("button", name="Indberet det hele").click()
    assert Measurement.objects.filter(site__seat__trial=trial).count() == 12
    check(last, "measured", javascript=javascript)

    visitor = enter(width=width, javascript=javascript)
    visitor.goto(f"/afproevninger/{trial.slug}/maalinger/")
    assert "(vises ikke)" not in visitor.locator("main").inner_text()
    check(visitor, "sites-measured", javascript=javascript)
