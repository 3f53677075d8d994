"""What a sum says, however somebody wrote it: "1.234.567,50 kr.", "DKK 1,2 mio", "€ 250.000", "15.414.794"."""

import re
from dataclasses import dataclass
from decimal import Decimal

from lysning.evidence.rules.unclear import Unclear

CURRENCIES = {
    **dict.fromkeys(("kr", "dkk", "dkr", "d.kr", "kroner", "danske kroner"), "DKK"),
    **dict.fromkeys(("eur", "euro", "euros", "€"), "EUR"),
    **dict.fromkeys(("sek", "skr", "svenske kroner"), "SEK"),
    **dict.fromkeys(("nok", "nkr", "norske kroner"), "NOK"),
    **dict.fromkeys(("usd", "us$", "$"), "USD"),
    **dict.fromkeys(("gbp", "£"), "GBP"),
}
"""What a currency is called, besides its three letters (ISO 4217); a bare "kr" is Danish."""
MULTIPLES = {
    **dict.fromkeys(("t", "tusind", "tusinde", "thousand", "k"), 1_000),
    **dict.fromkeys(("mio", "mill", "million", "millioner", "millions", "m"), 1_000_000),
    **dict.fromkeys(("mia", "milliard", "milliarder", "billion", "bn"), 1_000_000_000),
}
JOINED = {"tkr": ("t", "kr"), "t.kr": ("t", "kr"), "mkr": ("m", "kr"), "mdkk": ("m", "dkk"), "tdkk": ("t", "dkk")}
LARGEST = Decimal(10) ** 12
_NUMBER = re.compile(r"\d[\d.,'’\s]*\d|\d")
_SIGNED = re.compile(r"(?:[-−–<>]\s*|(?:^|\s)[.,])$")
"""What before a number makes it another one: less than nothing, less or more than it, or a part of one (.5)."""
_ABOUT = re.compile(r"^(?:ca\.?|cirka|circa|omkring|about|approx\.?|i alt)\s+", re.IGNORECASE)


@dataclass(frozen=True)
class Amount:
    """A sum in whole units of its currency (ISO 4217), with at most two decimals."""

    amount: Decimal
    currency: str


def read_amount(text: str, *, currency: str = "DKK") -> Amount:
    """The sum that a text says; `currency` where it names none.

    Raises Unclear: "amount" when it is no single sum, "amount_ambiguous" when the same signs can mean two sums (1,250).
    """
    bare = _ABOUT.sub("", text.strip()).replace("\N{NO-BREAK SPACE}", " ")
    numbers = list(_NUMBER.finditer(bare))
    if len(numbers) != 1 or _SIGNED.search(bare[: numbers[0].start()]):
        raise Unclear("amount", text)
    found = numbers[0]
    times, named = _words(f"{bare[: found.start()]} {_after(bare[found.end() :])}", text)
    amount = _number(found.group(), is_multiplied=times > 1, text=text) * times
    if amount > LARGEST:
        raise Unclear("amount", text)
    return Amount(amount.quantize(Decimal("0.01")), named or currency)


def read_currency(text: str) -> str:
    """The three letters (ISO 4217) of the currency that a text names. Raises Unclear("currency")."""
    word = text.casefold().strip(" .")
    found = CURRENCIES.get(word, word.upper())
    if not re.fullmatch(r"[A-Z]{3}", found):
        raise Unclear("currency", text)
    return found


def _after(rest: str) -> str:
    """What follows the number, without the dash that stands for no øre (1.000,-)."""
    return re.sub(r"^,?\s?[-–]+(?=\s|$)", " ", rest)


def _words(written: str, text: str) -> tuple[int, str]:
    """The multiple and the currency (or "") among the words around a number; every word must be one of them."""
    times, currency = 1, ""
    words = (
        written.casefold()
        .replace("danske kroner", "dkk")
        .replace("svenske kroner", "sek")
        .replace("norske kroner", "nok")
    )
    for word in (part.strip(".,:;()") for part in words.split()):
        for piece in JOINED.get(word, (word,)):
            if piece in MULTIPLES and times == 1:
                times = MULTIPLES[piece]
            elif piece in CURRENCIES and currency in {"", CURRENCIES[piece]}:
                currency = CURRENCIES[piece]
            elif piece:
                raise Unclear("amount", text)
    return times, currency


def _number(written: str, *, is_multiplied: bool, text: str) -> Decimal:
    """A number in Danish or English signs; spaces and apostrophes only ever part thousands."""
    signs = re.sub(r"(?<=\d)[\s'’](?=\d{3}(?!\d))", "", written)
    if re.fullmatch(r"\d+", signs):
        return Decimal(signs)
    if not re.fullmatch(r"[\d.,]+", signs):
        raise Unclear("amount", text)
    last = max(signs.rfind("."), signs.rfind(","))
    whole, sign, rest = signs[:last], signs[last], signs[last + 1 :]
    other = "," if sign == "." else "."
    if sign in whole or (other not in whole and _parts_thousands(whole, sign, rest, is_multiplied, text)):
        return Decimal(_without(signs, sign, text))
    if not rest or len(rest) > 2 + (len(whole) > 3 and other not in whole):  # noqa: PLR2004 -- øre, or a third figure that cannot part
        raise Unclear("amount", text)
    return Decimal(f"{_without(whole, other, text)}.{rest}")


def _parts_thousands(whole: str, sign: str, rest: str, is_multiplied: bool, text: str) -> bool:
    """True when a single sign before three figures parts thousands; a comma could as well begin decimals."""
    if len(rest) != 3 or len(whole) > 3 or whole.startswith("0"):  # noqa: PLR2004 -- figures in a group
        return False
    if sign == "," or is_multiplied:
        raise Unclear("amount_ambiguous", text)
    return True


def _without(signs: str, sign: str, text: str) -> str:
    """The figures without the sign that parts them by threes."""
    first, *groups = signs.split(sign)
    if groups and not (0 < len(first) <= 3 and all(re.fullmatch(r"\d{3}", group) for group in groups)):  # noqa: PLR2004
        raise Unclear("amount", text)
    if not first.isdigit():
        raise Unclear("amount", text)
    return first + "".join(groups)
