"""Topics as people meet them, in Chromium: a citizen reads and finds, the operator merges two and undoes it."""

import re

import pytest
from playwright.sync_api import expect
from tests.factories.accounts import make_operator
from tests.factories.catalogue import make_solution
from tests.factories.directory import make_municipality
from tests.factories.needs import make_need
from tests.sight import check

from lysning.core import clock
from lysning.matching.actions import index_need
from lysning.taxonomy.actions import seed_reference
from lysning.taxonomy.models import ServiceArea
from lysning.taxonomy.queries import areas, topics

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _known():
    seed_reference()
    area = ServiceArea.objects.get(key="aeldre-sundhed")
    make_solution(topics=["faldregistrering"])
    text = "Borgere falder om natten i hjemmet, og ingen opdager det, før hjælpen kommer om morgenen."
    need = make_need(make_municipality(), area, title="Færre fald om natten", description=text)
    index_need(need.pk, at=clock.now())
    yield
    areas.forget(), topics.forget()


WAYS = pytest.mark.parametrize(("width", "javascript"), [(360, False), (1280, True)])


@WAYS
def test_a_citizen_reads_what_a_kind_of_technology_is_and_what_there_is_of_it(enter, width, javascript):
    page = enter(width=width, javascript=javascript)
    page.goto("/emner/")
    check(page, "topics", javascript=javascript)
    page.get_by_label("Find en slags teknologi").fill("fald om natten")
    page.get_by_role("button", name="Søg").click()
    check(page, "topics-found", javascript=javascript)
    page.get_by_role("link", name="Faldregistrering med sensor").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Faldregistrering med sensor")
    expect(page.get_by_role("link", name="Færre fald om natten")).to_be_visible()
    check(page, "topic", javascript=javascript)
    page.get_by_role("link", name="Se løsningen, og sorter i listen").click()
    expect(page.get_by_label("Faldregistrering med sensor")).to_be_checked()
    check(page, "explore", javascript=javascript)


@WAYS
def test_the_operator_adds_edits_merges_and_separates(enter, width, javascript):
    page = enter(make_operator(), width=width, javascript=javascript)
    page.goto("/drift/emner/")
    check(page, "editor-list", javascript=javascript)
    page.get_by_role("link", name="Tilføj et emne").click()
    check(page, "editor-new", javascript=javascript)
    page.get_by_role("button", name="Gem det som forslag").click()
    check(page, "editor-missing", javascript=javascript)
    page.get_by_label("Navn på dansk").fill("Faldmåtter")
    page.get_by_label("Navn på engelsk").fill("Fall mats")
    page.get_by_label("Forklaring på dansk").fill("En måtte ved sengen kalder på hjælp, når nogen falder.")
    page.get_by_label("Forklaring på engelsk").fill("A mat by the bed calls for help when somebody falls.")
    page.get_by_label("Ældre, sundhed og omsorg").check()
    page.get_by_role("button", name="Gem det som forslag").click()
    page.get_by_role("button", name="Godkend det, så alle kan se det").click()
    page.get_by_label("Navn på dansk").fill("Måtter, der mærker fald")
    page.get_by_role("button", name="Gem emnet").click()
    check(page, "editor-edit", javascript=javascript)
    page.get_by_role("link", name="Læg det sammen med et andet emne").click()
    page.get_by_label("Læg det ind under").select_option(label="Faldregistrering med sensor")
    check(page, "editor-merge", javascript=javascript)
    page.get_by_role("button", name="Se, hvad der følger med").click()
    check(page, "editor-merge-check", javascript=javascript)
    page.get_by_role("button", name="Læg emnerne sammen").click()
    page.goto("/emner/faldmaatter/")
    expect(page).to_have_url(re.compile("/emner/faldregistrering/$"))
    page.goto("/drift/emner/faldmaatter/")
    check(page, "editor-merged", javascript=javascript)
    page.get_by_role("link", name="Skil dem ad igen").click()
    check(page, "editor-separate", javascript=javascript)
    page.get_by_role("button", name="Skil emnerne ad").click()
    page.goto("/emner/faldmaatter/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Måtter, der mærker fald")
