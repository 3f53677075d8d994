"""What we do to text that people send before anything else looks at it. Pure."""

import re
import unicodedata
from typing import Literal

TextFault = Literal["too_long", "has_cpr"]
FORBIDDEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
_LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "ä": "ae", "ö": "oe", "ü": "u", "é": "e", "ß": "ss"})
_DAY, _MONTH = r"(?:0[1-9]|[12]\d|3[01])", r"(?:0[1-9]|1[0-2])"
_BLANK, _DASH = r"[ \t\u00a0\u202f]", r"[-\u00ad\u2010-\u2015\u2212]"
_BETWEEN = f"{_BLANK}?(?:{_DASH}{_BLANK}?)?"
CPR_LIKE = re.compile(
    rf"(?<!\d)(?:{_DAY}{_MONTH}\d\d{_BETWEEN}|{_DAY}{_BLANK}{_MONTH}{_BLANK}\d\d{_BLANK}?{_DASH}{_BLANK}?)\d{{4}}(?!\d)"
)
CPR_APART = re.compile(
    rf"(?<!\d)(?<!\d{_BLANK})(?:0{_BLANK}[1-9]|[12]{_BLANK}\d|3{_BLANK}[01]){_BLANK}(?:0{_BLANK}[1-9]|1{_BLANK}[0-2])"
    rf"(?:{_BLANK}\d){{2}}{_BLANK}(?:{_DASH}{_BLANK})?\d(?:{_BLANK}\d){{3}}(?!{_BLANK}?\d)"
)
"""Every digit by itself, as in a form with boxes and a PDF with room between its letters: ten, and not in a longer row."""


def clean(text: str) -> str:
    """Returns the text in NFC without control, zero-width and direction-override characters, line breaks as line feeds."""
    return FORBIDDEN.sub("", unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))).strip()


def has_cpr_number(text: str) -> bool:
    """True when the text holds something shaped like a Danish personal number (day, month, year, four digits).

    The modulus check is left out: numbers issued since 2007 need not satisfy it.
    """
    return CPR_LIKE.search(text) is not None or CPR_APART.search(text) is not None


def text_fault(text: str, longest: int) -> TextFault | None:
    """What is wrong with a cleaned text of at most so many characters, or None."""
    if len(text) > longest:
        return "too_long"
    return "has_cpr" if has_cpr_number(text) else None


def slug_of(text: str, *, longest: int = 60) -> str:
    """The text as part of an address: lower case, æ ae, ø oe, å aa, hyphens, cut at a word; "x" when nothing is left."""
    words = re.findall(r"[a-z0-9]+", text.casefold().translate(_LETTERS))
    slug = ""
    for word in words:
        longer = f"{slug}-{word}" if slug else word[:longest]
        if len(longer) > longest:
            break
        slug = longer
    return slug or "x"
