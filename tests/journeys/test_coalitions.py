"""Two municipalities go together, in Chromium: one starts from a need, the other asks, is let in, works, and leaves."""

from pathlib import Path

import pytest
from playwright.sync_api import expect
from tests.factories.accounts import make_member
from tests.factories.community import ask as ask_coalition
from tests.factories.community import enter as enter_coalition
from tests.factories.community import make_coalition, make_decision, make_document, make_post, make_task, participant_of
from tests.factories.directory import make_municipality, make_partner
from tests.factories.needs import make_need
from tests.sight import check

from lysning.community.models import Coalition, Decision, Member, Participant, Post, Task
from lysning.core.actors import SYSTEM
from lysning.directory.queries import municipality_places
from lysning.notifications.models import Mail
from lysning.taxonomy.actions import seed_reference
from lysning.taxonomy.models import ServiceArea
from lysning.taxonomy.queries import areas, topics

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDTHS = (1280, 360)
PLACES = {"Aarhus": (6, 9), "Vejle": (6, 11), "Randers": (7, 6), "Aalborg": (5, 3), "Odense": (8, 14)}


@pytest.fixture(autouse=True)
def places():
    seed_reference()
    made = {
        name: make_municipality(name, slug=name.lower(), tile_column=column, tile_row=row)
        for name, (column, row) in PLACES.items()
    }
    yield made
    areas.forget(), topics.forget(), municipality_places.forget()


@pytest.fixture
def need(places):
    area = ServiceArea.objects.get(key="aeldre-sundhed")
    return make_need(places["Aarhus"], area, title="Færre fald om natten")


def coordinator(places, name, person):
    return make_member(organisation=places[name], role="coordinator", name=person)


def start(page, need):
    page.goto(f"/behov/{need.slug}/")
    page.get_by_role("link", name="Start et fællesskab").click()
    page.get_by_label("Hvad vil I opnå sammen?").fill("Vi vil se, om sensorer giver færre fald om natten.")
    page.get_by_label("Hvad er næste skridt?").fill("Vi deler vores tal.")
    page.get_by_role("button", name="Start fællesskabet").click()
    expect(page.get_by_text("Her mangler et svar.").first).to_be_visible()
    page.get_by_label("Hvem har besluttet det?").fill("Sundhedsudvalget")
    page.get_by_label("Hvornår blev det besluttet?").fill("2026-10-20")
    page.get_by_role("button", name="Start fællesskabet").click()
    expect(page.get_by_text("Fællesskabet er i gang.")).to_be_visible()
    return Coalition.objects.get()


def ask(page, coalition):
    page.goto("/faellesskaber/")
    page.get_by_role("link", name=coalition.title).click()
    page.get_by_role("link", name="Bed om at være med").click()
    page.get_by_label("Hvem har besluttet det?").fill("Byrådet")
    page.get_by_label("Hvornår blev det besluttet?").fill("2026-11-01")
    page.get_by_label("Et ord til dem, der er med").fill("Vi har talt fald i to år.")
    page.get_by_role("button", name="Send anmodningen").click()
    expect(page.get_by_text("Jeres anmodning venter på svar")).to_be_visible()


def answer(page, coalition):
    page.goto(f"/faellesskaber/{coalition.slug}/")
    page.get_by_role("link", name="Svar Vejle").click()
    expect(page.get_by_text("Vi har talt fald i to år.")).to_be_visible()
    page.get_by_label("Ja, de er med").check()
    page.get_by_role("button", name="Send svaret").click()
    expect(page.get_by_text("Vejle er med.")).to_be_visible()


def give_a_task_and_decide(page, coalition):
    page.goto(f"/faellesskaber/{coalition.slug}/")
    page.get_by_role("link", name="Ny opgave").click()
    page.get_by_label("Hvad skal gøres?").fill("Send jeres tal")
    page.get_by_label("Hvem gør det?").select_option(label="Vera, Vejle")
    page.get_by_label("Hvornår?").fill("2026-12-20")
    page.get_by_role("button", name="Tilføj opgaven").click()
    page.get_by_role("link", name="Skriv en beslutning").click()
    page.get_by_label("Hvad blev besluttet, i en linje?").fill("Vi måler i tre måneder")
    page.locator("textarea[name=text]").fill("Hvert sted tæller fald i tre måneder før og efter.")
    page.get_by_label("Alle må læse den").check()
    page.get_by_role("button", name="Gem beslutningen").click()
    page.get_by_role("link", name="Vi måler i tre måneder").click()
    page.get_by_role("link", name="Omformulér den").click()
    page.locator("textarea[name=text]").fill("Hvert sted tæller fald i to måneder før og efter.")
    page.get_by_label("Hvorfor skal den omformuleres?").fill("Vinterferien.")
    page.get_by_role("button", name="Gem den nye ordlyd").click()
    expect(page.get_by_text("Vinterferien.")).to_be_visible()


def talk_share_and_leave(page, coalition):
    home = f"/faellesskaber/{coalition.slug}/"
    page.goto(home)
    expect(page.get_by_role("link", name="Send jeres tal")).to_be_visible()
    page.get_by_role("link", name="Samtale").click()
    page.get_by_label("Dit indlæg").fill("Vi sender dem på fredag.")
    page.get_by_label("Anna, Aarhus").check()
    page.get_by_role("button", name="Send til medlemmerne").click()
    expect(page.get_by_text("Vi sender dem på fredag.")).to_be_visible()
    page.goto(f"{home}dokumenter/")
    page.locator("input[type=file]").set_input_files(
        {"name": "tal.csv", "mimeType": "text/csv", "buffer": b"dag;fald\n1;3\n"}
    )
    page.get_by_label("Hvad er det?").fill("Vores tal")
    page.get_by_role("button", name="Del filen").click()
    expect(page.get_by_role("link", name="Vores tal")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Vores tal").click()
    assert Path(download.value.path()).read_bytes() == b"dag;fald\n1;3\n"
    page.goto(home)
    page.get_by_role("link", name="Forlad fællesskabet").click()
    expect(page.get_by_text("1 af jeres opgaver står uden en ejer.")).to_be_visible()
    page.get_by_role("button", name="Forlad fællesskabet").click()
    expect(page.get_by_text("I har forladt fællesskabet.")).to_be_visible()
    expect(page.get_by_text("Send jeres tal")).to_have_count(0)
    assert page.goto(f"{home}samtale/").status == 403


def test_two_municipalities_go_together_and_one_leaves(enter, places, need):
    """On a phone without JavaScript; the journey of the whole community starts, joins and decides with it."""
    way = {"width": 360, "javascript": False}
    anna, vera = coordinator(places, "Aarhus", "Anna"), coordinator(places, "Vejle", "Vera")
    first, second = enter(anna, **way), enter(vera, **way)
    coalition = start(first, need)
    ask(second, coalition)
    answer(first, coalition)
    give_a_task_and_decide(first, coalition)
    talk_share_and_leave(second, coalition)
    assert [row.standing for row in Member.objects.order_by("pk")] == ["joined", "left"]
    assert (Task.objects.get().owner, Decision.objects.get().revision, Post.objects.count()) == (None, 2, 1)
    kinds = list(Mail.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == [f"coalition_{what}" for what in ("request", "answer", "task", "mention", "left")]
    visitor = enter(**way)
    visitor.goto(f"/behov/{need.slug}/")
    visitor.get_by_role("link", name=coalition.title, exact=True).last.click()
    expect(visitor.get_by_text("Vi måler i tre måneder")).to_be_visible()
    expect(visitor.get_by_text("Send jeres tal")).to_have_count(0)


@pytest.fixture
def full(places, need):
    """A coalition as it is after some months, long words and all."""
    anna = coordinator(places, "Aarhus", "Anna Arbejdsmarkedsforvaltningsområdesen")
    coalition = make_coalition(
        places["Aarhus"], subject=need, by=anna, title="Arbejdsmarkedsforvaltningsområdets fald om natten"
    )
    owner = participant_of(Member.objects.get(coalition=coalition))
    for name in ("Vejle", "Randers"):
        enter_coalition(coalition, places[name])
    enter_coalition(coalition, make_partner("Professionshøjskolen Absalon"))
    make_coalition(places["Vejle"], subject=make_need(places["Vejle"], need.area), joining="open")
    for number in range(3):
        make_task(coalition, owner if number else None)
        make_decision(coalition, is_public=number == 1)
        make_post(Member.objects.in_force().filter(coalition=coalition)[number], mentioned=[owner])
    make_document(Member.objects.get(coalition=coalition, is_steward=True), by=SYSTEM)
    asked = ask_coalition(coalition, places["Aalborg"])
    return coalition, anna, asked


def test_every_page_of_a_full_coalition_fits_in_english_too(enter, places, full, need):
    coalition, anna, asked = full
    home = f"/faellesskaber/{coalition.slug}/"
    steward = [
        "",
        "samtale/",
        "dokumenter/",
        "beslutninger/1/",
        "beslutninger/1/ret/",
        "beslutninger/ny/",
        "opgaver/ny/",
    ]
    steward += ["ret/", "naeste/", "tovholder/", "luk/", "forlad/", "mandat/", f"anmodning/{asked.pk}/"]
    steward += [f"medlem/{Member.objects.in_force().exclude(is_steward=True).first().pk}/fjern/"]
    page = enter(anna)
    for address in steward:
        assert page.goto(home + address).status == 200, address
        check(page, f"full-{''.join(c if c.isalpha() else '-' for c in address).strip('-') or 'home'}", widths=WIDTHS)
    for name, address in {
        "choose": "nyt/",
        "list": "",
        "none": "?area=kultur-fritid",
        "start": f"nyt/?behov={need.slug}",
    }.items():
        page.goto(f"/faellesskaber/{address}")
        check(page, f"full-{name}", widths=WIDTHS)
    page.get_by_role("button", name="Start fællesskabet").click()
    page.get_by_text("Her mangler et svar.").first.wait_for()
    check(page, "start-missing")
    vera = enter(Participant.objects.get(member__organisation=places["Vejle"], member__coalition=coalition).user)
    vera.goto(f"{home}forlad/")
    check(vera, "leave", widths=WIDTHS)
    outside = enter(coordinator(places, "Odense", "Oda"))
    for address in ("", "deltag/"):
        outside.goto(home + address)
        check(outside, f"outside-{address.strip('/') or 'home'}", widths=WIDTHS)
    page.context.set_extra_http_headers({"Accept-Language": "en"})
    anna.language = "en"
    anna.save(update_fields=["language"])
    for address in ("", "samtale/", "dokumenter/"):
        page.goto(home + address)
        check(page, f"english-{address.strip('/') or 'home'}", widths=WIDTHS)
