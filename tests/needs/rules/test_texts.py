import pytest
from hypothesis import given
from hypothesis import strategies as st

from lysning.needs.rules import LONGEST, text_fault


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "need_text_missing"),
        ("x" * 120, None),
        ("x" * 121, "need_text_too_long"),
        ("Ring til 010190-1234", "need_text_has_cpr"),
        ("Ring til 31129912 34", None),
        ("Nummer 0101901234 i bunken", "need_text_has_cpr"),
        ("Vi har 4512345678 timer", None),
    ],
)
def test_what_a_title_must_be(text, fault):
    assert text_fault("title", text) == fault


@given(st.sampled_from(sorted(LONGEST)), st.text(alphabet="abc æøå", min_size=1, max_size=120))
def test_short_words_without_digits_are_never_refused(field, text):
    assert text_fault(field, text) is None
