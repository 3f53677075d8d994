"""Around the search box: half words, misspellings, why a hit is there, and what people say of it."""

import re
from html import unescape

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from tests.factories.accounts import make_member
from tests.factories.catalogue import make_solution
from tests.factories.directory import make_municipality, make_supplier
from tests.factories.taxonomy import make_topic

from lysning.core import clock
from lysning.matching.actions.subjects import reindex_everything
from lysning.matching.models import Judgement
from lysning.taxonomy.queries import topics as kept_topics
from lysning.web.hits import percents
from lysning.web.passages import Place, passage

pytestmark = pytest.mark.django_db


@pytest.fixture
def solution():
    made = make_solution(
        title="Faldmåtte", problem="Beboere på <b>plejehjem</b> falder om natten. Faldulykker er dyre."
    )
    reindex_everything(at=clock.now())
    return made


@pytest.fixture
def leader(client):
    client.force_login(make_member(role="coordinator", organisation=make_municipality()))
    return client


def marked(text, keys):
    return passage(Place("", text), keys, 10_000).text


def explore(client, query):
    return client.get("/loesninger/", {"q": query}).content.decode()


def test_half_a_word_goes_on_as_the_solutions_have_it(client, solution):
    answer = client.get("/soeg/ord/", {"q": "fald på pleje"})
    assert 'value="fald på plejehjem"' in answer.content.decode()
    assert answer["Cache-Control"] == "max-age=300"
    assert client.get("/soeg/ord/", {"q": ""}).content.strip() == b""
    assert client.get("/soeg/ord/", {"q": '"><script>'}).status_code == 200


@pytest.mark.parametrize(
    ("asked", "plainly"),
    [
        ('"natten falder"', "natten falder"),
        ('fald -plejehjem "om natten"', "fald om natten"),
        ("fald -plejehjem", "fald"),
        ("elevator", None),  # nothing was asked for that could be left out
        ('"fald"', None),  # something is found
        ("-fald", None),  # nothing would be left
    ],
)
def test_who_asked_too_exactly_is_led_to_the_words_alone(client, solution, asked, plainly):
    page = client.get("/loesninger/", {"q": asked, "maturity": "tested"})
    assert ("passer helt, som du skrev" in page.text) == (plainly is not None)
    if plainly:
        (address,) = re.findall(rf'href="([^"]*)">Søg efter {plainly}<', page.text)
        assert client.get(unescape("/loesninger/" + address)).context["total"] == 1


@pytest.mark.parametrize(
    ("typed", "gone_on"),
    [
        ('"fald på pleje', "&quot;fald på plejehjem"),
        ("fald -pleje", "fald -plejehjem"),
        ("-pleje", "-plejehjem"),
        ('natten "pleje', "natten &quot;plejehjem"),
    ],
)
def test_a_quote_or_a_minus_before_half_a_word_stays(client, solution, typed, gone_on):
    assert f'value="{gone_on}"' in client.get("/soeg/ord/", {"q": typed}).content.decode()


def test_a_misspelt_question_is_asked_about_and_answered_as_it_stands(client, solution):
    page = explore(client, "plejehjen")
    assert "?q=plejehjem" in page
    assert "0 løsninger" in page
    assert "Mente du" not in explore(client, "plejehjem")


def test_what_was_meant_keeps_what_else_is_chosen(client, solution):
    page = client.get("/loesninger/", {"q": "plejehjen", "ai": "none", "page": 2}).content.decode()
    assert 'href="?q=plejehjem&amp;ai=none"' in page


def test_a_hit_says_which_words_gave_it_its_place_and_marks_them(client, solution):
    page = explore(client, "fald på plejehjem")
    shares = [int(share) for share in re.findall(r"gav (\d+) % af", page)]
    assert len(shares) >= 2
    assert sum(shares) + sum(map(int, re.findall(r"det samme, gav (\d+) %", page))) == 100
    assert "<mark>plejehjem</mark>" in page
    assert "<mark>falder</mark>" in page
    assert "&lt;b&gt;" in page


def test_only_people_of_a_municipality_may_say_whether_it_helps(client, solution):
    address = f"/loesninger/{solution.slug}/hjalp/"
    assert client.post(address, {"q": "fald", "verdict": "yes"}).status_code == 302
    client.force_login(make_member(role="supplier_owner", organisation=make_supplier()))
    assert client.post(address, {"q": "fald", "verdict": "yes"}).status_code == 403
    assert "hjalp" not in explore(client, "fald")
    assert not Judgement.objects.exists()


def test_a_word_on_a_hit_is_kept_and_thanked_for(leader, solution):
    address = f"/loesninger/{solution.slug}/hjalp/"
    assert address in explore(leader, "fald")
    answer = leader.post(address, {"q": "fald", "verdict": "no"})
    assert (answer.status_code, answer["Location"]) == (303, f"/loesninger/?q=fald#{solution.slug}")
    assert list(Judgement.objects.values_list("question", "is_relevant")) == [("fald", False)]
    assert "Tak." in leader.get("/loesninger/?q=fald").content.decode()


NOT_KEPT = (
    {},
    {"q": "fald"},
    {"q": "fald", "verdict": "x"},
    {"q": "", "verdict": "no"},
    {"q": "ida@saal.dk", "verdict": "no"},
)


@pytest.mark.parametrize("sent", NOT_KEPT)
def test_a_word_that_cannot_be_kept_is_explained(leader, solution, sent):
    answer = leader.post(f"/loesninger/{solution.slug}/hjalp/", sent)
    assert answer.status_code == 422
    assert not Judgement.objects.exists()


def test_a_word_needs_the_form_of_the_page(solution):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(make_member(role="coordinator", organisation=make_municipality()))
    assert strict.post(f"/loesninger/{solution.slug}/hjalp/", {"q": "fald", "verdict": "no"}).status_code == 403


@given(st.lists(st.floats(0.001, 1), min_size=1, max_size=9))
def test_percents_add_up(parts):
    whole = sum(parts)
    assert sum(percents([part / whole for part in parts])) == 100


def test_a_part_of_a_word_is_marked_in_it():
    assert marked("Mange faldulykker & fald", {"fald"}) == "Mange <mark>fald</mark>ulykker &amp; <mark>fald</mark>"


@given(st.text(max_size=60))
def test_marking_changes_nothing_but_the_marks(text):
    html = marked(text, {"fald", "natt"})
    plain = html.replace("<mark>", "").replace("</mark>", "")
    assert plain == marked(text, set())


def hit_of(client, query, **headers):
    return client.get("/loesninger/", {"q": query}, **headers).context["hits"][0]


@pytest.mark.parametrize(
    ("language", "name", "reason"),
    [
        ("da", "Slags teknologi: <mark>Bordrobot</mark>", "»bordrobot« gav 60 % af pladsen (under »Slags teknologi«)"),
        (
            "en",
            "Kind of technology: Table friend (<mark>Bordrobot</mark>)",
            "“bordrobot” gave 60 % of its place (under “Kind of technology”)",
        ),
    ],
)
def test_a_hit_by_the_name_of_its_kind_says_so(client, language, name, reason):
    make_topic("robot", name_da="Bordrobot", name_en="Table friend")
    kept_topics.forget()
    make_solution(title="Selskab", problem="Ensomme dage.", topics=["robot"])
    make_solution(title="Noget andet")
    reindex_everything(at=clock.now())
    page = client.get("/loesninger/", {"q": "bordrobot"}, headers={"accept-language": language})
    (hit,) = page.context["hits"]
    assert name in re.sub("</?strong>", "", page.content.decode())
    assert reason in hit.reasons
    assert reason in page.content.decode()
    assert sum(share for _, share in hit.shares) == 100
    kept_topics.forget()


def test_what_met_far_down_is_shown_with_its_place(client):
    far = "Her står en hel masse om alt muligt. " * 20
    make_solution(
        title="Luft", problem=f"{far} Lyset *blænder* eleverne.", description=f"{far} Skimmel findes tidligt."
    )
    make_solution(title="Noget andet")
    reindex_everything(at=clock.now())
    hit = hit_of(client, "luft blænder skimmel")
    assert hit.title == "<mark>Luft</mark>"
    places = {each.place: each.text for each in hit.passages}
    assert places.keys() == {"Problemet", "Beskrivelse"}
    assert all(text.startswith("… ") for text in places.values())
    assert places["Problemet"].endswith("Lyset <mark>blænder</mark> eleverne.")
    assert places["Beskrivelse"].endswith("<mark>Skimmel</mark> findes tidligt.")
    assert any("skimmel" in reason and "(under »Beskrivelse«)" in reason for reason in hit.reasons)
    assert not any("luft" in reason and "under" in reason for reason in hit.reasons)


def test_a_hit_by_a_word_pair_or_by_a_part_of_a_word_says_so(client):
    make_solution(title="Hverdag med demens", problem="Om aftenen går det galt.")
    make_solution(title="Plan", problem="En plan for dagen.")
    make_solution(title="Noget andet")
    reindex_everything(at=clock.now())
    by_pair = hit_of(client, "alzheimer")
    assert by_pair.title == "Hverdag med <mark>demens</mark>"
    assert by_pair.note == "Fundet ved et ordpar: »demens« hører sammen med »alzheimer«."
    assert by_pair.reasons == ("»demens«, der hører sammen med »alzheimer«, gav 100 % af pladsen",)
    page = client.get("/loesninger/", {"q": "handleplan"})
    assert [hit.note for hit in page.context["hits"]] == ["Kun en del af et ord passer: »plan«."]
    assert "Ingen løsning har et helt ord fra dit spørgsmål." in page.content.decode()
    mixed = client.get("/loesninger/", {"q": "handleplan demens"}).content.decode()
    assert "1 af dem har kun en del af et ord til fælles" in mixed
    assert hit_of(client, "demens").note == ""


@pytest.mark.parametrize(
    ("query", "is_told"), [("og i på", True), ("-fald", True), ("😀", True), ("fald", False), ("", False)]
)
def test_a_question_without_a_word_to_look_for_is_told_so(client, query, is_told):
    page = explore(client, query)
    assert ("Søgningen mangler et ord at lede efter" in page) is is_told
    assert ("Se alle løsninger" in page) is is_told


@given(st.text(), st.integers(1, 12))
def test_a_passage_is_a_piece_of_its_text(text, words):
    piece = passage(Place("", f"{text} fald {text}"), {"fald"}, words)
    plain = unescape(re.sub("</?mark>", "", piece.text.removeprefix("… ").removesuffix("…")))
    assert plain in " ".join(f"{text} fald {text}".split())
    assert "fald" in piece.keys


@given(st.lists(st.sampled_from(["fald", "nat", "sko", "x"]), max_size=60), st.integers(1, 12))
def test_no_piece_of_a_text_holds_more_than_the_passage(said, words):
    piece = passage(Place("", " ".join(said)), {"fald", "nat", "sko"}, words)
    most = max((len(set(said[n : n + words]) & {"fald", "nat", "sko"}) for n in range(len(said))), default=0)
    assert len(piece.keys) == most
