"""The encoder that installations with the extra `dense` have. Without the extra this file is skipped, and says so."""

import pytest

from lysning.matching.dense import Passage, available_encoder, why_no_encoder
from lysning.matching.dense.e5 import MODEL_ID

pytestmark = pytest.mark.skipif(
    why_no_encoder() is not None,
    reason=f"no encoder ({why_no_encoder()}): LYSNING_DENSE=1 ./test tests/matching/dense/test_real.py",
)


@pytest.fixture(scope="module")
def encoder():
    found = available_encoder()
    assert found is not None
    return found


def product(one, other):
    return sum(a * b for a, b in zip(one, other, strict=True))


def test_matrix_products_keep_to_one_thread(encoder):
    from threadpoolctl import threadpool_info

    encoder.query("fald")
    assert {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"} == {1}


def test_it_is_loaded_once_and_says_which_it_is(encoder):
    assert (encoder.model_id, encoder.dimensions) == (MODEL_ID, 384)
    assert available_encoder() is encoder


@pytest.mark.parametrize(
    ("asked", "wanted", "other"),
    [
        ("fall prevention for elderly people", "Faldforebyggelse for borgere i egen bolig", "Elderlyd fra Elverfolket"),
        ("renovation", "Affaldsruter uden tomme kørsler", "Læsetræning for ordblinde"),
        ("børn der ikke vil i skole", "Indsats mod bekymrende skolefravær", "Børnetøj til udsalg"),
    ],
)
def test_meaning_counts_more_than_words(encoder, asked, wanted, other):
    query = encoder.query(asked)
    near, far = encoder.passages([Passage(wanted, ""), Passage(other, "")])
    assert product(query, near) > product(query, far)


@pytest.mark.parametrize(
    "text", ["", "\x00", "😀" * 5_000, "a" * 20_000, "\ufdfa" * 20_000, "kommunale løsninger " * 1_000]
)
def test_any_text_has_a_vector_of_length_one(encoder, text):
    for vector in (encoder.query(text), *encoder.passages([Passage(text, text)])):
        assert product(vector, vector) == pytest.approx(1, abs=1e-4)


def test_the_recipe_has_not_changed_unnoticed(encoder):
    """Stored vectors are compared with today's queries: whoever changes these numbers raises RECIPE in e5.py."""
    assert encoder.query("fald på plejehjem")[:5] == pytest.approx(QUERY, abs=2e-4)
    assert encoder.passages([Passage("Faldmåtte", "Måtten melder fald.")])[0][:5] == pytest.approx(PASSAGE, abs=2e-4)


QUERY = [0.09231, -0.02378, -0.01866, -0.08768, 0.09601]
PASSAGE = [0.07724, -0.01057, -0.03526, -0.1132, 0.05948]
