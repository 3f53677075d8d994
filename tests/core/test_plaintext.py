"""C7: what is shaped like a personal number is found however its digits are kept apart, and little else is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lysning.core.plaintext import has_cpr_number


@pytest.mark.parametrize(
    "text",
    [
        "010190-1234",
        "0101901234",
        "010190 1234",
        "010190–1234",
        "010190 - 1234",
        "010190\u00a01234",
        "01 01 90-1234",
        "0 1 0 1 9 0 1 2 3 4",
        "N r .  0 1 0 1 9 0 - 1 2 3 4  h e r",
        "cpr: 3 1 1 2 9 9 4 3 2 1.",
    ],
)
def test_a_personal_number_is_found_however_it_is_kept_apart(text):
    assert has_cpr_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "CVR 29 18 99 27, sag 12345678, 1. januar 1990",
        "010190\n1234",
        "01.01.26-2030",
        "01 01 26 2030",
        "40101901234",
        "3201901234",
        "0113901234",
        "0 1 1 3 9 0 1 2 3 4",
        "3 2 0 1 9 0 1 2 3 4",
        "0 1 0 1 9 0",
        "1 2 3 4 5 6 7 8 9 10",
        "5 0 1 0 1 9 0 1 2 3 4",
        "0 1 0 1 9 0 1 2 3 4 5",
        "50 1 0 1 9 0 1 2 3 4",
        "0 1 0 1 9 0 1 2 3 45",
        "3 1 1 2 0\n4 1 2 3 4",
    ],
)
def test_other_numbers_are_let_be(text):
    assert not has_cpr_number(text)


@given(st.dates(), st.integers(0, 9999), st.sampled_from(["", " ", "-", " - ", "–"]), st.booleans())
def test_any_day_and_any_four_digits_are_found(day, number, between, is_apart):
    date, rest = day.strftime("%d%m%y"), f"{number:04d}"
    text = (
        f"{' '.join(date)} {between.strip()} {' '.join(rest)}".replace("  ", " ") if is_apart else date + between + rest
    )
    assert has_cpr_number(f"Borger {text}, hjemmeboende")
