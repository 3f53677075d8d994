"""Every need feeds the matching: all its texts are read, and each municipality that shares it is a signal for its leaders."""

import pytest
from tests.factories.catalogue import make_solution
from tests.factories.directory import make_municipality
from tests.factories.needs import make_cosignature, make_need
from tests.factories.taxonomy import make_area

from lysning.core import clock
from lysning.core.actors import VISITOR
from lysning.matching.actions import fold_where_needed, index_need, index_solution
from lysning.matching.queries import search_needs
from lysning.matching.queries.posts import signals
from lysning.matching.queries.reading import understand
from lysning.matching.queries.similar import needs_for_solution, needs_that_say
from lysning.matching.rules.facts import MatchFacts
from lysning.needs.models import Need

pytestmark = pytest.mark.django_db
FALL = "Beboere på plejehjem falder om natten, og nattevagten opdager faldet for sent."


def indexed(**facts):
    need = make_need(**facts)
    index_need(need.pk, at=clock.now())
    return need


@pytest.mark.parametrize("field", ["title", "description", "audience", "scale", "tried"])
def test_every_text_of_a_need_is_found(field):
    need = indexed(**{field: "Trædemåtter gav falske alarmer"})
    assert list(search_needs("trædemåtter", actor=VISITOR).ids) == [need.pk]


def heard_by(text):
    understood = understand(MatchFacts(title="", problem="", audience="", description=text))
    return signals(understood.reading, understood.areas).needs_of_area


def test_a_need_speaks_for_each_municipality_that_shares_it():
    care = make_area("aeldre-sundhed")
    need = indexed(title="Fald om natten", description=FALL, area=care)
    for number in range(30):
        indexed(title=f"Noget andet {number}", description="Bilerne kører forgæves til tomme spande.")
    row, gone = make_cosignature(need), make_cosignature(need, withdrawn_at=clock.now())
    heard = heard_by(FALL)
    assert (need.municipality_id, care.pk) in heard
    assert heard[row.municipality_id, care.pk][0] == need.title
    assert (gone.municipality_id, care.pk) not in heard


def test_of_several_needs_the_one_most_spoken_to_is_named():
    care, place = make_area("aeldre-sundhed"), make_municipality()
    for title, said in (
        ("Nattevagten", "Nattevagten kommer for sent."),
        ("Fald", FALL),
        ("Beboere", "Beboere bliver vækket."),
    ):
        indexed(title=title, description=said, area=care, municipality=place)
    for number in range(30):
        indexed(title=f"Noget andet {number}", description="Bilerne kører forgæves til tomme spande.")
    assert heard_by(FALL)[place.pk, care.pk][0] == "Fald"


def test_words_of_every_day_are_no_need_in_common():
    """Among a few needs they are as rare as the words of the field."""
    roads = make_area("teknik-miljoe")
    need = indexed(
        title="Fortove til rollatorer",
        description="Kommunens borgere får ofte besked sent, og det måles ikke.",
        area=roads,
    )
    for number in range(30):
        indexed(title=f"Noget andet {number}", description="Bilerne kører forgæves til tomme spande.", area=roads)
    rats = "Rotter i kloakken findes med en sensor. Kommunens rottebekæmpelse får besked, før det måles, og aldrig for sent."
    assert (need.municipality_id, roads.pk) not in heard_by(rats)
    assert (need.municipality_id, roads.pk) in heard_by("Fortove og veje med huller findes af en bil, der kører forbi.")


def test_a_supplier_sees_the_needs_that_all_texts_of_a_need_speak_of():
    solution = make_solution(title="Sensor mod fald om natten", problem=FALL, audience="Beboere", description=FALL)
    index_solution(solution.pk, at=clock.now())
    need = indexed(title="Tryg nat", description="Nætterne er urolige.", scale=FALL)
    fold_where_needed(at=clock.now())
    assert [each.subject_id for each in needs_for_solution(solution.pk, actor=VISITOR)] == [need.pk]


def test_a_text_that_is_being_written_finds_what_says_the_same_and_nothing_that_waits():
    assert needs_that_say({"title": "Fald", "body": FALL}, actor=VISITOR) == []
    need = indexed(title="Fald om natten", description=FALL)
    far = indexed(title="Tomme spande", description="Bilerne kører forgæves til tomme spande.")
    waiting = make_need(title="Fald om natten", description=FALL, is_citizens=True, waiting_since=clock.now())
    index_need(waiting.pk, at=clock.now())
    found = needs_that_say({"title": "Fald om natten", "body": FALL}, actor=VISITOR)
    assert [each.subject_id for each in found] == [need.pk]
    assert found[0].share > 0.9
    assert needs_that_say({"title": "", "body": ""}, actor=VISITOR) == []
    Need.objects.filter(pk=need.pk).update(municipality=make_municipality(), hidden_at=clock.now(), hidden_reason="x")
    assert [each.subject_id for each in needs_that_say({"body": FALL}, actor=VISITOR)] in ([], [far.pk])
