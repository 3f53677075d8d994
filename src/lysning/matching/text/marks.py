"""Where in a text the words of a query stand, for marking them on a page."""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from lysning.matching.text.analyser import Analyser


class Mark(NamedTuple):
    """One place to mark: `text[start:end]`, and the key that was found there."""

    start: int
    end: int
    key: str


def places(analyser: Analyser, text: str, keys: Collection[str]) -> list[Mark]:
    """Every place of these keys, also of the parts of a word that is found whole."""
    wanted = frozenset(keys)
    return [Mark(term.start, term.end, term.key) for term in analyser.analyse(text) if term.key in wanted]


def apart(found: Iterable[Mark]) -> tuple[Mark, ...]:
    """Of these places the ones to mark, in reading order, never overlapping; a whole word wins over a part of it."""
    chosen: list[Mark] = []
    for mark in sorted(found, key=lambda mark: (mark.start, -mark.end)):
        if not chosen or mark.start >= chosen[-1].end:
            chosen.append(mark)
    return tuple(chosen)
