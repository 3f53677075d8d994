from datetime import UTC, datetime

import pytest
from tests.factories.catalogue import make_solution
from tests.factories.needs import make_need

from lysning.core.actors import VISITOR
from lysning.matching.actions.subjects import reindex_everything
from lysning.matching.queries.similar import (
    needs_for_solution,
    posts_for_solution,
    similar_needs,
    similar_solutions,
    solutions_for_need,
)

AT = datetime(2026, 11, 25, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db
FALL = "Sensorer under gulvet opdager, når en beboer på plejehjemmet falder om natten, og giver vagten alarm."
ROUTE = "Sensorer i skraldespande måler fyldning og lægger ruten, så skraldebilen ikke kører forgæves."


@pytest.fixture
def things():
    """Two solutions against falls, one for waste, and a need for each subject, all in the index."""
    made = {
        "mat": make_solution(title="Faldmåtte", problem=FALL, description="Måtten ligger foran sengen."),
        "floor": make_solution(title="Gulv mod fald", problem="Beboere falder om natten.", description=FALL),
        "waste": make_solution(title="Affaldsruter", problem=ROUTE, audience="Chauffører", description=ROUTE),
        "falls": make_need(title="Fald om natten på plejehjem", description="Vi hører ikke, når beboere falder."),
        "more": make_need(title="Beboere falder", description="Om natten falder beboere på plejehjemmet."),
        "bins": make_need(title="Tomme ture med skraldebilen", description="Skraldespande tømmes, før de er fulde."),
    }
    reindex_everything(at=AT)
    return made


def keys(found):
    return [each.subject_id for each in found]


def test_what_is_alike_is_found_in_every_direction(things):
    assert keys(similar_solutions(things["mat"].pk)) == [things["floor"].pk]
    assert keys(similar_needs(things["falls"].pk, actor=VISITOR)) == [things["more"].pk]
    assert set(keys(solutions_for_need(things["falls"].pk))) == {things["mat"].pk, things["floor"].pk}
    assert keys(needs_for_solution(things["waste"].pk, actor=VISITOR)) == [things["bins"].pk]


def test_shares_lie_between_nothing_and_all_and_name_the_words(things):
    (floor,) = similar_solutions(things["mat"].pk)
    assert 0.12 <= floor.share <= 1
    assert "fald" in floor.terms


def test_what_is_hidden_or_withdrawn_is_like_nothing(things):
    floor = things["floor"]
    type(floor).objects.filter(pk=floor.pk).update(withdrawn_at=AT, withdrawn_reason="discontinued")
    assert similar_solutions(things["mat"].pk) == []


def test_a_thing_outside_the_index_is_like_nothing(things):
    assert similar_solutions(10**9) == []
    assert posts_for_solution(things["mat"].pk) == []
