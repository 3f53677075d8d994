"""The operator's pages about word pairs: what is tried, saved, refused, taken along and brought."""

from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.factories.accounts import client_for, make_member, make_operator
from tests.factories.catalogue import make_solution
from tests.factories.taxonomy import make_area

from lysning.core import clock
from lysning.matching.actions import index_solution
from lysning.matching.models import SynonymDecision
from lysning.matching.queries.synonyms import synonyms_now

pytestmark = pytest.mark.django_db
LIST, TRY, BRING = "/drift/ordpar/", "/drift/ordpar/proev/", "/drift/ordpar/liste/"
PAIR = {"layman": "dimsedut", "trade": "krukke", "area": "*", "source": "", "status": "used"}


@pytest.fixture
def operator():
    return client_for(make_operator(name="Ida Drift"))


def tried(client, **changes):
    return client.get(f"{TRY}?{urlencode(PAIR | changes)}")


def saved(client, **changes):
    facts = {**PAIR, "reason": "Ledere siger det sådan.", "version": synonyms_now().version, **changes}
    return client.post(TRY, facts)


def upload(client, text):
    return client.post(BRING, {"file": SimpleUploadedFile("par.tsv", text.encode())})


def test_a_pair_is_tried_saved_and_then_answers_a_visitor(operator):
    solution = make_solution(title="Krukke til trapper", published=True)
    index_solution(solution.pk, at=clock.now())
    explore = f"{reverse('web:explore')}?q=dimsedut"
    assert "Krukke til trapper" not in client_for().get(explore).text
    page = tried(operator)
    assert page.status_code == 200
    assert "0,217" in page.text  # the quality of the needs in plain words, before and after
    assert not SynonymDecision.objects.exists()
    assert "Krukke til trapper" not in client_for().get(explore).text
    answer = saved(operator)
    assert (answer.status_code, answer["Location"]) == (303, LIST)
    found = client_for().get(explore).text
    assert "<mark>Krukke" in found or "Krukke til trapper" in found
    assert "Ledere siger det sådan." in tried(operator, status="withdrawn").text
    assert "Ida Drift" in tried(operator, status="withdrawn").text


def test_a_shipped_pair_that_is_switched_off_finds_no_more_and_can_come_back(operator):
    solution = make_solution(title="Faldalarm", published=True)
    index_solution(solution.pk, at=clock.now())
    explore = f"{reverse('web:explore')}?q=snubler"
    shipped = {"layman": "snubler", "trade": "fald"}
    assert "Faldalarm" in client_for().get(explore).text
    assert saved(operator, **shipped, status="withdrawn").status_code == 303
    assert "Faldalarm" not in client_for().get(explore).text
    assert "Slukket" in operator.get(f"{LIST}?q=snubler").text
    assert saved(operator, **shipped).status_code == 303
    assert "Faldalarm" in client_for().get(explore).text


@pytest.mark.parametrize(
    ("changes", "words", "english"),
    [
        ({"layman": "Fald", "trade": "fald"}, "Det er det samme på begge sider", "It is the same on both sides"),
        ({"layman": ""}, "Skriv mindst ét ord", "Write at least one word"),
        ({"layman": "x" * 300}, "Skriv højst 80 tegn", "at most 80 characters"),
        ({"layman": "og"}, "»og« siger ikke noget", "“og” carries no subject"),
        ({"layman": "snubler", "trade": "fald"}, "Parret står allerede", "The pair is in the list already"),
        ({"layman": "fald", "trade": "snubler"}, "omvendt", "the other way round"),
        ({"layman": "faldet", "trade": "fald"}, "finder allerede", "already finds"),
        ({"area": "atlantis"}, "Vælg et fagområde", "Choose a service area"),
        ({"status": "withdrawn"}, "kan ikke slukkes", "cannot be switched off"),
    ],
)
def test_what_makes_no_pair_is_said_at_its_field_in_both_languages(changes, words, english):
    for language, said in (("da", words), ("en", english)):
        page = tried(client_for(make_operator(language=language), language), **changes)
        assert page.status_code == 422
        assert said in page.text, language
        assert page.context["form"].errors


@pytest.mark.parametrize("wrong", ["\x00", "a\x00b", "\ud800".encode("utf-8", "surrogatepass").decode("latin-1")])
def test_signs_that_no_database_takes_are_refused_wherever_they_stand(operator, wrong):
    assert saved(operator, layman=wrong + "zz\x00").status_code == 422
    assert saved(operator, reason="Derfor\x00").status_code == 422
    assert operator.get(f"{TRY}?layman=%00&trade=krukke").status_code == 400
    assert not SynonymDecision.objects.exists()


def test_without_a_reason_nothing_is_saved_and_the_effect_is_shown_again(operator):
    page = saved(operator, reason="")
    assert page.status_code == 422
    assert "Skriv hvorfor" in page.text
    assert "0,217" in page.text
    assert saved(operator, reason="Ring 12 34 56 78").status_code == 422
    assert not SynonymDecision.objects.exists()


def test_whoever_looked_at_an_older_list_sees_the_effect_anew_and_can_save_then(operator):
    seen = synonyms_now().version
    assert saved(client_for(make_operator()), layman="dingenot").status_code == 303
    page = saved(operator, version=seen)
    assert page.status_code == 409
    assert "Listen er ændret, siden du så den" in page.text
    assert synonyms_now().version in page.text
    assert SynonymDecision.objects.count() == 1
    assert saved(operator).status_code == 303
    again = saved(operator, version=seen)  # the same pair from a page that is old in both ways
    assert again.status_code == 409
    assert SynonymDecision.objects.count() == 2


def test_the_list_is_searched_narrowed_and_paged_with_as_many_queries(operator, django_assert_max_num_queries):
    make_area("aeldre-sundhed", name_da="Ældre og sundhed")
    assert "snubler" in operator.get(f"{LIST}?q=SNUBL").text
    assert "Ingen par passer" in operator.get(f"{LIST}?q=zzzz").text
    assert "snubler" in operator.get(f"{LIST}?q=snubler&area=aeldre-sundhed").text
    assert "Ingen par passer" in operator.get(f"{LIST}?q=snubler&show=own").text
    assert operator.get(f"{LIST}?page=999&area=%27&show=x").status_code == 200
    for count in (1, 3):
        for number in range(count):
            saved(operator, layman=f"dimsedut{count}{'abc'[number]}")
        operator.get(LIST)
        with django_assert_max_num_queries(8):
            page = operator.get(f"{LIST}?show=own")
    assert page.text.count("dimsedut") >= 4


def test_decisions_are_taken_along_and_brought_elsewhere(operator):
    saved(operator)
    saved(operator, layman="snubler", trade="fald", status="withdrawn")
    file = operator.get(reverse("matching:export"))
    assert file["Content-Type"].startswith("text/tab-separated-values")
    lines = file.text.splitlines()
    assert lines[0] == "layman\ttrade\tarea\tsource\tdate\tstatus"
    assert {line.split("\t")[0] for line in lines[1:]} == {"snubler", "dimsedut"}
    assert "Listen siger ikke noget nyt" in upload(operator, file.text).text


def test_a_list_is_tried_and_then_written_whole(operator):
    page = upload(operator, "hverdagsord;fagord\ndimsedut;krukke\ndingenot;krukke\nvælter;fald\n")
    assert page.status_code == 200
    assert page.context["report"].new == 2
    assert not SynonymDecision.objects.exists()
    facts = {"content": page.context["content"], "version": synonyms_now().version}
    assert operator.post(BRING, facts | {"reason": ""}).status_code == 422
    assert operator.post(BRING, facts | {"reason": "Fra Hjørring.", "version": "0-gammel"}).status_code == 409
    assert not SynonymDecision.objects.exists()
    assert operator.post(BRING, facts | {"reason": "Fra Hjørring."}).status_code == 303
    assert SynonymDecision.objects.count() == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("layman\ttrade\nog\tfald\n", "siger ikke noget"),
        ("layman\ttrade\nsnubler\tfald\nfald\tdims\ndims\tfald\n", "omvendt"),
        ("ord\nfald\n", "overskrifterne"),
        ("layman\ttrade\tstatus\ndims\tfald\tmåske\n", "hverken »used« eller »withdrawn«"),
        ("layman\ttrade\n" + "".join(f"dims{n}\tkrukke\n" for n in range(2001)), "2000"),
        ("\x00\x01", "ikke en tekstfil"),
    ],
)
def test_a_list_with_mistakes_is_not_written_and_each_place_is_named(operator, text, said):
    page = upload(operator, text)
    assert page.status_code == 422
    assert said in page.text
    assert not SynonymDecision.objects.exists()


def test_a_file_that_is_none_or_far_too_large_is_refused_at_the_field(operator):
    assert operator.post(BRING, {}).status_code == 422
    assert upload(operator, "x" * 1_000_001).status_code == 422


@pytest.mark.parametrize("name", ["synonyms", "new_synonym", "try_synonym", "export", "bring"])
def test_the_pages_are_the_operators(name):
    address = reverse(f"matching:{name}")
    assert client_for().get(address).status_code == 302
    assert client_for(make_member(role="moderator")).get(address).status_code == 403
    assert client_for(make_operator()).get(address).status_code == (422 if name == "try_synonym" else 200)
