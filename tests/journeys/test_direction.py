"""Directions as people meet them, in Chromium: a citizen reads on a phone, a leader sets one from an empty start."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect
from tests.factories.accounts import make_member
from tests.factories.catalogue import make_solution
from tests.factories.direction import make_placement
from tests.factories.directory import make_municipality, make_post
from tests.sight import check

from lysning.core import clock
from lysning.direction import actions
from lysning.direction.models import Direction, Placement
from lysning.direction.queries import rings
from lysning.taxonomy.actions import seed_reference
from lysning.taxonomy.models import LeaderRole, Topic
from lysning.taxonomy.queries import areas, topics
from lysning.web.demo.clearing import clear
from lysning.web.demo.directions import write_directions

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PLACES = {
    "0751": ("Aarhus", 6, 9),
    "0461": ("Odense", 8, 14),
    "0851": ("Aalborg", 5, 3),
    "0615": ("Horsens", 6, 11),
    "0730": ("Randers", 7, 6),
    "0621": ("Kolding", 5, 13),
    "0330": ("Slagelse", 11, 13),
}
WIDTHS = (360, 1280)
RINGS_CHOSEN = ("Klar", "Afprøv", "Hold øje", "Afvent", "Klar", "Hold øje")
ROLES = ("sundheds-aeldrechef", "skolechef", "socialchef")


@pytest.fixture(autouse=True)
def _known():
    seed_reference()
    actions.seed_rings()
    yield
    areas.forget(), topics.forget(), rings.forget()


@pytest.fixture
def _example():
    """The directions of the example, in the municipalities they are of."""
    for code, (name, column, row) in PLACES.items():
        place = make_municipality(name, code=code, slug=name.lower(), tile_column=column, tile_row=row)
        for key in ROLES:
            make_post(place, LeaderRole.objects.get(key=key))
    write_directions(at=clock.now())
    yield
    clear(Direction)


@pytest.mark.usefixtures("_example")
def test_a_citizen_reads_signed_out(enter):
    page = enter()
    since = clock.today() - timedelta(weeks=20)
    addresses = {
        "country": "/retning/",
        "country-area": f"/retning/land/aeldre-sundhed/?siden={since}",
        "compare": "/retning/land/aeldre-sundhed/sammenlign/?som=aarhus&kommune=aarhus&kommune=odense&kommune=aalborg",
        "municipality": "/retning/aarhus/",
        "direction": "/retning/aarhus/aeldre-sundhed/",
        "direction-since": f"/retning/aarhus/aeldre-sundhed/?siden={since}",
        "direction-then": f"/retning/aarhus/aeldre-sundhed/?dato={since}",
    }
    for name, address in addresses.items():
        page.goto(address)
        check(page, name, widths=WIDTHS)
    page.goto("/retning/aarhus/aeldre-sundhed/")
    page.locator(".radar-list").get_by_role("link", name="Sensorer i sengen").click()
    expect(page.locator("h1")).to_have_text("Sensorer i sengen")
    check(page, "placement", widths=WIDTHS)


@pytest.mark.usefixtures("_example")
def test_the_file_of_the_picture_takes_the_colours_that_a_reader_has_chosen(enter):
    page = enter()
    looks = {}
    for forced in ("none", "active"):
        page.emulate_media(forced_colors=forced, color_scheme="dark")
        page.goto("/retning/aarhus/aeldre-sundhed/radar.svg")
        fill = "name => getComputedStyle(document.querySelector(name)).fill"
        looks[forced] = [page.evaluate(fill, name) for name in (".ground", ".tone-night path", "path.swatch", ".title")]
    black, white = "rgb(0, 0, 0)", "rgb(255, 255, 255)"
    assert looks["active"] == [black, black, black, white]
    assert black not in looks["none"]


def place_by_hand(page, *, topics, javascript):
    """So many of the area's topics, the next one each time, each in another ring."""
    for number, ring in enumerate(RINGS_CHOSEN[:topics]):
        page.goto("/retning/aeroe/aeldre-sundhed/placer/")
        if not number:
            check(page, "choose", javascript=javascript)
        page.locator(".ring-choice").first.get_by_role("link", name=ring).click()
        if not number:
            check(page, "place", javascript=javascript)
        page.get_by_label("Hvorfor?").fill("Vi har talt med beboerne om det.")
        page.get_by_role("button", name="Placér den i kladden").click()


def place_solution(page, title):
    """It is found by its title, and tried out."""
    page.goto("/retning/aeroe/aeldre-sundhed/placer/")
    page.get_by_label("Find et emne eller en løsning").fill(title)
    page.get_by_role("button", name="Søg", exact=True).last.click()
    page.locator(".placeable").first.get_by_role("link", name="Afprøv").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)
    page.get_by_label("Hvorfor?").fill("Vi prøver den i to huse.")
    page.get_by_role("button", name="Placér den i kladden").click()


def arrange_the_rest(direction, solution):
    """Five more topics and a solution in the draft, by the action that stands behind the form."""
    for topic in Topic.objects.filter(areas=direction.area).exclude(placements__direction=direction)[:5]:
        make_placement(direction, topic=topic, ring="afvent", published=False)
    make_placement(direction, solution=solution, ring="afproev", published=False)


def try_a_list(page, *, javascript):
    """A list with an unknown ring is asked about, and nothing is written."""
    page.goto("/retning/aeroe/aeldre-sundhed/hent/")
    check(page, "bring", javascript=javascript)
    page.get_by_label("Eller sæt listen ind her").fill("navn;ring\nSkylletoiletter;HOLD\nDrone;Klar\n")
    page.get_by_role("button", name="Se, hvad der sker").click()
    page.get_by_label("»HOLD«").select_option(label="Afvent")
    page.get_by_role("button", name="Se igen").click()
    check(page, "bring-tried", javascript=javascript)


@pytest.mark.parametrize(("width", "javascript"), [(360, False), (1280, True)])
def test_a_leader_sets_a_direction_and_a_second_one_loses_no_word(enter, width, javascript):
    """From an empty start: six topics and two solutions, all by hand on a phone, one of each on a desktop."""
    post = make_post(make_municipality("Ærø", slug="aeroe"), LeaderRole.objects.get(key="sundheds-aeldrechef"))
    leader = make_member(post=post, role="leader")
    solution = make_solution(title="Gulvet, der kalder")
    page = enter(leader, width=width, javascript=javascript)
    page.goto("/retning/aeroe/")
    page.get_by_role("link", name="Sæt en retning").click()
    check(page, "new", javascript=javascript)
    page.get_by_label("Hvor vil I udvikle?").fill("Tryghed om natten\nFærre køreture")
    page.get_by_role("button", name="Gem kladden").click()
    check(page, "begin", javascript=javascript)
    place_by_hand(page, topics=1 if javascript else 6, javascript=javascript)
    place_solution(page, solution.current_version.title)
    other = make_solution(title="Lys, der følger med")
    if javascript:
        arrange_the_rest(Direction.objects.get(municipality=post.municipality), other)
        page.goto("/retning/aeroe/aeldre-sundhed/")
    else:
        place_solution(page, other.current_version.title)
    check(page, "draft", javascript=javascript)
    try_a_list(page, javascript=javascript)
    page.goto("/retning/aeroe/aeldre-sundhed/")
    page.get_by_role("link", name="Udgiv retningen").click()
    check(page, "publish", javascript=javascript)
    page.get_by_role("button", name="Udgiv retningen").click()
    assert Direction.objects.get(municipality=post.municipality).published_at
    assert Placement.objects.public().filter(direction__municipality=post.municipality).count() == 8
    page.get_by_role("link", name="Notat til udvalget").click()
    check(page, "memo", javascript=javascript)
    expect(page.get_by_text("Tryghed om natten").first).to_be_visible()
    paper = page.request.get(page.get_by_role("link", name="Åbn som PDF").get_attribute("href"))
    assert (paper.status, paper.body()[:5]) == (200, b"%PDF-")

    placement = Placement.objects.select_related("ring").get(solution=solution)
    address = f"/retning/aeroe/aeldre-sundhed/{placement.slug}/"
    page.goto(f"{address}ret/")
    second = enter(make_member(post.municipality, role="coordinator"), width=width, javascript=javascript)
    second.goto(f"{address}ret/")
    second.get_by_label("Hold øje").check()
    second.get_by_label("Hvorfor?").fill("Vi venter på de to huse.")
    second.get_by_role("button", name="Gem placeringen").click()
    page.get_by_label("Hvorfor?").fill("Vi prøver den i tre huse.")
    page.get_by_role("button", name="Gem placeringen").click()
    check(page, "merge", javascript=javascript)
    page.get_by_label("Skriv én tekst af begge: Hvorfor?").fill("Vi prøver den i tre huse og venter på de to.")
    page.get_by_role("button", name="Gem dette").click()
    check(page, "merged", javascript=javascript)
    placement.refresh_from_db()
    assert (placement.ring.key, placement.reason) == ("hold-oeje", "Vi prøver den i tre huse og venter på de to.")
    assert placement.changes.filter(state__facts__reason="Vi venter på de to huse.").exists()
