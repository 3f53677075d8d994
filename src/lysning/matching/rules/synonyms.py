"""Which pairs of words widen a question: the shipped list, with what this installation has decided laid over it. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from lysning.matching.rules.judgements import names_somebody
from lysning.matching.text.analyser import Analyser
from lysning.matching.text.tables import Synonym

USED, WITHDRAWN = "used", "withdrawn"
ALL_AREAS = "*"
LONGEST_WORDS = 80
LONGEST_NOTE = 250
MOST_OWN = 2_000
"""Every question is held against every pair: two thousand more cost it about a third of a millisecond."""

Words = tuple[str, str]
"""What a pair is known by: the layman's words and the profession's, as `tidied` writes them."""


class Listed(NamedTuple):
    """One pair as it counts now, and as it is shipped (None: it is this installation's own)."""

    pair: Synonym
    shipped: Synonym | None

    @property
    def is_used(self) -> bool:
        """True while the pair widens questions."""
        return self.pair.status == USED

    @property
    def is_own(self) -> bool:
        """True for a pair that is not shipped."""
        return self.shipped is None

    @property
    def is_decided_here(self) -> bool:
        """True for an own pair, and for a shipped one that is on here and off there, or the other way round."""
        return self.shipped is None or self.shipped.status != self.pair.status


class Fault(NamedTuple):
    """Why a pair cannot be decided upon: a code that has words, the side it lies in (a field of Synonym), and the facts."""

    code: str
    field: str
    facts: Mapping[str, str | int] = MappingProxyType({})


def tidied(words: str) -> str:
    """One spelling for one pair: small letters, single spaces, and nothing that a tab-separated list reads as its own sign."""
    return " ".join(words.lower().replace('"', " ").lstrip("# ").split())


def words_of(pair: Synonym) -> Words:
    """What the pair is known by."""
    return pair.layman, pair.trade


def laid_over(shipped: Iterable[Synonym], decided: Iterable[Synonym]) -> dict[Words, Listed]:
    """Every pair by its words: the shipped ones in their order, then this installation's own in the order they came.

    `decided`: what was decided, the oldest first. The newest decision on a pair counts; a shipped pair keeps its words, area,
    source and date, and only whether it is used is decided here.
    """
    rows = {words_of(pair): Listed(pair, pair) for pair in shipped}
    for decision in decided:
        before = rows.get(words_of(decision))
        if before is None or before.shipped is None:
            rows[words_of(decision)] = Listed(decision, None)
        else:
            rows[words_of(decision)] = Listed(before.shipped._replace(status=decision.status), before.shipped)
    return rows


def in_use(rows: Iterable[Listed]) -> tuple[Synonym, ...]:
    """The pairs that widen a question."""
    return tuple(row.pair for row in rows if row.is_used)


def is_one_way(pair: Synonym) -> bool:
    """True when the layman's side is a phrase: it is heard, and never asked for, because its words are too common."""
    return " " in pair.layman


def faults_in(pair: Synonym, rows: Mapping[Words, Listed], reader: Analyser) -> list[Fault]:
    """All that is wrong with deciding on a pair as things stand, one fault for each side at most; empty when nothing is.

    To use a pair that was never listed, or switched off, is to add it or switch it on; to withdraw it needs one that is used.
    """
    if pair.status == WITHDRAWN:
        listed = rows.get(words_of(pair))
        return [] if listed and listed.is_used else [Fault("synonym_not_used", "layman")]
    alone = [fault for side in ("layman", "trade") if (fault := _of_one_side(side, getattr(pair, side), reader))]
    together = None if alone else _of_both(pair, rows, reader)
    return [*alone, *([together] if together else []), *_of_notes(pair)]


def _of_one_side(side: str, words: str, reader: Analyser) -> Fault | None:
    if not words:
        return Fault("synonym_empty", side)
    if len(words) > LONGEST_WORDS:
        return Fault("synonym_too_long", side, {"most": LONGEST_WORDS})
    if names_somebody(words):
        return Fault("synonym_names_somebody", side)
    return None if reader.words(words) else Fault("synonym_unheard", side, {"words": words})


def _of_both(pair: Synonym, rows: Mapping[Words, Listed], reader: Analyser) -> Fault | None:
    if pair.layman == pair.trade:
        return Fault("synonym_same", "trade")
    if pair[1::-1] in rows:
        return Fault("synonym_reversed", "trade", {"layman": pair.trade, "trade": pair.layman})
    if (listed := rows.get(words_of(pair))) and listed.is_used:
        return Fault("synonym_known", "trade")
    if reader.terms(pair.trade).keys() <= reader.terms(pair.layman).keys():
        return Fault("synonym_adds_nothing", "trade", {"layman": pair.layman, "trade": pair.trade})
    return None


def _of_notes(pair: Synonym) -> Iterator[Fault]:
    if len(pair.source) > LONGEST_NOTE:
        yield Fault("synonym_too_long", "source", {"most": LONGEST_NOTE})
    elif names_somebody(pair.source):
        yield Fault("synonym_names_somebody", "source")
