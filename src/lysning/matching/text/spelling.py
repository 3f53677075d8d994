"""Which known word somebody may have meant.

After Garbe's symmetric deletions (SymSpell, 2012): two words within one edit share a form when one letter is left out of
each, so candidates are found by looking forms up instead of comparing with every word. The distance is Damerau's, with a
swap of neighbours as one edit.
"""

from collections.abc import Iterable
from typing import NamedTuple

SHORTEST = 4
"""Shorter words have too many neighbours for a guess to help."""
LONGEST = 32
LONG_WORD = 9
"""From this length on two edits are still recognisable."""


class Known(NamedTuple):
    """A word of the collection and the number of documents it stands in."""

    form: str
    documents: int


def deletions(form: str) -> list[str]:
    """The word and every form with one letter left out, sorted, each once; only itself for a word too long to mend."""
    if len(form) > LONGEST:
        return [form]
    return sorted({form, *(form[:place] + form[place + 1 :] for place in range(len(form)))})


def distance(one: str, other: str, most: int) -> int:
    """Edits (insert, delete, replace, swap neighbours) from one word to the other; `most` + 1 when there are more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        now = [row]
        for column, wanted in enumerate(other, 1):
            cost = min(last[column] + 1, now[column - 1] + 1, last[column - 1] + (letter != wanted))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == wanted:
                cost = min(cost, before[column - 2] + 1)
            now.append(cost)
        if min(now) > most:
            return most + 1
        before, last = last, now
    return min(last[-1], most + 1)


def meant(form: str, known: Iterable[Known]) -> str | None:
    """The nearest known word, among equally near ones the most used; None when none is near enough or the word is short.

    One edit is near enough, and two in a word of nine letters or more. Equal words go by the alphabet.
    """
    if not SHORTEST <= len(form) <= LONGEST:
        return None
    most = 2 if len(form) >= LONG_WORD else 1
    ranked = ((distance(form, word.form, most), -word.documents, word.form) for word in known)
    best = min((row for row in ranked if 0 < row[0] <= most), default=None)
    return best[2] if best else None
