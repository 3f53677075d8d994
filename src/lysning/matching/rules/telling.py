"""Which of the words that two texts share tell somebody why they belong together: words of a field, not those of every day."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from lysning.matching.rules import vocabulary
from lysning.matching.rules.profiles import NO_AREA, PRIVATE_BUYER, PUBLIC_BUYER, Reading
from lysning.matching.text import frozen
from lysning.matching.text.analyser import default_analyser

EVERYDAY = 5.15
"""So common (log10 of how often among 10^9 words) is what any text says: få 6.3, sagt 5.7, kører 5.4, skrive 5.2. Below it the
examples share natten 5.0, træner 4.9, borger 4.4; of 210 words that pages gave as reasons 63 lie above and are no field's."""
NO_FIELD = frozenset({NO_AREA, PRIVATE_BUYER, PUBLIC_BUYER})
FORMAT = 1
"""Of what is frozen; a change of what counts as a field's word makes it be written anew."""


def telling(terms: Iterable[str], reading: Reading) -> list[str]:
    """The terms that are worth telling, in their order; none where two texts share words of every day alone.

    A term that the text read does not say, so that there is no word for it, is passed over.
    """
    return [term for term in terms if term in reading.surfaces and is_telling(term, reading.surfaces[term])]


def is_telling(term: str, word: str) -> bool:
    """True for a term of a service area's vocabulary, however common ("fald", "børn"), and for a word that is not on everyone's
    lips.
    """
    return term in field_terms() or default_analyser().commonness(word) < EVERYDAY


@cache
def field_terms() -> frozenset[str]:
    """The terms of the service areas' vocabularies: as set-up has frozen them, else out of the whole vocabulary.

    That takes ten times the memory, which a process that only tells reasons has no other use for.
    """
    text = frozen.kept(name_of_now())
    return frozenset(_read_anew() if text is None else text.split("\n"))


def freeze(folder: Path) -> bool:
    """Writes these terms below the folder in one step; returns False when they are there already.

    Raises OSError when the folder cannot be written.
    """
    return frozen.freeze(folder, name_of_now(), lambda: "\n".join(sorted(_read_anew())))


def name_of_now() -> str:
    """The name of the frozen terms while they are true: it changes with the vocabulary."""
    return f"fieldwords-{FORMAT}-{vocabulary.stamp()}.txt"


def _read_anew() -> list[str]:
    words = vocabulary.vocabulary().words
    return [term for term, entries in words.items() if any(entry.area not in NO_FIELD for entry in entries)]
