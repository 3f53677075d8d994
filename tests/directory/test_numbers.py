import pytest
from hypothesis import given
from hypothesis import strategies as st

from lysning.directory.rules import clean_cvr


def weighted_sum(digits):
    return sum(int(digit) * weight for digit, weight in zip(digits, (2, 7, 6, 5, 4, 3, 2, 1), strict=True))


@given(st.from_regex(r"[0-9]{8}", fullmatch=True))
def test_a_cvr_number_is_eight_digits_that_add_up(digits):
    is_good = digits[0] != "0" and weighted_sum(digits) % 11 == 0
    assert clean_cvr(digits) == (digits if is_good else None)


@pytest.mark.parametrize("typed", ["25313763", "DK25313763", "dk 25 31 37 63", " 25-31-37-63 "])
def test_a_cvr_number_may_be_typed_in_many_ways(typed):
    assert clean_cvr(typed) == "25313763"


@given(st.text(max_size=30))
def test_any_text_is_a_cvr_number_or_not(text):
    assert clean_cvr(text) is None or len(clean_cvr(text)) == 8


@pytest.mark.parametrize("written", ["", "64942213", "6494221", "649422120", "abcdefgh", "00000000"])
def test_what_is_no_cvr_number(written):
    assert clean_cvr(written) is None
