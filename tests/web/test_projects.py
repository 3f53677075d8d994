"""Earlier projects in public: the list, its facets, a project, and the question »Har andre prøvet det?« on other pages."""

import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from tests.factories.catalogue import make_solution
from tests.factories.evidence import bring, make_project
from tests.factories.needs import make_need
from tests.factories.taxonomy import make_area, make_topic

from lysning.core import clock
from lysning.core.actors import SYSTEM
from lysning.evidence.actions import remove_examples
from lysning.evidence.models import EarlierProject
from lysning.evidence.rules.projects import COLUMNS, DANISH, check_projects
from lysning.matching.actions import read_projects, reindex_everything
from lysning.taxonomy.actions import merge_topic
from lysning.taxonomy.queries import areas, topics
from lysning.taxonomy.rules import read_list
from lysning.web import project_words

pytestmark = pytest.mark.django_db
FALL = {"title": "Sensor mod fald om natten", "text": "Beboere på plejehjem falder om natten, og en sensor melder det."}


@pytest.fixture(autouse=True)
def _fresh():
    areas.forget(), topics.forget()
    yield
    areas.forget(), topics.forget()


def page(client, name, *args, **asked):
    return client.get(reverse(f"web:{name}", args=args), asked)


def titles(response):
    return [hit.project.title for hit in response.context["projects"]]


def test_an_empty_list_says_what_will_be_there(client):
    response = page(client, "projects")
    assert response.status_code == 200
    assert "ingen erfaringer endnu" in response.content.decode()


def test_what_ended_last_stands_first_with_years_and_budget(client):
    make_project(title="Gammelt", period="2008-2010")
    make_project(title="Nyt", period="2019", budget="1,2 mio. kr.", lead="Eksempelkommune")
    make_project(title="Uvist", period="")
    response = page(client, "projects")
    assert titles(response) == ["Nyt", "Gammelt", "Uvist"]
    text = response.content.decode()
    assert all(said in text for said in ("3 projekter", "1.200.000 kr.", "2008–2010", "Eksempelkommune"))


def test_words_find_projects_and_a_slip_is_mended(client):
    make_project(**FALL)
    make_project(title="Brød", text="Vi bager brød af gammelt korn.")
    read_projects(at=clock.now())
    assert titles(page(client, "projects", q="fald om natten")) == [FALL["title"]]
    assert titles(page(client, "projects", q="tandlæge")) == []
    assert "plejehjem</a>?" in page(client, "projects", q="plejehjjem").content.decode()
    long = page(client, "projects", q="x" * 2001)
    assert (long.status_code, len(titles(long))) == (422, 2)


def test_a_hit_says_in_words_why_it_is_there_and_marks_them(client):
    make_project(**FALL)
    read_projects(at=clock.now())
    [hit] = page(client, "projects", q="fald om natten").context["projects"]
    assert hit.reasons == ("»fald« gav 50 % af pladsen", "»natten« gav 50 % af pladsen")
    text = page(client, "projects", q="fald om natten").content.decode()
    assert all(reason in text for reason in hit.reasons)
    assert "<mark>falder</mark>" in text
    [listed] = page(client, "projects").context["projects"]
    assert (listed.reasons, "<mark>" in listed.text) == ((), False)


def test_the_number_of_queries_of_the_list_does_not_grow(client, monkeypatch):
    monkeypatch.setenv("LYSNING_DENSE", "0")

    def queries():
        page(client, "projects", q="fald")
        with CaptureQueriesContext(connection) as captured:
            assert page(client, "projects", q="fald").context["total"]
        return len(captured)

    counts = []
    for more in (1, 2):
        for _ in range(more):
            make_project(**{**FALL, "title": f"Fald {len(counts)}{more}{_}"})
        read_projects(at=clock.now())
        counts.append(queries())
    assert counts[0] == counts[1]


def test_facets_count_what_each_choice_would_leave(client):
    old, young = make_area("aeldre", name_da="Ældre"), make_area("skole", name_da="Skole")
    make_project(title="A", source="Fond", period="2012", areas=[old])
    make_project(title="B", source="Fond", period="2013", areas=[old, young])
    make_project(title="C", source="Pulje", period="2016", areas=[young])

    def counts(**asked):
        response = page(client, "projects", **asked)
        facets = {f.name: {v.key: v.count for v in f.values} for f in response.context["facets"]}
        return sorted(titles(response)), facets

    everything = {
        "area": {"aeldre": 2, "skole": 2},
        "aar": {"2015-2019": 1, "2010-2014": 2},
        "kilde": {"Fond": 2, "Pulje": 1},
    }
    assert counts() == (["A", "B", "C"], everything)
    assert counts(area="findes-ikke", aar="2011-2012", kilde="")[1] == everything
    left = {"area": {"aeldre": 2, "skole": 1}, "aar": {"2015-2019": 1, "2010-2014": 1}}
    assert counts(area="skole", aar="2010-2014") == (["B"], left)
    assert counts(kilde="Pulje")[0] == ["C"]


def test_a_choice_stays_when_one_searches_within_it(client):
    area = make_area("aeldre")
    make_project(areas=[area], **FALL)
    make_project(title="Andet sted", text=FALL["text"])
    read = page(client, "projects", area="aeldre").content.decode()
    assert '<input type="hidden" name="area" value="aeldre">' in read


@pytest.mark.parametrize("asked", [{}, {"q": "fald"}, {"area": "aeldre", "kilde": "Listen", "aar": "2010-2014"}])
def test_one_and_three_projects_take_the_same_number_of_queries(client, asked):
    area = make_area("aeldre")
    spent = []
    for number in (1, 2):
        for _ in range(number):
            project = make_project(areas=[area], **FALL | {"title": f"Fald {EarlierProject.objects.count()}"})
            EarlierProject.objects.filter(pk=project.pk).update(read_as="")
        read_projects(at=clock.now())
        for each in EarlierProject.objects.all():
            each.areas.set([area])
        page(client, "projects", **asked)
        with CaptureQueriesContext(connection) as queries:
            response = page(client, "projects", **asked)
        assert len(titles(response)) == EarlierProject.objects.count()
        spent.append(len(queries))
    assert spent[0] == spent[1] <= 16


def test_a_project_says_what_is_known_of_it(client):
    area, topic = make_area(name_da="Ældre"), make_topic(name_da="Faldsensor")
    into = make_topic(name_da="Faldregistrering")
    project = make_project(
        **FALL, budget="250.000 EUR", partners="Anden Kommune; Tredje Kommune", lead="Første Kommune", land="Sverige",
        region="Skåne", link="https://example.org/fald", tema="Velfærd", areas=[area], topics=[topic],
    )  # fmt: skip
    merge_topic(topic=topic, into=into, revision=topic.revision, by=SYSTEM, at=clock.now())
    text = page(client, "project", project.slug).content.decode()
    for said in (
        "250.000 EUR",
        "Anden Kommune",
        "Første Kommune",
        "Skåne, Sverige",
        "https://example.org/fald",
        "Velfærd",
        "Ældre",
        "Faldregistrering",
        "Listen",
        "2012 til 2014",
    ):
        assert said in text
    assert "Faldsensor<" not in text
    assert page(client, "project", "findes-ikke").status_code == 404


def test_a_twin_leads_to_the_first_and_is_named_there(client):
    first = make_project(**FALL)
    bring([{"title": FALL["title"], "period": "2012 - 2014", "lead": "Anden Kommune"}], source="Puljen")
    twin = EarlierProject.objects.get(source="Puljen")
    response = page(client, "project", twin.slug)
    assert (response.status_code, response["Location"]) == (302, reverse("web:project", args=[first.slug]))
    assert "Puljen: Anden Kommune" in page(client, "project", first.slug).content.decode()
    assert titles(page(client, "projects")) == [FALL["title"]]


def test_others_are_told_that_it_has_been_tried(client):
    texts = {"problem": FALL["text"], "audience": "Plejehjem", "description": "En sensor melder fald om natten."}
    solution = make_solution(title=FALL["title"], **texts)
    need = make_need(title="Fald om natten", description=FALL["text"])
    topic = make_topic(name_da="Sensor mod fald", explanation_da=FALL["text"])
    project, other = make_project(**FALL), make_project(**FALL | {"title": "Sensor på plejehjem mod fald"})
    far = make_project(title="Brød", text="Vi bager brød af gammelt korn.")
    reindex_everything(at=clock.now(), progress=lambda *_: None)
    address = reverse("web:project", args=[project.slug])
    for there in (
        reverse("web:solution", args=[solution.slug]),
        reverse("needs:need", args=[need.slug]),
        reverse("web:topic", args=[topic.key]),
    ):
        text = client.get(there).content.decode()
        assert "Har andre prøvet det?" in text
        assert (address in text, far.slug in text) == (True, False)
    text = page(client, "project", project.slug).content.decode()
    for there in (reverse("web:solution", args=[solution.slug]), reverse("needs:need", args=[need.slug]), other.slug):
        assert there in text
    assert re.findall(r'<a href="([^"]+)">Sensor mod fald om natten</a>', text) == [
        reverse("web:solution", args=[solution.slug])
    ]


def test_open_data_hold_every_project_and_an_import_reads_them_back(client):
    make_project(**FALL, budget="1,2 mio. kr.", partners="A; B", period="marts 2015 - 2016")
    make_project(**FALL, budget="ved ikke", period="marts 2015 - 2016", link="https://example.org/")
    rows = json.loads(page(client, "data_projects").getvalue())["projects"]
    table = page(client, "data_projects_csv").getvalue()
    assert [(row["start"], row["end"], row["budget"], row["partners"]) for row in rows] == [
        ("2015-03", "2016", "1200000.00", ["A", "B"]),
        ("2015-03", "2016", None, []),
    ]
    assert rows[1]["same_as"] == rows[0]["slug"]
    for content in (json.dumps({"projects": rows}).encode(), table):
        read = check_projects(read_list(content, COLUMNS), DANISH)
        assert (read.problems, read.unclear) == ((), ())
        first, second = (listed.facts for listed in read.projects)
        assert (first.partners, first.budget.amount, str(first.period.start)) == (("A", "B"), 1_200_000, "2015-03")
        assert (second.link, first.source_id) == ("https://example.org/", rows[0]["source_id"])


def test_examples_go_and_their_twins_stand_alone():
    bring([{"id": "1", **FALL, "period": "2012 - 2014"}], source="Eksempler", is_example=True)
    real = make_project(**FALL)
    assert real.same_as is not None
    assert len(remove_examples()) == 1
    real.refresh_from_db()
    assert (real.same_as, EarlierProject.objects.count()) == (None, 1)


@pytest.mark.parametrize(
    ("columns", "danish", "english"),
    [
        ({"period": "2012"}, "2012", "2012"),
        ({"period": "marts 2015 - 30.06.2016"}, "marts 2015 til 30. juni 2016", "March 2015 to 30 June 2016"),
        ({"period": "2012 -"}, "fra 2012", "from 2012"),
        ({"period": "", "end": "2012"}, "til 2012", "until 2012"),
        ({"period": "i nogle år"}, "i nogle år", "i nogle år"),
    ],
)
def test_a_period_is_written_as_exactly_as_it_is_known(columns, danish, english):
    project = make_project(**columns)
    said = []
    for language in ("da", "en"):
        with translation.override(language):
            said.append(project_words.period_of(project))
    assert said == [danish, english]
