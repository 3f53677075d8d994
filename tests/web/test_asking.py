"""Around the search box: half words, misspellings, why a hit is there, and what people say of it."""

import re

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from tests.factories.accounts import make_member
from tests.factories.catalogue import make_solution
from tests.factories.directory import make_municipality, make_supplier

from lysning.core import clock
from lysning.matching.actions.subjects import reindex_everything
from lysning.matching.models import Judgement
from lysning.web.hits import marked, percents

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


def explore(client, query):
    return client.get("/loesninger/", {"q": query}).content.decode()


def test_half_a_word_goes_on_as_the_solutions_have_it(client, solution):
    answer = client.get("/soeg/ord/", {"q": "fald på pleje"})
    assert 'value="fald på plejehjem"' in answer.content.decode()
    assert answer["Cache-Control"] == "max-age=300"
    assert client.get("/soeg/ord/", {"q": ""}).content.strip() == b""
    assert client.get("/soeg/ord/", {"q": '"><script>'}).status_code == 200


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
