"""What trials showed, in Chromium: an evaluator says that it did not work; a municipality adopts that with a reservation."""

import pytest
from django.conf import settings
from playwright.sync_api import expect
from tests.factories.accounts import make_member
from tests.factories.directory import make_municipality, make_partner
from tests.factories.findings import BAD, make_measured_trial
from tests.sight import check

from lysning.core import clock
from lysning.evidence.models import Adoption, BusinessCase, Finding
from lysning.taxonomy.actions import seed_reference
from lysning.taxonomy.queries import areas, topics
from lysning.trials.models import Trial
from lysning.trials.queries.measures import measures
from lysning.web.demo.clearing import clear
from lysning.web.demo.findings import write_findings

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PLACES = {
    "0751": ("Aarhus", 6, 9),
    "0461": ("Odense", 8, 14),
    "0851": ("Aalborg", 5, 3),
    "0615": ("Horsens", 6, 11),
    "0730": ("Randers", 7, 6),
    "0621": ("Kolding", 5, 13),
    "0101": ("København", 12, 12),
    "0661": ("Holstebro", 3, 8),
}


def test_a_negative_finding_from_measurement_to_adoption(enter):
    """With JavaScript; the journey of the whole community does the same without."""
    partner, home = make_partner("Eksempelhøjskolen"), make_municipality()
    evaluator, coordinator = make_member(partner, "partner"), make_member(home, "coordinator")
    trial, measure = make_measured_trial([BAD, BAD, BAD], evaluator=partner)

    page = enter(evaluator)
    page.goto("/viden/")
    page.get_by_role("link", name="Skriv et fund").click()
    page.get_by_role("button", name=measure.name).click()
    expect(page.get_by_text("Det virkede ikke: Det gik den forkerte vej.").first).to_be_visible()
    page.get_by_label("Fundet på én linje").fill("Sensorgulvet gav flere fald")
    page.get_by_label("Borger", exact=True).fill("Beboerne blev vækket af alarmen.")
    page.get_by_label("Din egen konklusion på dansk").fill("Alarmen vækkede beboerne, og flere faldt.")
    page.get_by_role("button", name="Gem, og se det hele").click()
    page.get_by_role("button", name="Udgiv fundet").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sensorgulvet gav flere fald")
    finding = Finding.objects.get()
    assert (finding.trial, finding.current_version.verdict) == (trial, "did_not")
    assert finding.current_version.edited_by_id == evaluator.pk

    page = enter(coordinator, width=390)
    page.goto("/viden/")
    expect(page.get_by_text("Det virkede ikke.").first, "the bad stands in the list as it is").to_be_visible()
    page.get_by_role("link", name="Sensorgulvet gav flere fald").click()
    page.get_by_role("link", name="Tilslut jer fundet").click()
    page.get_by_label("Hvem har besluttet det?").fill("Plejehjemschefen")
    page.get_by_label("Hvad er anderledes hos jer?").fill("Vores alarm er lydløs.")
    page.get_by_role("button", name="Tilslut jer fundet").click()
    expect(page.get_by_text("Vores alarm er lydløs.")).to_be_visible()
    expect(page.get_by_text("Alarmen vækkede beboerne").first).to_be_visible()
    adoption = Adoption.objects.get()
    assert (adoption.municipality_id, adoption.version.number) == (home.pk, 1)


@pytest.fixture
def example():
    seed_reference()
    for code, (name, column, row) in PLACES.items():
        make_municipality(name, code=code, slug=name.lower(), tile_column=column, tile_row=row)
    partner = make_partner("VIA University College")
    write_findings(at=clock.now())
    yield partner
    clear(BusinessCase, Finding, Trial)
    areas.forget(), topics.forget(), measures.forget()


WIDTHS = (1280, 360)


def test_every_page_of_the_example_can_be_read(enter, example):
    bad = Finding.objects.get(current_version__verdict="did_not", trial__isnull=False)
    case = BusinessCase.objects.get()
    study = Finding.objects.get(trial__isnull=True)
    pages = {
        "list": "/viden/",
        "finding": f"/viden/{Finding.objects.get(trial__slug='eksempel-fund-seng').slug}/",
        "negative": f"/viden/{bad.slug}/",
        "study": f"/viden/{study.slug}/",
        "calculator": "/viden/beregner/",
        "case": f"/viden/beregner/{case.key}/",
    }
    page = enter()
    for name, path in pages.items():
        page.goto(path)
        check(page, name, widths=WIDTHS)
    page.goto("/robots.txt")
    page.context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": "en", "url": page.url}])
    for name in ("list", "finding", "case"):
        page.goto(pages[name])
        expect(page.locator("html")).to_have_attribute("lang", "en")
        check(page, f"{name}-en", widths=WIDTHS[1:])
    evaluator, coordinator = make_member(example, "partner"), make_member(case.municipality, "coordinator")
    seng = Finding.objects.get(trial__slug="eksempel-fund-seng")
    for user, inner in (
        (
            evaluator,
            {
                "to-write": "/viden/skriv/",
                "edit": f"/viden/{seng.slug}/ret/",
                "publish": f"/viden/{seng.slug}/udgiv/",
                "record": "/viden/studie/",
            },
        ),
        (
            coordinator,
            {
                "adopt": f"/viden/{bad.slug}/tilslut/",
                "keep": "/viden/beregner/gem/",
                "check": f"/viden/beregner/{case.key}/efter/",
                "withdraw": f"/viden/tilslutning/{seng.adoptions.first().pk}/tilbage/",
            },
        ),
    ):
        page = enter(user)
        for name, path in inner.items():
            page.goto(path)
            check(page, name, widths=WIDTHS)
