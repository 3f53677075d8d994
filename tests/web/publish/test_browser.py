"""Publishing as a supplier does it, in Chromium, with and without JavaScript."""

import pytest
from django.conf import settings
from playwright.sync_api import expect
from tests.factories.accounts import client_for, make_member
from tests.factories.catalogue import TEXTS, make_area, make_supplier, make_version, picture_bytes
from tests.sight import check, faults

from lysning.catalogue import actions
from lysning.catalogue.models import Solution, SolutionVersion
from lysning.core import clock
from lysning.core.actors import SYSTEM
from lysning.directory.queries import municipality_places
from lysning.taxonomy.queries import areas

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDTHS = (390, 1280)


@pytest.fixture(autouse=True)
def _reference(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    areas.forget()
    municipality_places.forget()
    make_area("aeldre-sundhed", "Ældre, sundhed og omsorg")
    make_area("boern-unge-skole", "Dagtilbud og skole")
    yield
    areas.forget()
    municipality_places.forget()


@pytest.fixture
def supplier():
    return make_supplier()


@pytest.fixture
def enter(new_page, live_server, supplier):
    """A page in the name of the supplier's owner."""
    user = make_member(supplier)

    def open_page(**options):
        page = new_page(**options)
        cookie = client_for(user).cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
        return page

    return open_page


def saved(page):
    page.locator("#saved .icon-svg").wait_for()
    return page.locator("#saved").inner_text().strip()


def choose(page, *ids):
    for chosen in ids:
        page.locator(f"label[for=id_{chosen}]").click()


def write(page):
    for name in ("title", "problem", "audience", "description"):
        page.fill(f"#id_{name}", TEXTS[name])


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("phone", [True, False])
def test_a_solution_is_published_in_three_steps(enter, javascript, phone):
    page = enter(javascript=javascript, phone=phone)
    page.goto("/loesninger/ny/")
    page.locator("main form button").click()
    write(page)
    page.locator("button[value=suggest]").click()
    page.locator("#why-aeldre-sundhed").get_by_text("plejehjem").wait_for()
    choose(page, "areas_0")
    page.locator("button[value=next]").click()
    choose(page, "maturity_2", "price_model_1", "personal_data_0", "ai_use_0", "medical_device_0")
    page.fill("#id_price_amount", "90.000")
    page.locator("button[value=pictures]").click()
    page.set_input_files("#id_picture", {"name": "sål.png", "mimeType": "image/png", "buffer": picture_bytes()})
    page.fill("#id_alt", "En sål")
    page.locator("form[enctype] button").click()
    page.locator("main img[alt='En sål']").wait_for()
    page.locator("a[href$='/2/#billeder']").click()
    page.locator("button[value=next]").click()
    page.locator("#preview").wait_for()
    page.locator("form[action$='/udgiv/'] button").click()
    page.wait_for_url("**/loesninger/indlaegssaal-der-maerker-faldrisiko/")
    assert Solution.objects.get().is_public


def test_the_price_asks_only_what_the_way_of_paying_needs(enter, supplier):
    version = make_version(supplier=supplier, empty=True)
    page = enter()
    page.goto(f"/udgiv/{version.solution.slug}/2/")

    def asked():
        return [name for name in ("amount", "units", "unit_name") if page.locator(f"#id_price_{name}").is_visible()]

    assert asked() == []
    for choice, names in [(1, ["amount"]), (3, ["amount", "units"]), (4, ["amount", "units", "unit_name"]), (0, [])]:
        choose(page, f"price_model_{choice}")
        assert asked() == names


def test_what_one_writes_is_saved_and_read_without_a_button(enter, supplier):
    version = make_version(supplier=supplier, empty=True)
    page = enter()
    page.goto(f"/udgiv/{version.solution.slug}/1/")
    write(page)
    saved(page)
    page.locator("#why-aeldre-sundhed").get_by_text("plejehjem").wait_for()
    page.locator("#advice").get_by_text("LIX").wait_for()
    assert SolutionVersion.objects.get().description == TEXTS["description"].strip()
    with page.expect_response("**/gem/"):
        choose(page, "areas_1")
    page.reload()
    expect(page.locator("#id_title")).to_have_value(TEXTS["title"])
    expect(page.locator("#id_areas_1")).to_be_checked()


def test_the_price_follows_what_one_writes(enter, supplier):
    version = make_version(supplier=supplier, empty=True)
    page = enter()
    page.goto(f"/udgiv/{version.solution.slug}/2/")
    choose(page, "price_model_2")
    page.fill("#id_price_amount", "2,50")
    page.locator("#price").get_by_text("1.750.000 kr.").first.wait_for()


def test_the_same_answer_changed_by_two_is_joined(enter, supplier):
    version = make_version(supplier=supplier)
    page = enter()
    page.goto(f"/udgiv/{version.solution.slug}/1/")
    theirs = {"audience": "Beboere og pårørende."}
    actions.save_draft(version=version, revision=2, changes=theirs, by=SYSTEM, at=clock.now())
    page.fill("#id_audience", "Beboere og sygeplejersker.")
    page.locator("button[value=later]").click()
    page.locator("#id_audience").wait_for()
    expect(page.locator("#id_audience")).to_have_value("Beboere og pårørende. sygeplejersker.")
    assert faults(page) == []
    page.fill("#id_audience", "Beboere, pårørende og sygeplejersker.")
    page.locator("main form button").click()
    page.wait_for_url("**/mine-loesninger/")
    assert SolutionVersion.objects.get().audience == "Beboere, pårørende og sygeplejersker."


def test_axe_has_nothing_to_say_and_nothing_sticks_out(enter, supplier):
    empty, full = make_version(supplier=supplier, empty=True), make_version(supplier=supplier)
    facts = {"content": picture_bytes(), "alt": "En sål", "by": SYSTEM, "at": clock.now()}
    actions.add_image(version=full, **facts)
    page = enter()
    ways = ["1/", "2/", "3/", "billeder/"]
    paths = [f"/udgiv/{version.solution.slug}/{way}" for version in (empty, full) for way in ways]
    for path in [*paths, "/loesninger/ny/", "/mine-loesninger/", f"/loesninger/{full.solution.slug}/historik/"]:
        page.goto(path)
        check(page, path.strip("/").replace("/", "-"), widths=WIDTHS)
    page.goto(paths[0])
    page.locator("button[value=next]").click()
    page.locator(".error-summary").wait_for()
    check(page, "missing", widths=WIDTHS)
