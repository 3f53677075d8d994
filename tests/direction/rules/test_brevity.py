"""A text said in fewer letters."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lysning.direction.rules.brevity import LEVELS, brief, brief_lines

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


@given(st.lists(WORDS.filter(bool), max_size=5), st.integers(0, 120))
def test_lines_are_told_from_the_first_on_and_say_when_there_was_more(lines, most):
    said = brief_lines(lines, most)
    assert sum(map(len, said)) <= most + len(" …")
    whole = sum(map(len, lines)) <= most
    assert (said == lines) or not whole
    assert whole or not said or said[-1].endswith("…")
    assert all(text.startswith(told.rstrip("… ").rstrip()) for text, told in zip(lines, said, strict=False))


@pytest.mark.parametrize(
    ("most", "said"),
    [
        (100, ["Vi prøver det.", "ét nummer", "ét svar"]),
        (30, ["Vi prøver det.", "ét nummer", "ét svar"]),
        (29, ["Vi prøver det.", "ét nummer", "ét…"]),
        (23, ["Vi prøver det.", "ét nummer …"]),
        (9, ["Vi…"]),
        (0, []),
    ],
)
def test_the_line_that_does_not_fit_is_cut_and_the_rest_left_out(most, said):
    assert brief_lines(["Vi prøver det.", "ét nummer", "ét svar"], most) == said


def test_each_level_says_no_more_than_the_one_before():
    for more, less in pairwise(LEVELS):
        assert all(getattr(less, name) <= getattr(more, name) for name in more.__dataclass_fields__)
