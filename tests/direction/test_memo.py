import pypdfium2
import pytest
from tests.factories.accounts import client_for, make_member
from tests.factories.catalogue import make_solution
from tests.factories.direction import AT, make_direction, make_placement, make_rings, post_in
from tests.factories.findings import make_study
from tests.factories.taxonomy import make_area, make_topic

from lysning.core.actors import SYSTEM
from lysning.direction.rules import Link
from lysning.evidence.models import Finding
from lysning.taxonomy.actions import merge_topic
from lysning.taxonomy.queries import topics

pytestmark = pytest.mark.django_db
BACKGROUND = "Vi bliver **flere ældre**.\n\n- og ikke flere hænder"


@pytest.fixture(autouse=True)
def _rings():
    make_rings()


@pytest.fixture
def direction():
    return make_direction(
        area=make_area(), aims=("Tryghed om natten",), background=BACKGROUND, decided_by="Ældreudvalget"
    )


def address(direction, end="notat/"):
    return f"/retning/{direction.municipality.slug}/{direction.area.key}/{end}"


def test_a_citizen_reads_what_is_decided_why_and_what_waits(client, direction):
    make_placement(direction, own_title="Robotarm", ring="afvent", reason="Måltidet er samvær.")
    make_placement(direction, own_title="Lås", ring="klar", reason="Den virker.", internal_note="Hemmelig pris")
    page = client.get(address(direction)).text
    for words in ("Tryghed om natten", "flere ældre", "Ældreudvalget", "Lås", "Den virker.", "Made with", "Lavet med"):
        assert (words in page) is (words != "Made with"), words
    assert "**" not in page
    assert "Hemmelig pris" not in page
    assert page.index("Den virker.") < page.index("Det venter vi med") < page.index("Måltidet er samvær.")


def test_what_is_listed_in_the_reasons_is_listed_in_the_memo(client):
    """Paragraphs stay apart, and items stand under each other; they used to run into one line."""
    background = "Ventetiden er **vokset**.\n\nVi vælger til:\n\n- ét nummer\n- ét svar\n\nResten venter."
    direction = make_direction(area=make_area(), background=background)
    page = client.get(address(direction)).text
    for said in (
        "<p>Ventetiden er vokset.</p>",
        "<p>Vi vælger til:</p>",
        "<li>ét nummer</li>",
        "<p>Resten venter.</p>",
    ):
        assert said in "".join(line.strip() for line in page.splitlines()), said
    text = pypdfium2.PdfDocument(client.get(address(direction, "notat.pdf")).content)[0].get_textpage().get_text_range()
    lines = [line.lstrip("•").strip() for line in text.splitlines()]
    assert lines.index("ét svar") == lines.index("ét nummer") + 1


def test_what_is_not_for_everyone_says_so_in_the_memo_of_those_who_see_it(client, direction):
    own = client_for(make_member(role="leader", post=post_in(direction.municipality, direction.area)))
    for title, visibility in (("Robotarm", "own"), ("Lås", "community"), ("Gulv", "public")):
        make_placement(direction, own_title=title, visibility=visibility)
    page = own.get(address(direction)).text
    for words in ("Robotarm (vises kun i kommunen)", "Lås (vises kun for kommuner og partnere)", "Gulv<"):
        assert words in page, words
    everyone = client.get(address(direction)).text
    assert ("Robotarm" in everyone, "Lås" in everyone, "Gulv" in everyone) == (False, False, True)


@pytest.mark.parametrize(
    ("count", "reason", "background", "aims"),
    [
        (1, 40, 60, 1),
        (25, 100, 300, 3),
        (40, 400, 1_000, 3),
        (120, 250, 6_000, 7),
        (120, 2_000, 6_000, 7),
        (12, 2_000, 0, 7),
    ],
)
def test_however_much_there_is_the_memo_keeps_to_two_pages(client, count, reason, background, aims):
    words = "Det sparer kørsel, og borgerne er glade for den. Personalet bruger den hver nat. " * 80
    direction = make_direction(
        area=make_area(),
        aims=tuple(f"{number}: {words}"[:200] for number in range(aims)),
        background=words[:background],
    )
    names = ("Forebyggende arbejdsmarkedsforvaltningsområde", "Lås", "Sensorer i sengen på plejehjem med lys og lyd")
    for number in range(count):
        make_placement(
            direction,
            own_title=f"{names[number % 3]} {number}",
            ring=("klar", "afproev", "hold-oeje", "afvent")[number % 4],
            reason=words[:reason],
        )
    paper = pypdfium2.PdfDocument(client.get(address(direction, "notat.pdf")).content)
    assert len(paper) <= 2
    page = client.get(address(direction)).text
    assert ("Notatet er forkortet" in page) is (count > 1)
    assert f"{count} mere" not in page
    assert "Forebyggende arbejdsmarkedsforvaltningsområde" in page


def test_everything_that_may_stand_on_a_radar_keeps_to_two_pages(client):
    """The most of all: findings, prices, shares and links beside long texts."""
    direction = make_direction(area=make_area(), aims=("Tryghed om natten " * 11,) * 7, background="Grund. " * 800)
    links = tuple(Link(f"Kilde {n} {'x' * 60}", f"https://eksempel.dk/{n}") for n in range(3))
    direction.municipality.population = 20_000
    direction.municipality.save()
    for number in range(10):
        topic = make_topic(name_da=f"Sensorer på plejehjem og bosteder med lys og lyd {number}")
        solution = make_solution(published=True, price_model="per_inhabitant", price_amount=3, topics=[topic.key])
        make_placement(direction, topic=topic, reason="Grund. " * 40, links=links, ring="klar")
        make_placement(direction, solution=solution, reason="Grund. " * 40, ring="afproev")
        for other in range(3):
            make_placement(make_direction(area=direction.area), topic=topic, ring=("klar", "afvent", "klar")[other])
        make_study(topic=topic, title=f"Det virkede på sted {number}")
    answer = client.get(address(direction, "notat.pdf"))
    assert len(pypdfium2.PdfDocument(answer.content)) <= 2
    page = client.get(address(direction)).text
    assert "Det koster" in page
    assert "Det har afprøvninger vist" in page


def test_a_finding_is_named_once_and_leads_to_its_page(client, direction, settings):
    topic = make_topic()
    settings.BASE_URL = "https://eksempel.dk"
    found = make_study(topic=topic, title="Såler gav færre fald")
    link = Link("Såler gav færre fald", f"https://eksempel.dk/viden/{found.slug}/")
    make_placement(direction, topic=topic, links=(link, Link("Rapport", "https://eksempel.dk/r")))
    page = client.get(address(direction)).text
    assert page.count("Såler gav færre fald") == 1
    assert f'<a href="https://eksempel.dk/viden/{found.slug}/">Såler gav færre fald</a>' in page
    assert "Rapport" in page


def test_findings_about_what_the_topic_became_and_about_the_solution_are_told(client, direction):
    old, new, solution = make_topic(), make_topic(), make_solution()
    make_study(topic=old, title="Måtter gav færre fald")
    placed = make_placement(direction, topic=new)
    assert "Måtter gav færre fald" not in client.get(address(direction)).text
    merge_topic(topic=old, into=new, revision=old.revision, by=SYSTEM, at=AT)
    topics.forget()
    assert "Måtter gav færre fald" in client.get(address(direction)).text
    of_solution = make_study(title="Sålen målte rigtigt")
    Finding.objects.filter(pk=of_solution.pk).update(solution=solution)
    make_placement(placed.direction, solution=solution)
    assert "Sålen målte rigtigt" in client.get(address(direction)).text


def test_a_dozen_placements_keep_to_two_pages(client, direction):
    reason = "Det sparer kørsel, og borgerne er glade for den. Vi har en plan for strømsvigt og for glemte piller."
    for number in range(12):
        make_placement(direction, ring=("klar", "afproev", "hold-oeje", "afvent")[number % 4], reason=reason)
    paper = pypdfium2.PdfDocument(client.get(address(direction, "notat.pdf")).content)
    assert len(paper) == 2


def test_the_pdf_says_the_same(client, direction):
    make_placement(direction, own_title="Lås", ring="klar", reason="Den virker.")
    answer = client.get(address(direction, "notat.pdf"))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    document = pypdfium2.PdfDocument(answer.content)
    text = " ".join("".join(page.get_textpage().get_text_bounded() for page in document).split())
    assert "Den virker." in text
    assert direction.municipality.official_name in text
    assert client.get(address(direction, "notat.docx")).status_code == 404


def test_others_are_told_of_from_three_municipalities_on(client, direction):
    topic = make_topic(name_da="Natlys")
    make_placement(direction, topic=topic, ring="klar")
    make_placement(make_direction(area=direction.area), topic=topic, ring="klar")
    assert "Færre end 3 kommuner" in client.get(address(direction)).text
    make_placement(make_direction(area=direction.area), topic=topic, ring="afvent")
    page = client.get(address(direction)).text
    assert "67\xa0%" in page
    assert "33\xa0%" in page


def test_what_a_solution_costs_this_municipality(client, direction):
    direction.municipality.population = 20_000
    direction.municipality.save()
    assert "Det koster" not in client.get(address(direction)).text
    dear = make_solution(published=True, price_model="per_inhabitant", price_amount=3)
    make_placement(direction, solution=dear, ring="afproev")
    page = client.get(address(direction)).text
    assert "Det koster" in page
    assert "60.000" in page


def test_a_draft_is_for_the_own_municipality_and_says_what_it_is(client):
    draft = make_direction(area=make_area(), published=False)
    own = client_for(make_member(role="leader", post=post_in(draft.municipality, draft.area)))
    assert "kladde" in own.get(address(draft)).text
    assert own.get(address(draft, "notat.pdf")).status_code == 200
    assert client.get(address(draft)).status_code == 404
    assert client.get(address(draft, "notat.pdf")).status_code == 404


def test_the_memo_asks_the_same_of_the_database_for_one_and_for_three(client, direction, django_assert_max_num_queries):
    for count in (1, 3):
        for number in range(count):
            make_placement(direction, own_title=f"Ting {count} {number}")
        with django_assert_max_num_queries(16):
            client.get(address(direction))
