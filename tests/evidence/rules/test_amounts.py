from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lysning.evidence.rules.amounts import Amount, read_amount, read_currency
from lysning.evidence.rules.unclear import Unclear


@pytest.mark.parametrize(
    ("written", "amount", "currency"),
    [
        ("1.234.567,50 kr.", "1234567.50", "DKK"),
        ("DKK 1,2 mio", "1200000.00", "DKK"),
        ("1,2 mio. kr.", "1200000.00", "DKK"),
        ("ca. 2 mio. kr.", "2000000.00", "DKK"),
        ("12164139,97", "12164139.97", "DKK"),
        ("15.414.794", "15414794.00", "DKK"),
        ("32467,02", "32467.02", "DKK"),
        ("1.234", "1234.00", "DKK"),
        ("0,5", "0.50", "DKK"),
        ("1,234,567.50 EUR", "1234567.50", "EUR"),
        ("€ 250.000", "250000.00", "EUR"),
        ("EUR 1.5 million", "1500000.00", "EUR"),
        ("1 234 567 kr", "1234567.00", "DKK"),
        ("1\N{NO-BREAK SPACE}234\N{NO-BREAK SPACE}567,00 kr.", "1234567.00", "DKK"),
        ("250 t.kr.", "250000.00", "DKK"),
        ("300 tkr.", "300000.00", "DKK"),
        ("1,5 mia. kr.", "1500000000.00", "DKK"),
        ("1.000,- kr.", "1000.00", "DKK"),
        ("2.500.000 SEK", "2500000.00", "SEK"),
        ("$ 12,500.00", "12500.00", "USD"),
        ("0", "0.00", "DKK"),
    ],
)
def test_sums_are_read_as_people_write_them(written, amount, currency):
    assert read_amount(written) == Amount(Decimal(amount), currency)


def test_a_sum_without_a_currency_is_in_the_one_of_the_list():
    assert read_amount("1.000.000", currency="SEK") == Amount(Decimal("1000000.00"), "SEK")
    assert read_amount("1.000.000 EUR", currency="SEK").currency == "EUR"


@pytest.mark.parametrize(("written", "currency"), [("kr.", "DKK"), ("Euro", "EUR"), ("chf", "CHF"), ("SEK", "SEK")])
def test_a_currency_is_read_by_name_or_letters(written, currency):
    assert read_currency(written) == currency


@pytest.mark.parametrize("written", ["", "12", "mønter", "æøå"])
def test_what_is_no_currency_is_said_so(written):
    with pytest.raises(Unclear, match="currency"):
        read_currency(written)


@pytest.mark.parametrize("written", ["1,250", "1,250 DKK", "1.250 mio", "1,250 mio. kr."])
def test_what_can_mean_two_sums_means_none(written):
    with pytest.raises(Unclear) as fault:
        read_amount(written)
    assert fault.value.code == "amount_ambiguous"


@pytest.mark.parametrize(
    "written",
    [
        *(
            "",
            "ukendt",
            "1-2 mio. kr.",
            "-500 kr.",
            "1.23.456",
            "12.34.567",
            "1..2",
            "1,2,3",
            "5 stk.",
            "10 kr. og 5 øre",
        ),
        *("5 kr. EUR", "2 mio. mio.", "1.2345", "0.123", ".5", "9" * 16),
    ],
)
def test_what_is_no_sum_is_said_so(written):
    with pytest.raises(Unclear) as fault:
        read_amount(written)
    assert fault.value.code == "amount"


@given(st.decimals(0, 10**11, places=2), st.sampled_from(["DKK", "kr.", "kroner"]), st.booleans())
def test_a_danish_sum_comes_back(amount, currency, is_first):
    number = f"{amount:,.2f}".translate(str.maketrans(",.", ".,"))
    assert read_amount(f"{currency} {number}" if is_first else f"{number} {currency}") == Amount(amount, "DKK")


@given(st.decimals(0, 10**11, places=2))
def test_an_english_sum_comes_back(amount):
    assert read_amount(f"EUR {amount:,.2f}") == Amount(amount, "EUR")


@given(st.text(max_size=40) | st.text("0123456789.,- 'krmio", max_size=20))
def test_any_text_is_a_sum_or_unclear(text):
    try:
        found = read_amount(text)
    except Unclear as fault:
        told = fault
    else:
        assert found.amount == round(found.amount, 2) >= 0
        return
    assert (told.code in {"amount", "amount_ambiguous"}, told.text) == (True, text)


@given(st.decimals(0, 10**11, places=2))
def test_a_sum_as_we_write_it_comes_back(amount):
    assert read_amount(str(amount)) == Amount(amount, "DKK")
