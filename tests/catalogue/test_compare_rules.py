"""What solutions are held against each other by: cost over years, difference, and choices as marks."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lysning.catalogue.rules.compare import differs
from lysning.catalogue.rules.facets import FACETS, choices_in, marks_of
from lysning.catalogue.rules.price import COMPARED_YEARS, Price, cost_over

SUMS = st.integers(0, 10**8).map(Decimal)


@given(SUMS, SUMS, st.integers(1, 20))
def test_each_year_more_adds_the_yearly_price(first, yearly, years):
    price = Price(first, yearly)
    assert cost_over(price, 1) == first
    assert cost_over(price, years + 1) - cost_over(price, years) == yearly


def test_prices_are_compared_over_four_years():
    assert COMPARED_YEARS == 4
    assert cost_over(Price(Decimal(100), Decimal(10))) == 130


@pytest.mark.parametrize("years", [0, -1])
def test_there_is_no_cost_over_no_years(years):
    with pytest.raises(ValueError, match="years"):
        cost_over(Price(Decimal(1), Decimal(1)), years)


@given(st.lists(st.text(), max_size=4))
def test_values_differ_unless_all_say_the_same(values):
    said = {" ".join(value.casefold().split()) for value in values}
    assert differs(values) == (len(said) > 1)
    assert not differs([*values[:1], *(f"  {value} " for value in values[:1])])


@pytest.mark.parametrize(
    ("values", "expected"),
    [([], False), (["Ja"], False), (["Ja", "ja "], False), (["Ja", ""], True), (["Ja", "Ja", "Nej"], True)],
)
def test_what_one_leaves_out_is_a_difference(values, expected):
    assert differs(values) is expected


CHOICES = st.dictionaries(st.sampled_from(FACETS), st.lists(st.sampled_from(["a", "b", "c:d"]), unique=True))


@given(CHOICES)
def test_choices_come_back_from_their_marks(choices):
    back = choices_in(marks_of(choices))
    assert {facet: sorted(values) for facet, values in back.items() if values} == {
        facet: sorted(values) for facet, values in choices.items() if values
    }
    assert marks_of(back) == marks_of(choices) == sorted(marks_of(choices))
