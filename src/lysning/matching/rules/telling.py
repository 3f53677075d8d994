"""Which of the words that two texts share tell somebody why they belong together: words of a field, not those of every day."""

from collections.abc import Iterable

from lysning.matching.rules.profiles import NO_AREA, PRIVATE_BUYER, PUBLIC_BUYER, Reading
from lysning.matching.rules.vocabulary import vocabulary
from lysning.matching.text.analyser import default_analyser

EVERYDAY = 5.15
"""So common (log10 of how often among 10^9 words) is what any text says: få 6.3, sagt 5.7, kører 5.4, skrive 5.2. Below it the
examples share natten 5.0, træner 4.9, borger 4.4; of 210 words that pages gave as reasons 63 lie above and are no field's."""
NO_FIELD = frozenset({NO_AREA, PRIVATE_BUYER, PUBLIC_BUYER})


def telling(terms: Iterable[str], reading: Reading) -> list[str]:
    """The terms that are worth telling, in their order; none where two texts share words of every day alone.

    A term that the text read does not say, so that there is no word for it, is passed over.
    """
    return [term for term in terms if term in reading.surfaces and is_telling(term, reading.surfaces[term])]


def is_telling(term: str, word: str) -> bool:
    """True for a term of a service area's vocabulary, however common ("fald", "børn"), and for a word that is not on everyone's
    lips.
    """
    if any(entry.area not in NO_FIELD for entry in vocabulary().words.get(term, ())):
        return True
    return default_analyser().commonness(word) < EVERYDAY
