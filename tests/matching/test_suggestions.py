"""KLE groups suggested for a text, learnt from what is in the index."""

from math import fsum, isclose

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.factories.taxonomy import make_kle_group

from lysning.core import clock
from lysning.core.actors import SYSTEM
from lysning.matching.actions import index_reference
from lysning.matching.queries import MatchFacts, suggest_kle
from lysning.matching.queries.reading import understand
from lysning.taxonomy.actions import import_kle, seed_reference
from lysning.taxonomy.models import KleGroup
from lysning.taxonomy.queries import areas

CARE = "Sensorer på plejehjem melder, når en beboer falder i sin plejebolig om natten"
BREAD = "En brødskærer til bagere, der skærer rugbrød i tynde skiver"
LIST = """number,title
27.42.04,Tilsyn med plejehjem
27.42.08,Nødkald og sensorer i plejeboliger
05.14,Gadebelysning
05.14.02,Lysmaster og armaturer
24.05,Erhvervsturisme
"""
pytestmark = pytest.mark.django_db


@pytest.fixture
def seeded():
    areas.forget()
    seed_reference()
    index_reference()
    yield
    areas.forget()


def brought_in():
    import_kle(content=LIST.encode(), file_name="kle.csv", apply=True, by=SYSTEM, at=clock.now())
    index_reference()


def numbers(text):
    return [row.number for row in suggest_kle(text)]


def test_without_an_index_there_is_nothing_to_suggest():
    make_kle_group("27", "Social service")
    assert suggest_kle(CARE) == ()


def test_what_comes_with_lysning_is_enough_for_a_suggestion(seeded):
    first, *others = suggest_kle(CARE)
    assert (first.number, first.title) == ("27.42", "Plejeboliger og plejehjem")
    assert first.kle_id == KleGroup.objects.get(number="27.42").pk
    assert {"plejehjem", "plejebolig"} <= {word for word, _ in first.words}
    assert all(0 < row.confidence <= first.confidence <= 1 for row in others)
    for row in (first, *others):
        assert isclose(fsum(share for _, share in row.words), 1.0)


def test_a_text_that_concerns_nobody_is_left_alone(seeded):
    assert suggest_kle(BREAD) == ()


@pytest.mark.parametrize(
    "text", ["", "a", "og i at", "\0\u202e", "🙂" * 50, "(a+)+$" * 100, "' OR 1=1 -- & | !", "x" * 20_000]
)
def test_bad_input_gets_no_group_and_no_error(seeded, text):
    assert suggest_kle(text) == ()


def test_a_list_that_is_brought_in_counts_at_once(seeded):
    light = "Lysmaster og armaturer til gadebelysning på kommunens veje"
    assert "05.14" not in numbers(light)
    brought_in()
    assert numbers(light)[0] == "05.14"
    assert numbers(CARE)[0] == "27.42"
    assert numbers("Erhvervsturisme")[:1] == ["24.05"]


def test_a_title_is_learnt_once(seeded):
    suggest_kle(CARE)
    with CaptureQueriesContext(connection) as one:
        suggest_kle(CARE)
    with CaptureQueriesContext(connection) as other:
        suggest_kle("Vagtplaner til hjemmeplejen")
    assert len(one) == len(other) == 1


def test_a_group_from_the_operators_list_names_the_area_of_its_main_group(seeded):
    import_kle(
        content=b"number,title\n07.20,Genbrugspladser", file_name="kle.csv", apply=True, by=SYSTEM, at=clock.now()
    )
    chosen = frozenset({KleGroup.objects.get(number="07.20").pk})
    found = understand(MatchFacts(description="Sensorer i beholdere til affald", kle_ids=chosen)).areas
    assert found[0].kle == ("07.20 Genbrugspladser",)
