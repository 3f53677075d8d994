"""The operator adds a word pair in Chromium: tries it, sees what it does, saves it, and switches it off again.

On a phone without JavaScript and on a desktop with it: nothing may depend on either.
"""

import re

import pytest
from playwright.sync_api import expect
from tests import sight
from tests.factories.accounts import make_operator
from tests.factories.catalogue import make_solution
from tests.factories.needs import make_need

from lysning.core import clock
from lysning.matching.actions import index_reference, index_solution
from lysning.taxonomy.actions import seed_reference

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def operator(transactional_db):
    """The reference data, two solutions, a need in plain words, and the operator."""
    seed_reference()
    index_reference()
    for title in ("Ventilation på skoler", "Ro i klassen"):
        index_solution(make_solution(title=title, published=True).pk, at=clock.now())
    make_need(title="Børnene sidder i dårlig luft hele dagen")
    return make_operator(email="drift@eksempel.dk", name="Ida Drift")


def check(page, name, *, javascript):
    """On a desktop and on a phone."""
    sight.check(page, name, javascript=javascript, widths=(360, 1280) if javascript else (1280,))


@pytest.mark.parametrize("javascript", [True, False], ids=["desktop", "phone without JavaScript"])
def test_a_pair_is_tried_saved_and_switched_off(operator, enter, javascript, tmp_path):
    page = enter(operator, width=1280 if javascript else 390, javascript=javascript)
    page.goto("/drift/ordpar/")
    check(page, "1-list", javascript=javascript)

    page.get_by_role("link", name="Tilføj et ordpar").click()
    check(page, "2-new", javascript=javascript)
    page.get_by_label("Det siger folk").fill("og")
    page.get_by_label("Det siger faget").fill("Ventilation")
    page.get_by_role("button", name="Prøv parret").click()
    expect(page.get_by_text("siger ikke noget om emnet").first).to_be_visible()
    check(page, "3-wrong", javascript=javascript)

    page.get_by_label("Det siger folk").fill("dårlig luft")
    page.get_by_role("button", name="Prøv parret").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Skal »dårlig luft« finde »ventilation«?")
    check(page, "4-effect", javascript=javascript)
    expect(page.get_by_text("Børnene sidder i dårlig luft hele dagen")).to_be_visible()
    page.get_by_role("button", name="Brug parret").click()
    expect(page.get_by_text("Skriv hvorfor").first).to_be_visible()
    page.get_by_label("Hvorfor?").fill("To skoleledere skrev det sådan.")
    page.get_by_role("button", name="Brug parret").click()
    expect(page.get_by_text("»dårlig luft« finder nu også »ventilation«.")).to_be_visible()

    page.goto("/loesninger/?q=dårlig+luft")
    expect(page.get_by_text("Ventilation på skoler").first).to_be_visible()
    page.goto("/drift/ordpar/?show=own")
    check(page, "5-own", javascript=javascript)
    page.get_by_role("link", name=re.compile(r"Prøv\suden dårlig luft")).click()
    expect(page.get_by_text("To skoleledere skrev det sådan.")).to_be_visible()
    check(page, "6-off", javascript=javascript)
    page.get_by_label("Hvorfor?").fill("Bringer for meget.")
    page.get_by_role("button", name="Sluk parret").click()
    expect(page.get_by_text("er slukket").first).to_be_visible()

    file = tmp_path / "par.tsv"
    file.write_text("layman\ttrade\ndårlig luft i klassen\tindeklima\ntrækker\tventilation\n", encoding="utf-8")
    page.get_by_role("link", name="Læs en liste ind").click()
    check(page, "7-bring", javascript=javascript)
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Prøv listen").click()
    check(page, "8-list-effect", javascript=javascript)
    page.get_by_label("Hvorfor?").fill("Fra en nabokommune.")
    page.get_by_role("button", name="Gem listen").click()
    expect(page.get_by_text("Listen er gemt")).to_be_visible()
