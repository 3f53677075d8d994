"""How heavy a text is to read: LIX, and the long words that make it so.

Björnsson, "Läsbarhet" (1968): words per sentence plus the percentage of words longer than six letters.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from lysning.matching.text.tables import word_list
from lysning.matching.text.tokens import tokens

LONG = 6
"""A word with more letters than this is long."""

BREAK = re.compile(r"(?P<mark>[.!?:…]+)[\"'»”)\]]*(?=\s|$)|(?P<line>\n[ \t]*\n|\n[ \t]*(?=[-*•–#]|\d{1,2}[.)]\s))")
BEGINS_SMALL = re.compile(r"\s+[\"'«“(\[]*[a-zæøå]")
LAST_WORD = re.compile(r"[^\W_]+$")


class LongWord(NamedTuple):
    """A word of more than six letters: `text[start:end] == surface`."""

    surface: str
    start: int
    end: int


class Readability(NamedTuple):
    """LIX rounded to a whole number, with what it was counted from; `long_words` stand in reading order."""

    lix: int
    words: int
    sentences: int
    long_words: tuple[LongWord, ...]


def readability(text: str) -> Readability:
    """The LIX of a text; 0 for a text without words. Numbers count as words, never as long ones."""
    found = tuple(tokens(text))
    long_words = tuple(
        LongWord(token.surface, token.start, token.end)
        for token in found
        if token.kind == "word" and sum(character.isalpha() for character in token.surface) > LONG
    )
    sentences = sum(1 for _ in sentence_spans(text))
    if not found:
        return Readability(0, 0, 0, ())
    lix = len(found) / max(1, sentences) + 100 * len(long_words) / len(found)
    return Readability(round(lix), len(found), max(1, sentences), long_words)


def sentence_spans(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of every sentence that has a word; an item of a list and a heading are sentences of their own."""
    start = 0
    for match in BREAK.finditer(text):
        if match["mark"] and not _ends_sentence(text, match):
            continue
        end = match.end() if match["mark"] else match.start()
        if _has_word(text[start:end]):
            yield _trimmed(text, start, end)
        start = match.end()
    if _has_word(text[start:]):
        yield _trimmed(text, start, len(text))


def _ends_sentence(text: str, match: re.Match[str]) -> bool:
    """False for abbreviations, ordinals (3. marts) and a colon or stop that small letters follow."""
    begins_small = BEGINS_SMALL.match(text, match.end()) is not None
    if match["mark"] != ".":
        return not begins_small or match["mark"] not in {":", "…", "..."}
    before = LAST_WORD.search(text, max(0, match.start() - 40), match.start())
    if before is None:
        return not begins_small
    word = before.group().lower()
    if word in word_list("abbreviations") or (len(word) == 1 and not word.isdigit() and word not in {"å", "ø", "i"}):
        return match.end() == len(text.rstrip())
    return not begins_small


def _has_word(text: str) -> bool:
    return any(character.isalnum() for character in text)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())
