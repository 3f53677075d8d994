"""What is like a solution or a need stands on its page, with the words they share."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.factories.catalogue import make_solution
from tests.factories.needs import make_joining, make_need
from tests.factories.taxonomy import make_area

from lysning.catalogue.actions import hide_solution
from lysning.core import clock
from lysning.core.actors import SYSTEM
from lysning.matching.actions import reindex_everything
from lysning.needs.models import Need

pytestmark = pytest.mark.django_db
FALL = {
    "title": "Sensor mod fald om natten",
    "problem": "Beboere på plejehjem falder om natten, og nattevagten opdager faldet for sent.",
    "audience": "Nattevagter og beboere på plejehjem",
    "description": "En sensor ved sengen melder, når en beboer står op om natten.",
}
MAT = FALL | {"title": "Måtte, der melder fald om natten"}
NEED = {
    "title": "Fald om natten",
    "description": "Beboere på vores plejehjem falder om natten, og vi opdager det sent.",
}


def fresh():
    reindex_everything(at=clock.now(), progress=lambda *_: None)


def shown(client, name, thing):
    response = client.get(reverse(name, args=[thing.slug]))
    assert response.status_code == 200
    return response.content.decode()


def test_a_solutions_page_shows_who_else_could_use_it_and_what_is_like_it(client):
    sensor, mat = make_solution(**FALL), make_solution(**MAT)
    far = make_solution(title="Læseapp", problem="Børn læser for lidt.", audience="Skoler", description="En app.")
    need = make_need(**NEED)
    fresh()
    page = shown(client, "web:solution", sensor)
    assert "Hvem kan ellers bruge den?" in page
    assert reverse("needs:need", args=[need.slug]) in page
    assert reverse("web:solution", args=[mat.slug]) in page
    assert reverse("web:solution", args=[far.slug]) not in page
    assert "»natten«" in page


def test_a_joined_need_is_listed_nowhere_but_where_it_was_joined(client):
    area = make_area()
    solution = make_solution(areas=(area.key,), **FALL)
    need, kept, joined = (make_need(area=area, **NEED) for _ in range(3))
    fresh()
    pages = ("needs:need", need), ("web:solution", solution)
    for name, thing in pages:
        assert joined.slug in shown(client, name, thing), "before it is joined it is as near as the others"
    make_joining(joined, kept)
    for name, thing in pages:
        page = shown(client, name, thing)
        assert kept.slug in page
        assert joined.slug not in page
    for address in ("/", reverse("web:area", args=[area.key])):
        page = client.get(address).content.decode()
        assert kept.slug in page
        assert joined.slug not in page
    assert reverse("needs:need", args=[joined.slug]) in shown(client, "needs:need", kept)
    assert client.get(reverse("needs:need", args=[joined.slug])).status_code == 200


def test_a_needs_page_shows_the_solutions_that_speak_to_it(client):
    sensor, hidden, need, other = make_solution(**FALL), make_solution(**MAT), make_need(**NEED), make_need(**NEED)
    fresh()
    hide_solution(solution=hidden, reason="x", by=SYSTEM, at=clock.now())
    page = shown(client, "needs:need", need)
    assert reverse("web:solution", args=[sensor.slug]) in page
    assert reverse("needs:need", args=[other.slug]) in page
    assert hidden.slug not in page
    Need.objects.filter(pk=other.pk).update(hidden_at=clock.now(), hidden_reason="x")
    assert reverse("needs:need", args=[other.slug]) not in shown(client, "needs:need", need)


def test_words_of_every_day_are_no_reason(client):
    """Both say "vi har sagt det, og vi får gjort det": that is nothing to have in common."""
    say = "Vi har sagt det flere gange, og nu får vi gjort noget ved det, som vi har sagt."
    sensor = make_solution(**FALL | {"problem": f"{FALL['problem']} {say}"})
    empty = make_solution(title="Sagt og gjort", problem=say, audience="Alle", description=say)
    near = make_need(title="Fald om natten", description=f"{NEED['description']} {say}")
    talk = make_need(title="Vi har sagt det", description=say)
    fresh()
    page = shown(client, "web:solution", sensor)
    assert reverse("needs:need", args=[near.slug]) in page
    for word in ("sagt", "får", "gjort", "gange", "flere"):
        assert f"»{word}«" not in page
    assert reverse("needs:need", args=[talk.slug]) not in shown(client, "web:solution", empty)


def test_what_stands_alone_has_no_neighbours(client):
    alone = make_solution(**FALL)
    fresh()
    page = shown(client, "web:solution", alone)
    assert "Løsninger som denne" not in page
    assert "Hvem kan ellers bruge den?" not in page


@pytest.mark.parametrize("name", ["web:solution", "needs:need"])
def test_more_neighbours_cost_no_more_queries(client, name):
    thing = {"web:solution": make_solution, "needs:need": make_need}[name](**(FALL if name == "web:solution" else NEED))

    def queries():
        fresh()
        shown(client, name, thing)
        with CaptureQueriesContext(connection) as captured:
            shown(client, name, thing)
        return len(captured)

    make_solution(**MAT), make_need(**NEED)
    one = queries()
    for _ in range(2):
        make_solution(**MAT), make_need(**NEED)
    assert queries() == one
