"""The gallery of all components in Chromium, served from build/static under our content security policy."""

import mimetypes
from pathlib import Path

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation
from playwright.sync_api import expect
from tests.core.test_radar import RINGS, many
from tests.core.test_radar_svg import dots_of
from tests.sight import faults

from lysning.core.charts import Bar
from lysning.core.forms import DayField, KronerField
from lysning.core.radar import layout
from lysning.core.tilemap import LegendEntry, Tile, draw

pytestmark = pytest.mark.browser
ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "build" / "static"
SITE = "http://gallery.test"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
)
LEGEND = [
    LegendEntry("yes", "Yes", "deep", "✓"),
    LegendEntry("no", "No", "clay", "–"),
    LegendEntry("none", "Silent", "empty"),
]
CHOICES = [("a", "One"), ("b", "Two")]


class ExampleForm(forms.Form):
    title = forms.CharField(label="Title", help_text="The name customers know.")
    problem = forms.CharField(label="Problem", widget=forms.Textarea, max_length=200)
    ring = forms.ChoiceField(label="Ring", widget=forms.RadioSelect, choices=CHOICES)
    areas = forms.MultipleChoiceField(
        label="Areas", widget=forms.CheckboxSelectMultiple, choices=CHOICES, required=False
    )
    size = forms.ChoiceField(label="Size", choices=CHOICES)
    price = KronerField(label="Price")
    day = DayField(label="Day", required=False)
    agree = forms.BooleanField(label="I may")


MENU = ["Løsninger", "Behov", "Fællesskaber", "Afprøvninger", "Viden", "Retninger"]
OWN = {
    "/supplier/": ["Min start", "Mine løsninger", "Det følger du", "Mig", "Log ud"],
    "/leader/": ["I dag", "Det følger du", "Mig", "Log ud"],
    "/many/": ["I dag", "Kommunens overblik", "Moderation", "Drift", "Det følger du", "Mig", "Log ud"],
}


def gallery(*, sent=False, own=()):
    tiles = [
        Tile(
            f"{x}{y}",
            f"Place {x} {y}",
            f"P{x}{y}",
            x,
            y,
            ("yes", "no", "none")[(x + y) % 3],
            f"Place {x} {y}",
            f"/p/{x}{y}/",
        )
        for x in range(6)
        for y in range(4)
    ]
    facts = {
        "request": RequestFactory().get("/?page=7"),
        "nav": [{"label": "Solutions", "url": "/s/", "current": True}, {"label": "Needs", "url": "/n/"}],
        "user_nav": [{"label": "Today", "url": "/t/"}],
        "footer_nav": [{"label": "Privacy", "url": "/p/"}],
        "languages": [("da", "Danish"), ("en", "English")],
        "unread": 3,
        "example_mode": True,
        "map": draw(tiles, legend=LEGEND, title="Who answers", description="Each place by its answer."),
        "form": ExampleForm({} if sent else None),
        "bars": [Bar("Care", 4, "4"), Bar("School", 2, "2", href="/x/", marked=True)],
        "drawn": layout(many(120, sectors=2), rings=RINGS, sectors=["Welfare", "Data"]),
        "dots": dots_of(many(120, sectors=2)),
        "trend": [1, 3, None, 2, 5],
        "labels": ["Care", "Falls"],
        "links": ["/1/", "/2/", "/3/"],
        "page": Paginator(range(400), 20).page(7),
    }
    if own:
        facts["nav"] = [{"label": label, "url": f"/m{n}/"} for n, label in enumerate(MENU)]
        facts["user_nav"] = [{"label": label, "url": f"/o{n}/"} for n, label in enumerate(own)]
    with translation.override("en"):
        return Template((ROOT / "tests" / "core" / "gallery.html").read_text()).render(Context(facts))


@pytest.fixture
def open_gallery(browser):
    contexts, complaints = [], []

    def answer(route):
        path = route.request.url.removeprefix(SITE).split("?")[0]
        if path.startswith("/static/"):
            file = STATIC / path.removeprefix("/static/")
            route.fulfill(
                body=file.read_bytes(), content_type=mimetypes.guess_type(file)[0] or "application/octet-stream"
            )
        else:
            html = gallery(sent=path == "/sent/", own=OWN.get(path, ()))
            route.fulfill(
                body=html, content_type="text/html; charset=utf-8", headers={"Content-Security-Policy": POLICY}
            )

    def make(path="/", *, width=1280, **more):
        context = browser.new_context(viewport={"width": width, "height": 800}, locale="da-DK", **more)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        context.route("**/*", answer)
        page.goto(SITE + path)
        return page

    yield make
    for context in contexts:
        context.close()
    assert complaints == []


def focused(page):
    return page.evaluate("document.activeElement.id || document.activeElement.className")


@pytest.mark.parametrize("width", [360, 768, 1280])
@pytest.mark.parametrize("path", ["/", "/sent/"])
def test_axe_has_nothing_to_say(open_gallery, path, width):
    page = open_gallery(path, width=width, bypass_csp=True)
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
    assert faults(page) == []


@pytest.mark.parametrize("width", [320, 360, 768, 992, 1280])
def test_no_page_is_wider_than_its_window(open_gallery, width):
    page = open_gallery("/sent/", width=width)
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_on_a_phone_a_cells_words_stand_beside_its_label(open_gallery):
    page = open_gallery(width=360)
    for words in ("Waits", "two words"):
        row = page.locator("tr", has=page.locator("td[data-title='Somewhat long label of a cell']"))
        assert row.get_by_text(words).bounding_box()["x"] > row.bounding_box()["x"] + 100


def test_the_focus_goes_to_the_errors_and_from_there_to_the_field(open_gallery):
    page = open_gallery("/sent/")
    assert focused(page) == "error-summary"
    page.get_by_role("link", name="Ring", exact=True).click()
    assert focused(page) == "id_ring_0"


def test_keys_walk_the_inbox_and_answer(open_gallery):
    page = open_gallery()
    page.evaluate("document.addEventListener('click', e => { document.title = e.target.closest('article').id; })")
    page.keyboard.press("1")
    expect(page).to_have_title("Gallery – Lysning")
    for key, place in [("j", "enquiry-a"), ("j", "enquiry-b"), ("k", "enquiry-a"), ("k", "enquiry-a")]:
        page.keyboard.press(key)
        assert focused(page) == place
    page.keyboard.press("1")
    expect(page).to_have_title("enquiry-a")


def test_keys_are_silent_while_somebody_writes_and_can_be_turned_off(open_gallery):
    page = open_gallery()
    page.locator("#q").press_sequentially("j1?")
    expect(page.locator("#q")).to_have_value("j1?")
    expect(page.locator("#q")).to_be_focused()
    page.locator("h1").click()
    page.keyboard.press("?")
    page.get_by_label("Turn the shortcuts off").check()
    page.keyboard.press("Escape")
    page.reload()
    page.keyboard.press("j")
    assert focused(page) == ""


def test_the_map_is_one_stop_and_arrows_walk_it(open_gallery):
    page = open_gallery()
    expect(page.locator("svg.tilemap__picture a:not([tabindex='-1'])")).to_have_count(1)
    page.locator("svg.tilemap__picture a").first.focus()
    walked = []
    for key in ["ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp", "ArrowUp"]:
        page.keyboard.press(key)
        walked.append(page.evaluate("document.activeElement.querySelector('title').textContent"))
    assert walked == ["Place 1 0", "Place 1 1", "Place 0 1", "Place 0 0", "Place 0 0"]


def test_the_radar_is_one_stop_too_and_a_dot_shows_its_focus(open_gallery):
    page = open_gallery()
    expect(page.locator("svg.radar__picture a:not([tabindex='-1'])")).to_have_count(1)
    dot = page.locator("svg.radar__picture a").first
    width = "getComputedStyle(document.querySelector('svg.radar__picture a path')).strokeWidth"
    before = page.evaluate(width)
    page.keyboard.press("Tab")
    dot.focus()
    assert page.evaluate(width) != before
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.querySelector('title').textContent").startswith(
        page.evaluate("document.activeElement.querySelector('text').textContent") + "."
    )
    assert page.evaluate("document.activeElement.querySelector('text').textContent") != "1"


def test_many_dots_are_moved_sideways_on_a_phone_and_a_page_is_not(open_gallery):
    page = open_gallery(width=360)
    number = page.locator("svg.radar__picture a text").nth(0).bounding_box()
    assert number["height"] >= 9
    frame = page.locator(".radar__frame")
    assert frame.evaluate("each => each.scrollWidth > each.clientWidth")


@pytest.mark.parametrize("javascript", [True, False])
def test_the_menu_opens_on_a_phone_and_stands_open_on_a_desktop(open_gallery, javascript):
    page = open_gallery(width=360, java_script_enabled=javascript)
    link = page.get_by_role("link", name="Needs")
    expect(link).to_be_hidden()
    page.get_by_role("button", name="Menu").click()
    expect(link).to_be_visible()
    page.keyboard.press("Escape")
    expect(link).to_be_hidden()
    wide = open_gallery(java_script_enabled=javascript)
    expect(wide.get_by_role("link", name="Needs")).to_be_visible()
    expect(wide.get_by_role("button", name="Menu")).to_be_hidden()


@pytest.mark.parametrize("path", ["/supplier/", "/leader/"])
def test_the_menu_is_one_row_on_a_laptop(open_gallery, path):
    page = open_gallery(path)
    first, last = page.get_by_role("link", name="Løsninger", exact=True), page.get_by_role("button", name="dansk")
    assert abs(first.bounding_box()["y"] - last.bounding_box()["y"]) < 4


@pytest.mark.parametrize("width", [1024, 1280])
def test_a_menu_too_long_for_one_row_breaks_between_what_is_common_and_what_is_ones_own(open_gallery, width):
    page = open_gallery("/many/", width=width)
    heights = [page.get_by_role("link", name=name).first.bounding_box()["y"] for name in ("I dag", "Drift", "Log ud")]
    language = page.get_by_role("button", name="dansk").bounding_box()["y"]
    assert max(*heights, language) - min(*heights, language) < 4
    assert page.get_by_role("link", name="Løsninger", exact=True).bounding_box()["y"] < min(heights)


def test_a_long_text_counts_what_is_left(open_gallery):
    page = open_gallery()
    page.locator("#id_problem").fill("x" * 150)
    page.get_by_text("50 characters left").wait_for()


def test_the_first_visit_weighs_at_most_150_kilobytes(open_gallery):
    import brotli

    loaded = []
    page = open_gallery()
    page.on("response", lambda response: loaded.append(response.url.removeprefix(SITE)))
    page.reload(wait_until="networkidle")
    files = {
        path: (STATIC / path.removeprefix("/static/")).read_bytes() for path in loaded if path.startswith("/static/")
    }
    sent = {path: len(body if path.endswith("woff2") else brotli.compress(body)) for path, body in files.items()}
    assert sum(sent.values()) + len(brotli.compress(gallery().encode())) < 150_000
    assert len([path for path in sent if path.endswith("woff2")]) == 4
