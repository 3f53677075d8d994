import math

import pytest

from lysning.matching.rules.quality import of_page


def test_a_page_is_measured_by_its_five_places_and_the_best_there_is():
    grades = {"a": 2, "b": 1, "c": 0, "d": 1}
    found = of_page(["c", "a", "x", "b", "y", "d"], grades)
    ideal = 2 + 1 / math.log2(3) + 1 / 2
    assert found == {
        "precision@5": pytest.approx(2 / 5),
        "ndcg@5": pytest.approx((2 / math.log2(3) + 1 / math.log2(5)) / ideal),
        "answered@5": 1.0,
    }


@pytest.mark.parametrize(("shown", "grades"), [([], {"a": 2}), (["a"], {}), (["a", "b"], {"a": 0, "c": 2})])
def test_a_page_with_nothing_relevant_is_worth_nothing(shown, grades):
    assert set(of_page(shown, grades).values()) == {0.0}


def test_a_page_that_only_touches_the_need_does_not_answer_it():
    assert of_page(["a", "b"], {"a": 1, "b": 1, "c": 1}) == {
        "precision@5": pytest.approx(2 / 5),
        "ndcg@5": pytest.approx((1 + 1 / math.log2(3)) / (1 + 1 / math.log2(3) + 1 / 2)),
        "answered@5": 0.0,
    }
