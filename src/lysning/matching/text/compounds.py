"""Splitting Danish compounds into the words they are made of.

After Koehn & Knight, "Empirical Methods for Compound Splitting" (EACL 2003): of all ways to cut a word into known words
the best is the one whose parts are common and long. Danish binds with -s- and -e-. Words of the trade that statistics
get wrong stand in data/overrides.tsv.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from lysning.matching.text.lexicon import Lexicon
from lysning.matching.text.tables import Override, word_list

SHORTEST_COMPOUND = 7
SHORTEST_PART = 3
LONGEST_COMPOUND = 48
DEPTH = 4
"""A compound is cut at most this often; real ones have five words at most."""
LINK_COST: Mapping[str, float] = {"": 0.0, "s": 0.2, "e": 1.2}
SHORT_PART_COST = 1.6
LENGTH_GAIN = 0.35
INFLECTED_COST = 0.7
UNCOUNTED = 1.0
"""Zipf value of a word that is in the lemma table and not in the frequency list."""
UNKNOWN_HEAD_COST = 3.0
"""A cut that leaves a known word at the end is better than one that must cut on."""
LEXICAL_MARGIN = 0.5
"""A known word is left whole when it is this much more common (Zipf) than its parts are on average."""


class Part(NamedTuple):
    """A word inside a word: its lemma and where it stands in the form."""

    lemma: str
    begin: int
    stop: int


class _Cut(NamedTuple):
    score: float
    parts: tuple[Part, ...]


class Splitter:
    """Lemma and parts of any form. Safe to share between threads: it holds nothing but bounded caches."""

    def __init__(self, lexicon: Lexicon, overrides: Mapping[str, Override], *, kept: int = 10_000) -> None:
        """`kept`: how many answers of each kind are kept."""
        self._lexicon = lexicon
        self._overrides = overrides
        self._misread = {form: row.lemma for row in overrides.values() for form in (row.lemma, *row.forms)}
        self._particles = word_list("particles")
        self._never_a_part = word_list("never a part")
        self._never_a_head = self._never_a_part | word_list("never a head")
        self._entry = lru_cache(kept)(lexicon.entry)
        self.lemma = lru_cache(kept)(self._lemma)
        self._cut = lru_cache(kept)(self._best_cut)

    def parts(self, form: str) -> tuple[Part, ...]:
        """The words `form` is made of, outermost first and each followed by its own parts; () for a simple word."""
        lemma = self.lemma(form)
        override = self._overrides.get(lemma)
        if override is not None:
            return _align(form, override.parts)
        found: list[Part] = []
        for part in self._of_lemma(lemma, form):
            if part.lemma not in self._particles:
                found.append(part)
            if part.stop - part.begin > SHORTEST_COMPOUND:
                inner = self._inner(part.lemma, form[part.begin : part.stop])
                found.extend(Part(p.lemma, part.begin + p.begin, part.begin + p.stop) for p in inner)
        return tuple(found)

    def familiarity(self, form: str) -> int:
        """2 for a form of the lexicon or the overrides, 1 for one that can be cut into such, 0 for any other."""
        if form in self._misread or self._entry(form) is not None:
            return 2
        return int(self._cut(form, 0) is not None)

    def commonness(self, form: str) -> float:
        """The greater Zipf value of the form and its lemma; 0 for one that is not counted."""
        entries = (self._entry(form), self._entry(self.lemma(form)))
        return max((entry.zipf for entry in entries if entry is not None), default=0.0)

    def is_overridden(self, form: str) -> bool:
        """True when overrides.tsv says how the form is read."""
        return self.lemma(form) in self._overrides

    def _inner(self, lemma: str, form: str) -> tuple[Part, ...]:
        override = self._overrides.get(lemma)
        if override is not None:
            return _align(form, override.parts)
        return tuple(part for part in self._of_lemma(lemma, form) if part.lemma not in self._particles)

    def _of_lemma(self, lemma: str, form: str) -> tuple[Part, ...]:
        """Cut the lemma rather than the form, so that no ending is taken for a word; places are those in the form."""
        cut = self._cut(lemma, 0)
        if cut is None:
            return ()
        *first, last = cut.parts
        if last.begin >= len(form):
            return ()
        return (*first, Part(last.lemma, last.begin, len(form)))

    def _lemma(self, form: str) -> str:
        if form in self._misread:
            return self._misread[form]
        entry = self._entry(form)
        if entry is not None:
            return self._misread.get(entry.lemma, entry.lemma)
        cut = self._cut(form, 0)
        if not cut:
            return self._genitive(form)
        head = cut.parts[-1]
        lemma = form[: head.begin] + head.lemma
        return self._misread.get(lemma, lemma)

    def _genitive(self, form: str) -> str:
        """An unknown word or name without its -s when what remains is known."""
        entry = self._entry(form[:-1]) if form.endswith("s") else None
        return entry.lemma if entry else form

    def _best_cut(self, form: str, depth: int) -> _Cut | None:
        length = len(form)
        if not SHORTEST_COMPOUND <= length <= LONGEST_COMPOUND or depth > DEPTH or not form.isalpha():
            return None
        whole = self._entry(form)
        best: _Cut | None = None
        for stem in self._lexicon.beginnings(form):
            modifier = self._modifier(stem)
            if modifier is None or (whole is not None and stem in self._particles):
                continue
            for link, cost in LINK_COST.items():
                place = len(stem) + len(link)
                if length - place < SHORTEST_PART or not form.startswith(link, len(stem)):
                    continue
                head = self._head(form[place:], place, depth)
                if head is None or form.startswith("ering", place - 1):
                    continue
                if whole is not None and whole.zipf > (head.score + modifier[1]) / 2 + LEXICAL_MARGIN:
                    continue
                score = head.score + modifier[1] - cost + LENGTH_GAIN * min(len(stem), length - place)
                if best is None or score > best.score:
                    best = _Cut(score, (Part(modifier[0], 0, len(stem)), *head.parts))
        return best

    def _modifier(self, form: str) -> tuple[str, float] | None:
        """Lemma and score of a word that stands first in a compound."""
        if len(form) < SHORTEST_PART or form in self._never_a_part:
            return None
        entry = self._entry(form)
        if entry is None or entry.is_name or not SHORTEST_PART <= len(entry.lemma) <= len(form) + 2:
            return None
        score = (entry.zipf or UNCOUNTED) - (SHORT_PART_COST if len(form) == SHORTEST_PART else 0)
        return self.lemma(form), score if entry.lemma == form else score - INFLECTED_COST

    def _head(self, form: str, offset: int, depth: int) -> _Cut | None:
        """The last word of a compound, or the compound that stands there."""
        if form in self._never_a_head:
            return None
        entry = self._entry(form)
        if entry is not None and not entry.is_name and len(entry.lemma) >= SHORTEST_PART:
            lemma = self.lemma(form)
            known = self._entry(lemma)
            zipf = max(entry.zipf, known.zipf if known else 0) or UNCOUNTED
            score = zipf - (SHORT_PART_COST if len(form) == SHORTEST_PART else 0)
            return _Cut(score, (Part(lemma, offset, offset + len(form)),))
        inner = self._cut(form, depth + 1)
        if not inner:
            return None
        moved = tuple(Part(p.lemma, p.begin + offset, p.stop + offset) for p in inner.parts)
        return _Cut(inner.score / len(moved) - UNKNOWN_HEAD_COST, moved)


def _align(form: str, parts: tuple[str, ...]) -> tuple[Part, ...]:
    """Give each lemma its place: from where its letters are found to where the next one begins; else the whole form."""
    begun = [_find(form, lemma) for lemma in parts]
    placed = []
    for lemma, (begin, size) in zip(parts, begun, strict=True):
        stop = min((other for other, _ in begun if other >= begin + size), default=len(form))
        placed.append(Part(lemma, begin, stop) if size else Part(lemma, 0, len(form)))
    return tuple(placed)


def _find(form: str, lemma: str) -> tuple[int, int]:
    """Where the longest beginning of `lemma`, of three letters or more (two when it has no more), stands in `form`."""
    for size in range(len(lemma), min(len(lemma), SHORTEST_PART) - 1, -1):
        if (begin := form.find(lemma[:size])) >= 0:
            return begin, size
    return 0, 0
