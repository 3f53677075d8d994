"""What reading gives: the terms of a text, and what a question asks once word pairs are heard in it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import NamedTuple

PART_WEIGHT = 0.5
SYNONYM_WEIGHT = 0.3
PHRASE_WEIGHT = 0.7
"""What a layman's phrase of several words means: all of them together are seldom said of anything else."""


class Term(NamedTuple):
    """One thing a text says: `text[start:end] == surface`; equal keys mean the same word in any inflection."""

    key: str
    weight: float
    start: int
    end: int
    surface: str
    kind: str
    """word, part (of a compound, or of what an abbreviation stands for) or code."""


class Pairing(NamedTuple):
    """A word pair as it is read: what must be said, what is then also asked for, and both as they are written.

    Each process holds some 1,500: `needed` is a tuple, which the reverse of the pair shares as its `meant`.
    """

    needed: tuple[str, ...]
    meant: tuple[str, ...]
    words: tuple[str, str]


@dataclass(frozen=True)
class Question:
    """A text read once for all that a search asks of it: its terms in reading order, and the pairs that are heard in it."""

    terms: tuple[Term, ...]
    heard: tuple[Pairing, ...]

    @cached_property
    def said(self) -> frozenset[str]:
        """The keys of all its terms."""
        return frozenset(term.key for term in self.terms)

    @cached_property
    def surfaces(self) -> Mapping[str, str]:
        """Key to how it was first written."""
        return {term.key: term.surface for term in reversed(self.terms)}

    @cached_property
    def asked(self) -> Mapping[str, float]:
        """Key to asking weight: summed for what the text says, lower for what only a pair brings."""
        found = summed(self.terms)
        for pair in self.heard:
            weight = SYNONYM_WEIGHT if len(pair.needed) == 1 else PHRASE_WEIGHT
            for key in pair.meant:
                found[key] = found[key] if key in self.said else max(weight, found.get(key, 0.0))
        return found

    @cached_property
    def alone(self) -> frozenset[str]:
        """The keys of the text's words and their parts where no whole word brings a synonym, otherwise nothing.

        What a pair brings is a person's word for what is meant; a sentence around it in words nobody uses does not undo that.
        """
        whole = frozenset(term.key for term in self.terms if term.kind != "part")
        return frozenset() if any(whole.issuperset(pair.needed) for pair in self.heard) else self.said

    @cached_property
    def loose(self) -> frozenset[str]:
        """The keys of which one alone tells little: what the text has as a part of a word and not otherwise, unless its writer
        set it off with a hyphen, and what a pair brings as one word of several.
        """
        firm = {term.key for term in self.terms if term.kind != "part" or term.weight > PART_WEIGHT}
        brought = [pair.meant for pair in self.heard]
        alone = frozenset(chain.from_iterable(meant for meant in brought if len(meant) == 1)) - self.said
        return self.said.union(*brought) - firm - alone

    @cached_property
    def brought(self) -> Mapping[str, tuple[str, str]]:
        """The keys that pairs add to what the text says, each with the words of its first pair: those said, those meant."""
        found = {key: pair.words for pair in reversed(self.heard) for key in pair.meant}
        return {key: words for key, words in found.items() if key not in self.said}


def summed(terms: Iterable[Term]) -> dict[str, float]:
    """Key to summed weight."""
    found: dict[str, float] = {}
    for term in terms:
        found[term.key] = found.get(term.key, 0.0) + term.weight
    return found


def length(terms: Iterable[Term]) -> int:
    """How many words a text has for the purpose of BM25: parts do not make it longer."""
    return sum(term.kind != "part" for term in terms)
