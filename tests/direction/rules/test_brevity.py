"""A text said in fewer letters."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lysning.direction.rules.brevity import LEVELS, brief

WORDS = st.text(st.sampled_from("ab .!,;æ"), max_size=80)


@given(WORDS, st.integers(0, 90))
def test_never_longer_than_asked_and_never_changed_where_it_fits(text, most):
    said = brief(text, most)
    assert len(said) <= most or said == text
    assert (said == text) or len(text) > most
    assert text.startswith(said.rstrip("… ").rstrip()) or not said


@pytest.mark.parametrize(
    ("most", "said"),
    [
        (100, "Vi prøver det. Personalet er glad for det, og det er billigt."),
        (61, "Vi prøver det. Personalet er glad for det, og det er billigt."),
        (60, "Vi prøver det. Personalet er glad for det, og det er…"),
        (40, "Vi prøver det. …"),
        (16, "Vi prøver det. …"),
        (12, "Vi prøver…"),
        (0, ""),
    ],
)
def test_whole_sentences_first_then_whole_words(most, said):
    assert brief("Vi prøver det. Personalet er glad for det, og det er billigt.", most) == said


def test_each_level_says_no_more_than_the_one_before():
    for more, less in pairwise(LEVELS):
        assert all(getattr(less, name) <= getattr(more, name) for name in more.__dataclass_fields__)
