"""The whole community in one journey, in Chromium: from a need to what two municipalities decide, and the trace that shows it.

Two municipalities, a supplier and a university college, each through the pages as they would; the clock is set forward between
the acts. Some sit at a desk, some hold a phone, some have no JavaScript. What comes before, and what another journey clicks
through already, is arranged: the solution and where it stands on the radars, the parts of the protocol, the reports but one.
"""

from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect
from tests.factories.accounts import make_member
from tests.factories.catalogue import make_solution, make_supplier
from tests.factories.direction import make_direction, make_placement
from tests.factories.directory import make_municipality, make_partner
from tests.journeys.trialling import arrange_protocol, arrange_reports
from tests.sight import check

from lysning.core import clock
from lysning.direction.actions import seed_rings
from lysning.direction.models import Placement
from lysning.direction.queries import rings
from lysning.directory.queries import municipality_places
from lysning.evidence.models import Finding
from lysning.matching.actions import index_reference, index_solution
from lysning.needs.models import Need
from lysning.taxonomy.actions import seed_reference
from lysning.taxonomy.models import ServiceArea
from lysning.taxonomy.queries import areas, topics
from lysning.trials.actions import seed_measures
from lysning.trials.models import Measurement, Site, Trial
from lysning.trials.queries import measured, measures

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AREA = "aeldre-sundhed"
SOLUTION = {
    "title": "Gulv, der kalder",
    "problem": "Beboere på plejehjem falder om natten, når de står op, og nattevagten opdager det sent.",
    "audience": "Beboere og nattevagter på plejehjem",
    "description": "Et gulv mærker, når en beboer står op om natten, og kalder på nattevagten, før beboeren falder.",
}
SAID = "Beboerne på plejehjemmet falder om natten, når de står op, og nattevagten opdager det først om morgenen."
EVENTS = {"Solgården": (40, 20), "Elmehøj": (36, 17), "Vejle": (20, 44)}
"""Falls a month before and after in each house; in Vejle it got worse."""


@pytest.fixture
def people(enter):
    """A page of its own for each role: how they sit differs."""
    seed_reference(), seed_measures(), seed_rings(), index_reference()
    area = ServiceArea.objects.get(key=AREA)
    aarhus = make_municipality("Aarhus", slug="aarhus", tile_column=6, tile_row=9)
    vejle = make_municipality("Vejle", slug="vejle", tile_column=6, tile_row=11)
    college, supplier = make_partner("VIA University College"), make_supplier("Gulv ApS")
    solution = make_solution(supplier=supplier, **SOLUTION)
    index_solution(solution.pk, at=clock.now())
    for place in (aarhus, vejle):
        make_placement(make_direction(place, area), solution=solution, ring="hold-oeje", reason="Vi har læst om det.")
    yield {
        "solution": reverse("web:solution", args=[solution.slug]),
        "aarhus": enter(make_member(aarhus, "coordinator", name="Anna"), width=1280),
        "vejle": enter(make_member(vejle, "coordinator", name="Vera"), width=390, javascript=False),
        "college": enter(make_member(college, "partner", name="Eva"), width=1280, javascript=False),
        "supplier": enter(make_member(supplier), width=390),
    }
    for kept in (areas, topics, measures, rings, municipality_places):
        kept.forget()


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def follow(page, name, *, exact=True):
    page.get_by_role("link", name=name, exact=exact).first.click()


def said_in(page):
    return page.locator("main").inner_text()


def describe_a_need(page, title, *, alike=""):
    """Describes a need, and reads which one is like it while writing."""
    page.goto("/behov/")
    follow(page, "Beskriv et behov")
    page.get_by_label("Behovet på én linje").fill(title)
    page.get_by_label("Hvad er problemet?").fill(SAID)
    page.get_by_label("Fagområde").select_option(label="Ældre, sundhed og omsorg")
    if alike:
        press(page, "Se teksten efter")
        expect(page.get_by_role("link", name=alike)).to_be_visible()
    press(page, "Udgiv behovet")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    return Need.objects.get(title=title)


def join_into(page, other):
    follow(page, "Læg det sammen med et andet behov")
    follow(page, f"Vælg dette ({other.title})")
    page.get_by_label(other.title).check()
    page.get_by_label("Hvorfor er det den samme sag?").fill("Det er de samme fald.")
    press(page, "Læg behovene sammen")
    expect(page.get_by_role("heading", name="Lagt sammen med et andet behov")).to_be_visible()


def mandate(page, who):
    page.get_by_label("Hvem har besluttet det?").fill(who)
    page.get_by_label("Hvornår blev det besluttet?").fill(f"{clock.today():%Y-%m-%d}")


def go_together(people, need):
    """Aarhus starts from the need, Vejle reads of it at its own need's other half and asks, Aarhus says yes and decides."""
    aarhus, vejle = people["aarhus"], people["vejle"]
    aarhus.goto(f"/behov/{need.slug}/")
    follow(aarhus, "Start et fællesskab")
    aarhus.get_by_label("Hvad vil I opnå sammen?").fill("Vi vil se, om et gulv giver færre fald om natten.")
    aarhus.get_by_label("Hvad er næste skridt?").fill("Vi skriver en protokol.")
    mandate(aarhus, "Sundhedsudvalget")
    press(aarhus, "Start fællesskabet")
    home = aarhus.url
    follow(vejle, need.title)
    follow(vejle, need.title)
    follow(vejle, "Bed om at være med")
    mandate(vejle, "Byrådet")
    press(vejle, "Send anmodningen")
    aarhus.goto(home)
    follow(aarhus, "Svar Vejle")
    aarhus.get_by_label("Ja, de er med").check()
    press(aarhus, "Send svaret")
    follow(aarhus, "Skriv en beslutning")
    aarhus.get_by_label("Hvad blev besluttet, i en linje?").fill("Vi prøver et gulv i tre huse")
    aarhus.locator("textarea[name=text]").fill("Hvert hus tæller fald i en måned før og efter.")
    aarhus.get_by_label("Alle må læse den").check()
    press(aarhus, "Gem beslutningen")


def agree_on_a_protocol(people, need, solution):
    aarhus, college = people["aarhus"], people["college"]
    follow(aarhus, "Begynd en fælles afprøvning")
    assert "Vokset af behovet" in said_in(aarhus)
    aarhus.get_by_label("Hvad vil I prøve?").fill("Gulvet, der kalder")
    aarhus.get_by_label("Hvilken løsning prøver I?").fill(solution)
    aarhus.get_by_label("Hvem evaluerer den?").select_option(label="VIA University College")
    press(aarhus, "Begynd kladden")
    trial = Trial.objects.get()
    arrange_protocol(trial, clock.today(), months=1)
    aarhus.reload()
    follow(aarhus, "Send den til evaluator")
    press(aarhus, "Send den til evaluator")
    college.goto(f"/afproevninger/{trial.slug}/")
    follow(college, "Godkend og registrér den")
    press(college, "Godkend og registrér den")
    trial.refresh_from_db()
    assert (trial.state, trial.need, trial.coalition.need) == ("registered", need, need)
    return trial


def take_seats(people, trial):
    for name in ("aarhus", "vejle"):
        page = people[name]
        page.goto(f"/afproevninger/{trial.slug}/plads/")
        press(page, "Søg om en plads")
    page = people["aarhus"]
    follow(page, "Vores steder")
    follow(page, "Aarhus", exact=True)
    page.locator("#id_name").fill("Solgården")
    page.locator("main form button.button-primary").click()
    page.goto(f"/afproevninger/{trial.slug}/steder/")
    page.locator("#id_name").fill("Elmehøj")
    press(page, "Tilføj stedet")


def report(page, trial):
    """One house's last month by the form; the months before, and the other house, were reported alike."""
    solgaarden, elmehoej = Site.objects.filter(seat__trial=trial, seat__municipality__name="Aarhus").order_by("pk")
    arrange_reports(trial, solgaarden, (EVENTS["Solgården"][0], None))
    arrange_reports(trial, elmehoej, EVENTS["Elmehøj"])
    page.goto(f"/afproevninger/{trial.slug}/maalinger/indberet/")
    page.locator("#id_sted").select_option(label="Aarhus: Solgården")
    page.get_by_label("Periode").select_option(index=0)
    press(page, "Gå videre til tallene")
    page.get_by_label("Hvor mange: fald").fill(f"{EVENTS['Solgården'][1]}")
    page.get_by_label("Over hvor meget: beboerdøgn").fill("1.204,5")
    press(page, "Indberet tallene")
    assert "Tak." in said_in(page)


def bring_a_dirty_list(page, trial):
    """Vejle brings its own file, reads what is wrong line by line, mends it on the page, and brings it."""
    page.goto(f"/afproevninger/{trial.slug}/maalinger/hent/")
    starts = sorted({row.period_from for row in measured(trial)})
    before, after = EVENTS["Vejle"]
    rows = [
        f"Aarhus;Vejle;falls_rate;{starts[0]:%Y-%m-%d};{before};1204,5",
        f"vejle kommune;vejle;Fald pr. 1.000 beboerdøgn;{starts[1]:%d.%m.%Y};-{after};1204,5",
        f"VEJLE;VEJLE;FALLS_RATE;{starts[1]:%d-%m-%Y};{after};1.204",
    ]
    text = "\n".join(["Kommune;Sted;Mål;Periode;Hændelser;Tid", *rows, ""])
    page.locator("input[type=file]").set_input_files(
        {"name": "fald.csv", "mimeType": "text/csv", "buffer": text.encode("cp1252")}
    )
    page.locator("main form button.button-primary").click()
    told = said_in(page)
    assert "»1.204« kan læses på to måder" in told
    assert "er ikke et af kommunens steder i denne afprøvning" in told
    assert "kan ikke være under nul" in told
    mended = "\n".join(text.splitlines()[:3]).replace("Aarhus;Vejle", "Vejle;Vejle").replace(";-", ";")
    page.locator("#id_text").fill(mended)
    press(page, "Se igen")
    assert page.get_by_role("button", name="Indberet det hele").count(), said_in(page)
    press(page, "Indberet det hele")
    assert Measurement.objects.filter(site__seat__trial=trial).count() == 6


def write_the_finding(people, trial):
    """The lead ends the trial; the college writes what it showed, the house where it went wrong beside the others."""
    aarhus, college = people["aarhus"], people["college"]
    aarhus.goto(f"/afproevninger/{trial.slug}/")
    follow(aarhus, "Afslut afprøvningen som planlagt")
    press(aarhus, "Afslut afprøvningen som planlagt")
    college.goto(f"/afproevninger/{trial.slug}/")
    follow(college, "Skriv et fund")
    college.get_by_role("button", name="Skriv fundet").first.click()
    college.get_by_label("Fundet på én linje").fill("Gulvet virkede i to huse af tre")
    college.get_by_label("Organisation", exact=True).fill("I Vejle kom kaldet for sent.")
    press(college, "Gem, og se det hele")
    press(college, "Udgiv fundet")
    finding = Finding.objects.get()
    numbers = finding.current_version.reckoned
    assert (numbers.k, numbers.sides) == (3, (2, 1, 0)), "pooled over three houses, one of them worse"
    assert "klart værre på 1" in said_in(college)
    return finding


def decide(page, finding, ring, reason):
    """Reads the finding, then the memo for the committee, and moves what stands on the radar with the finding named."""
    page.goto(f"/viden/{finding.slug}/")
    follow(page, "Notat til udvalget")
    memo = said_in(page)
    assert "Gulvet virkede i to huse af tre" in memo
    assert f"/viden/{finding.slug}/" in page.content()
    page.goto(f"/viden/{finding.slug}/")
    follow(page, "Flyt det, eller lad det stå, og nævn fundet")
    page.get_by_label(ring).check(force=True)
    page.get_by_label("Hvorfor?").fill(reason)
    press(page, "Gem placeringen")


def adopt(page, finding):
    page.goto(f"/viden/{finding.slug}/")
    follow(page, "Tilslut jer fundet")
    page.get_by_label("Hvem har besluttet det?").fill("Plejehjemschefen")
    page.get_by_label("Hvad er anderledes hos jer?").fill("Vores vagt går mellem to huse.")
    press(page, "Tilslut jer fundet")


STEPS = (
    "Behovet blev beskrevet",
    "»Natlige fald på plejehjem« blev lagt ind under behovet",
    "Et fællesskab gik sammen om det",
    "Fællesskabet besluttede: »Vi prøver et gulv i tre huse«",
    "En afprøvning blev registreret: »Gulvet, der kalder«",
    "Afprøvningen »Gulvet, der kalder« gik i gang",
    "Afprøvningen »Gulvet, der kalder« er afsluttet",
    "Et fund blev udgivet: »Gulvet virkede i to huse af tre«",
    "Vejle Kommune tilsluttede sig fundet",
    "Aarhus Kommune flyttede »Gulv, der kalder« på sin radar til »Klar«",
    "Vejle Kommune flyttede »Gulv, der kalder« på sin radar til »Afvent«",
)


def trace_of(page, need):
    page.goto(f"/behov/{need.slug}/")
    section = page.locator("section", has=page.get_by_role("heading", name="Hvad der er kommet ud af det"))
    return section.get_by_role("listitem").all_inner_texts()


def test_from_a_need_to_what_two_municipalities_decide(enter, people, settings):
    aarhus, vejle, supplier = people["aarhus"], people["vejle"], people["supplier"]
    solution, need = people["solution"], describe_a_need(aarhus, "Fald om natten")
    own = describe_a_need(vejle, "Natlige fald på plejehjem", alike=need.title)
    join_into(vejle, need)
    supplier.goto(solution)
    expect(supplier.get_by_role("link", name=need.title), "the supplier sees which need it meets").to_be_visible()
    aarhus.goto(f"/behov/{need.slug}/"), vejle.goto(f"/behov/{own.slug}/")
    go_together(people, need)
    trial = agree_on_a_protocol(people, need, solution)
    take_seats(people, trial)

    settings.CLOCK_OFFSET = timedelta(days=6)
    aarhus.goto(f"/afproevninger/{trial.slug}/")
    follow(aarhus, "Begynd afprøvningen")
    press(aarhus, "Begynd afprøvningen")
    settings.CLOCK_OFFSET = timedelta(days=40)
    report(aarhus, trial)
    bring_a_dirty_list(vejle, trial)
    finding = write_the_finding(people, trial)
    adopt(vejle, finding)
    decide(aarhus, finding, "Klar", "To huse af to har færre fald.")
    decide(vejle, finding, "Afvent", "Vi mangler en vagt i hvert hus.")
    placed = dict(Placement.objects.public().values_list("direction__municipality__slug", "ring__key"))
    assert placed == {"aarhus": "klar", "vejle": "afvent"}

    visitor = enter(width=1280)
    steps = trace_of(visitor, need)
    assert len(steps) == len(STEPS)
    for told, words in zip(steps, STEPS, strict=True):
        assert words in told
    check(visitor, "whole-trace")
    assert set(STEPS[2:]) <= {words for words in STEPS for told in trace_of(visitor, own) if words in told}
    for address, words in {
        solution: ("Gulvet, der kalder", "Gulvet virkede i to huse af tre"),
        f"/afproevninger/{trial.slug}/": ("Gulvet virkede i to huse af tre",),
        f"/viden/{finding.slug}/": ("Aarhus Kommune: Klar", "Vejle Kommune: Afvent"),
        "/kommuner/vejle/": ("Gulvet, der kalder", "Gulvet virkede i to huse af tre"),
        f"/faellesskaber/{trial.coalition.slug}/": ("Gulvet, der kalder", "Gulvet virkede i to huse af tre"),
    }.items():
        visitor.goto(address)
        for each in words:
            assert each in said_in(visitor), address
