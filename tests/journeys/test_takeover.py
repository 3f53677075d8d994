"""What becomes of a placement: a third municipality compares and takes it over, and a citizen reads it all on a phone."""

import pytest
from playwright.sync_api import expect
from tests.factories.accounts import make_member
from tests.factories.catalogue import make_solution
from tests.factories.direction import make_direction, make_placement, make_rings, post_in
from tests.factories.directory import make_municipality
from tests.factories.evidence import make_project
from tests.sight import check

from lysning.core import clock
from lysning.direction.models import Direction, Placement
from lysning.direction.queries import rings
from lysning.directory.queries import municipality_places
from lysning.matching.actions import read_projects
from lysning.taxonomy.actions import seed_reference
from lysning.taxonomy.models import ServiceArea, Topic
from lysning.taxonomy.queries import areas, topics

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AREA = "aeldre-sundhed"
WAYS = pytest.mark.parametrize(("width", "javascript"), [(360, False), (1280, True)])


@pytest.fixture(autouse=True)
def _known():
    areas.forget(), topics.forget(), rings.forget()
    seed_reference()
    make_rings()
    area = ServiceArea.objects.get(key=AREA)
    subjects = list(Topic.objects.filter(areas=area).order_by("key")[:5])
    for name, population in (("Nyborg", 32_000), ("Kerteminde", 24_000), ("Assens", 41_000), ("Odense", 210_000)):
        direction = make_direction(make_municipality(name, slug=name.lower(), population=population), area)
        for number, topic in enumerate(subjects):
            ring = "klar" if name == "Odense" else ("afproev", "hold-oeje", "klar")[(number + population // 1000) % 3]
            make_placement(direction, topic=topic, ring=ring, reason=f"{name} har prøvet det i et år på to plejehjem.")
        make_placement(direction, solution=make_solution(title=f"Gulvet i {name}"), ring="afproev")
    yield
    areas.forget(), topics.forget(), rings.forget(), municipality_places.forget()


@WAYS
def test_a_third_municipality_compares_and_takes_a_placement_over_with_credit(enter, width, javascript):
    place = make_municipality("Faaborg-Midtfyn", slug="faaborg-midtfyn", population=52_000)
    leader = make_member(post=post_in(place, ServiceArea.objects.get(key=AREA)), role="leader")
    page = enter(leader, width=width, javascript=javascript)
    page.goto(f"/retning/land/{AREA}/sammenlign/")
    expect(page.get_by_label("Set fra")).to_have_value("faaborg-midtfyn")
    page.get_by_label("Af samme størrelse").check()
    page.get_by_role("button", name="Sammenlign disse").click()
    expect(page.get_by_text("For få ligner")).to_be_visible()  # one of its size, and three are needed
    page.get_by_label("Af samme størrelse").uncheck()
    page.get_by_text("Alle andre").click()
    page.get_by_label("Assens").check()
    page.get_by_label("Odense").check()
    page.get_by_role("button", name="Sammenlign disse").click()
    check(page, "compare-third", javascript=javascript)

    page.locator("tbody tr").first.get_by_role("link", name="Klar").last.click()
    title = page.locator("h1").inner_text()
    expect(page.get_by_text("Odense har prøvet det i et år på to plejehjem.")).to_be_visible()
    page.get_by_role("link", name="Sæt en retning først").click()
    page.get_by_label("Hvor vil I udvikle?").fill("Tryghed om natten")
    page.get_by_role("button", name="Gem kladden").click()
    direction = Direction.objects.get(municipality=place)
    original = Placement.objects.get(direction__municipality__slug="odense", topic__name_da=title)

    page.goto(f"/retning/odense/{AREA}/{original.slug}/")
    check(page, "placement-of-others", javascript=javascript)
    page.get_by_role("link", name="Faaborg-Midtfyn: ").click()
    expect(page.get_by_text("Der kommer til at stå, at den er overtaget fra Odense Kommune.")).to_be_visible()
    check(page, "take-over", javascript=javascript)
    page.get_by_label("Hold øje").check()
    page.get_by_label("Hvorfor?").fill("Vi følger Odense og ser på det igen til foråret.")
    page.get_by_role("button", name="Placér den i kladden").click()
    page.goto(f"/retning/faaborg-midtfyn/{AREA}/udgiv/")
    page.get_by_role("button", name="Udgiv retningen").click()

    copied = Placement.objects.select_related("ring").get(direction=direction)
    assert (copied.copied_from, copied.ring.key) == (original, "hold-oeje")
    visitor = enter(width=width, javascript=javascript)
    visitor.goto(f"/retning/faaborg-midtfyn/{AREA}/{copied.slug}/")
    expect(visitor.get_by_text("Overtaget fra Odense:")).to_be_visible()
    check(visitor, "taken-over", javascript=javascript)
    visitor.get_by_role("link", name="se deres").click()
    expect(visitor.get_by_role("definition").get_by_role("link", name="Faaborg-Midtfyn")).to_be_visible()
    expect(visitor.get_by_text("Odense har prøvet det i et år på to plejehjem.")).to_be_visible()


@pytest.mark.parametrize("javascript", [False, True])
def test_a_citizen_reads_it_all_on_a_phone(enter, javascript):
    page = enter(width=360, javascript=javascript)
    page.goto("/retning/")
    check(page, "citizen-country", javascript=javascript)
    page.get_by_label("Kommune", exact=True).select_option(label="Odense")
    page.get_by_role("button", name="Vis dens retning").click()
    check(page, "citizen-municipality", javascript=javascript)
    page.locator("main").get_by_role("link", name="Ældre").first.click()
    check(page, "citizen-radar", javascript=javascript)
    page.get_by_role("link", name="Sammenlign med kommuner, der ligner").click()
    expect(page.get_by_text("Ingen kommune som Odense har udgivet en retning på området.")).to_be_visible()
    page.get_by_label("Set fra").select_option(label="Nyborg")
    page.get_by_role("button", name="Sammenlign disse").click()
    check(page, "citizen-compare", javascript=javascript)
    page.goto(f"/retning/odense/{AREA}/notat/")
    check(page, "citizen-memo", javascript=javascript)
    for kind, begins in {"pdf": b"%PDF-", "svg": b"<", "csv": b"\xef\xbb\xbf", "json": b"{"}.items():
        file = page.request.get(f"/retning/odense/{AREA}/radar.{kind}")
        assert (file.status, file.body().startswith(begins)) == (200, True), kind
    page.goto(f"/retning/land/{AREA}/")
    check(page, "citizen-country-area", javascript=javascript)
    page.locator("tbody").get_by_role("link").first.click()
    check(page, "citizen-topic", javascript=javascript)


@WAYS
def test_what_others_have_tried_before_is_read_and_narrowed(enter, width, javascript):
    page = enter(width=width, javascript=javascript)
    page.goto("/erfaringer/")
    check(page, "projects-empty", javascript=javascript)
    area, topic = ServiceArea.objects.get(key=AREA), Topic.objects.filter(areas__key=AREA).first()
    for title in (
        "Gulv, der kalder",
        "Lys om natten",
        "En meget lang titel om arbejdsmarkedsforvaltningsområdets nattevagter",
    ):
        make_project(title=title, areas=[area], topics=[topic], budget="1.250.000 kr.", lead="Odense Kommune")
    read_projects(at=clock.now())
    page.goto("/erfaringer/")
    check(page, "projects", javascript=javascript)
    page.goto("/erfaringer/?q=natten")
    check(page, "projects-found", javascript=javascript)
    page.locator("main").get_by_role("link", name="Lys om natten").click()
    expect(page.locator("h1")).to_have_text("Lys om natten")
    check(page, "project", javascript=javascript)
