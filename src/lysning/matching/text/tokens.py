"""Words with their place in the original text, and the one spelling each is compared by."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

LONGEST_KEY = 64
"""Longer words are cut: no Danish word needs more, and nothing later has to fear a line without spaces."""

INVISIBLE = "\u0300-\u036f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
UNITS = "kg|km|kwh|mwh|kw|mw|mio|mia|mb|gb|tb|mm|cm|ml|mg|kr|m2|m3|min|db|m|l|w|h|t"
"""What may stand close to a number without being part of it. Not g: 5G is a name, however it is written."""
INFLECTIONS = "erne[s]?|ernes|eren|eres|ere|ens|ets|er|en|et|es|e|s|r|t"

_PIECE = rf"[^\W_](?:[^\W_]|[{INVISIBLE}])*"
TOKEN = re.compile(
    rf"""
    (?P<paragraph>§\s?\d+(?:\s?[a-z](?![^\W_]))?)
  | (?P<code>(?<![\d.])\d\d\.\d\d(?:\.\d\d)?(?!\.?\d))
  | (?P<number>\d+(?:[.,]\d+){{0,8}}(?:(?![^\W_])|(?=(?:{UNITS})(?![^\W_]))))
  | (?P<word>{_PIECE}(?:[-\u2010\u2011]{_PIECE})*)(?:['\u2019\u00b4](?:{INFLECTIONS})(?![^\W_]))?
    """,
    re.VERBOSE | re.IGNORECASE,
)
PLAIN = re.compile(r"[a-z0-9æøå]+", re.IGNORECASE)
FRACTION = "\u2044"
"""What ½ comes apart at: half a metre is not 12."""
HYPHENS = "-\u2010\u2011"
THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?")
LIKE_DANISH = str.maketrans({"ä": "æ", "ö": "ø", "ü": "y", "ß": "ss", "ð": "d", "þ": "th", "œ": "ø"})


class Token(NamedTuple):
    """One word, number or code; `text[start:end] == surface`.

    `origins[i]` is where character i of `norm` begins in the text, or None when the two run side by side.
    `seams` are the places in `norm` where a hyphen stood.
    """

    surface: str
    norm: str
    start: int
    end: int
    kind: str
    seams: tuple[int, ...] = ()
    origins: tuple[int, ...] | None = None

    def place(self, begin: int, stop: int) -> tuple[int, int]:
        """The span in the text of characters begin..stop of `norm`."""
        if self.origins is None:
            return self.start + begin, self.start + stop
        start = self.origins[begin]
        end = self.origins[stop] if stop < len(self.origins) else self.end
        return start, start + len(self.surface[start - self.start : end - self.start].rstrip(HYPHENS))


def fold(text: str) -> str:
    """The spelling words are compared by: composed, lower case, no accents, no invisible characters; æ ø å stay."""
    if PLAIN.fullmatch(text):
        return text.lower()
    return "".join(_fold_cluster(cluster) for _, cluster in _clusters(text))


def tokens(text: str) -> Iterator[Token]:
    """Every word, number and code of the text from left to right, in time linear in its length.

    Kinds: "word", "number" (1.250.000 becomes 1250000) and "code" (a KLE number, or a paragraph as in §83).
    """
    for match in TOKEN.finditer(text):
        kind = match.lastgroup or "word"
        surface, (start, end) = match[kind], match.span(kind)
        if kind == "word":
            if PLAIN.fullmatch(surface):
                yield Token(surface, surface.lower()[:LONGEST_KEY], start, end, kind)
            elif (token := _marked_word(surface, start, end)).norm:
                yield token
        elif kind == "number":
            yield Token(surface, _number(surface), start, end, kind)
        else:
            yield Token(surface, "".join(surface.lower().split()), start, end, "code")


def _number(surface: str) -> str:
    if THOUSANDS.fullmatch(surface):
        surface = surface.replace(".", "")
    return unicodedata.normalize("NFKC", surface)[:LONGEST_KEY].lower()


def _marked_word(surface: str, start: int, end: int) -> Token:
    """A word with hyphens, accents or invisible characters: fold it and remember where each character came from."""
    norm: list[str] = []
    origins: list[int] = []
    seams: list[int] = []
    for place, cluster in _clusters(surface):
        if cluster in HYPHENS:
            seams.append(len(norm))
            continue
        for character in _fold_cluster(cluster):
            norm.append(character)
            origins.append(start + place)
    kept = tuple(seam for seam in seams if 0 < seam < LONGEST_KEY)
    return Token(surface, "".join(norm)[:LONGEST_KEY], start, end, "word", kept, tuple(origins))


def _clusters(text: str) -> Iterator[tuple[int, str]]:
    """Each character with the combining marks that follow it, and its place."""
    begin = 0
    for place in range(1, len(text) + 1):
        if place == len(text) or not unicodedata.combining(text[place]):
            yield begin, text[begin:place]
            begin = place


@lru_cache(4096)
def _fold_cluster(cluster: str) -> str:
    lowered = unicodedata.normalize("NFC", cluster).lower().translate(LIKE_DANISH)
    if lowered in {"æ", "ø", "å"}:
        return lowered
    plain = unicodedata.normalize("NFKD", lowered)
    if FRACTION in plain:
        return ""
    return "".join(c for c in plain if c.isalnum() and not unicodedata.combining(c))
