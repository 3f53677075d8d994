"""Words side by side in the question and in a document are worth a little more, and the reasons say so."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.factories.needs import make_need

from lysning.core.actors import VISITOR
from lysning.matching.actions import index_need
from lysning.matching.queries.ranking import explain
from lysning.matching.queries.search import answers, search_needs
from lysning.matching.text.analyser import default_analyser
from lysning.matching.text.nearness import BESIDE, MOST_PAIRS, gained, neighbours

AT = datetime(2026, 11, 25, 12, tzinfo=UTC)
pairs = st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from("abcd")), max_size=6)


def test_neighbours_are_whole_words_in_order_and_none_twice():
    found = neighbours(default_analyser().analyse("grøn skole og grøn skole"))
    assert len(found) == len(set(found)) == 2
    assert (
        neighbours(default_analyser().analyse("skole")) == neighbours(default_analyser().analyse("skole skole")) == []
    )
    assert len(neighbours(default_analyser().analyse(" ".join(f"ord{n}x" for n in range(100))))) == MOST_PAIRS


@given(pairs, st.dictionaries(st.sampled_from("abcd"), st.floats(0, 20), max_size=4))
def test_each_pair_adds_half_its_words_weights(found, asked):
    added = gained(found, asked)
    assert sum(added.values()) == pytest.approx(
        sum(BESIDE * (asked.get(a, 0) + asked.get(b, 0)) / 2 for a, b in found), abs=1e-9
    )
    assert all(value > 0 and key in asked for key, value in added.items())


@pytest.mark.django_db
def test_what_stands_side_by_side_goes_before_the_same_words_apart():
    apart = make_need(title="x", description="Kørsel for borgere. Vi mangler fælles planlægning.")
    beside = make_need(title="x", description="Vi mangler fælles kørsel. Planlægning for borgere.")
    for need in (apart, beside):
        index_need(need.pk, at=AT)
    assert answers("need", "fælles").ids == [apart.pk, beside.pk]
    found = search_needs("fælles kørsel", actor=VISITOR)
    assert found.ids == (beside.pk, apart.pk)
    assert found.ranking.scores[0] > found.ranking.scores[1]
    for why in found.reasons(found.ids).values():
        assert sum(share for _, share in why.words) + why.otherwise + why.meaning == pytest.approx(1)


@pytest.mark.django_db
def test_the_parts_add_up_to_the_score_with_what_nearness_added():
    need = make_need(title="x", description="Vi mangler fælles kørsel til borgere.")
    index_need(need.pk, at=AT)
    ranking = search_needs("fælles kørsel", actor=VISITOR).ranking
    words = explain("need", ranking.asked, ranking.ids)[need.pk]
    beside = ranking.beside[need.pk]
    assert beside == gained(neighbours(default_analyser().analyse("fælles kørsel")), ranking.asked)
    assert sum(words.values()) + sum(beside.values()) == pytest.approx(ranking.scores[0])
