"""From Danish text to weighted terms: the one reading that search, matching and marking share."""

import copy
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property, lru_cache
from importlib.metadata import version
from itertools import chain, filterfalse
from typing import NamedTuple

from lysning.matching.text import tables
from lysning.matching.text.compounds import Splitter
from lysning.matching.text.lexicon import Lexicon, open_lexicon
from lysning.matching.text.pairs import known_words
from lysning.matching.text.stem import stem
from lysning.matching.text.terms import PART_WEIGHT, Pairing, Question, Term, summed
from lysning.matching.text.tokens import Token, fold, tokens

READING = 6
"""Raised whenever code changes which terms a text has, which texts a thing, or how much a field counts; a test compares the
terms of a fixed text."""
ANALYSER_VERSION = f"{READING}.{tables.fingerprint()}.{version('simplemma')}.{version('wordfreq')}"
"""Terms from different versions must not be mixed in one index."""

WORD_WEIGHT = 1.0
HYPHEN_WEIGHT = 0.75
"""A part its writer set off with a hyphen."""
EXPANSION_WEIGHT = 0.5
SHORTEST_PART_KEY = 3
CACHED = int(os.environ.get("LYSNING_WORDS_KEPT", "50000"))
"""Forms whose reading is kept, some 700 bytes each with all that belongs to it: 35 MB where a whole index is read, a fifth of
that in a web process. The beginnings of 474 real texts have 4,900 forms."""
TYPED_LETTERS = (("ae", "æ"), ("oe", "ø"), ("aa", "å"))


class _Reading(NamedTuple):
    """One term of a form: key, weight, kind and its place in the form (0 to 0: all of it)."""

    key: str
    weight: float
    kind: str
    begin: int = 0
    stop: int = 0


class Analyser:
    """Deterministic, safe to share between threads, bounded in memory."""

    def __init__(
        self,
        lexicon: Lexicon,
        synonyms: Iterable[tables.Synonym] | None = None,
        *,
        known: Callable[[], Mapping[str, Sequence[str]]] = dict,
    ) -> None:
        """`synonyms`: the pairs a question is widened by; None for all that are in use. `known`: phrases whose `words` need not
        be read.
        """
        self._pairs = tables.synonyms() if synonyms is None else tuple(synonyms)
        self._known = known
        self._splitter = Splitter(lexicon, tables.overrides(), kept=CACHED // 5)
        self._whole = frozenset(row.lemma for row in tables.overrides().values() if row.forms)
        self._stop_words = tables.word_list("stop")
        self._only_in_capitals = tables.word_list("only in capitals")
        self._abbreviations = tables.abbreviations()
        self._read = lru_cache(CACHED)(self._read_form)
        self.key = lru_cache(CACHED // 5)(self._key)

    def analyse(self, text: str) -> tuple[Term, ...]:
        """Every term of the text in reading order; a compound is followed by its parts. Never raises."""
        found: list[Term] = []
        for token in tokens(text):
            if not self._is_silent(token):
                self._add_terms(token, found)
        return tuple(found)

    def terms(self, text: str) -> dict[str, float]:
        """Key to summed weight over the whole text."""
        return summed(self.analyse(text))

    def question(self, text: str) -> Question:
        """The text as it is asked: read once, with the pairs of words that are heard in it. Only for the asking side."""
        terms = self.analyse(text)
        return Question(terms, tuple(self._heard(frozenset(term.key for term in terms))))

    def query_terms(self, text: str) -> Mapping[str, float]:
        """As `terms`, with the synonyms of what the text says at lower weight: only for the asking side."""
        return self.question(text).asked

    def widened_by(self, synonyms: Iterable[tables.Synonym]) -> "Analyser":
        """The same analyser, that widens a question by these pairs instead; both share what they have read."""
        other = copy.copy(self)
        for derived in ("_synonyms", "_by_word"):
            other.__dict__.pop(derived, None)
        other._pairs = tuple(synonyms)  # noqa: SLF001 -- another of the same class
        return other

    def words(self, phrase: str) -> tuple[str, ...]:
        """The keys of the whole words that carry a subject, in order, each once: what a phrase is heard and asked by."""
        return tuple(dict.fromkeys(term.key for term in self.analyse(phrase) if term.kind != "part"))

    def word_count(self, text: str) -> int:
        """The `length` of the text's terms, without reading the words."""
        return sum(not self._is_silent(token) for token in tokens(text))

    def lemma(self, word: str) -> str:
        """The dictionary form of a word."""
        return self._splitter.lemma(fold(word))

    def commonness(self, word: str) -> float:
        """How often a word is said in Danish, as it stands or in its dictionary form: log10 of how often among 10^9 words.

        0 for one that nobody has counted.
        """
        return self._splitter.commonness(fold(word))

    def is_known(self, form: str) -> bool:
        """True for a folded form that the lexicon or the tables have, or that is made of such words."""
        return form in self._stop_words or form in self._abbreviations or self._splitter.familiarity(form) > 0

    def _is_silent(self, token: Token) -> bool:
        """True for a word that carries no subject."""
        if token.kind != "word":
            return False
        return token.norm in self._stop_words or (token.norm in self._only_in_capitals and token.surface.islower())

    def _add_terms(self, token: Token, found: list[Term]) -> None:
        surface, norm, first, last, kind, seams, _ = token
        if kind != "word":
            found.append(Term(norm, WORD_WEIGHT, first, last, surface, "code"))
            return
        for key, weight, role, begin, stop in self._read(norm, seams) if seams else self._read(norm):
            if stop:
                start, end = token.place(begin, stop)
                found.append(Term(key, weight, start, end, surface[start - first : end - first], role))
            else:
                found.append(Term(key, weight, first, last, surface, role))

    def _read_form(self, form: str, seams: tuple[int, ...] = ()) -> tuple[_Reading, ...]:
        if form in self._abbreviations:
            return self._abbreviation(form)
        typed, form = form, self._danish_letters(form)
        word = _Reading(self.key(self._splitter.lemma(form)), WORD_WEIGHT, "word")
        readings = {word.key: word, **self._set_off(form, seams)}
        for lemma, begin, stop, weight in self._parts(form, seams):
            key = self.key(lemma)
            if (len(key) >= SHORTEST_PART_KEY or lemma in self._abbreviations) and lemma not in self._stop_words:
                place = (begin, stop) if form == typed else (0, 0)
                readings.setdefault(key, _Reading(key, weight, "part", *place))
        return tuple(readings.values())

    def _parts(self, form: str, seams: tuple[int, ...]) -> Iterable[tuple[str, int, int, float]]:
        """Lemma, place and weight of the parts of a compound; a hyphen is a cut the writer made."""
        if not seams or self._splitter.is_overridden(form):
            yield from ((*part, PART_WEIGHT) for part in self._splitter.parts(form))
            return
        for begin, stop in _pieces(form, seams):
            piece = form[begin:stop]
            yield self._splitter.lemma(piece), begin, stop, HYPHEN_WEIGHT
            for lemma, inner, end in self._splitter.parts(piece):
                yield lemma, begin + inner, begin + end, PART_WEIGHT

    def _set_off(self, form: str, seams: tuple[int, ...]) -> dict[str, _Reading]:
        """What the abbreviations say that a hyphen sets off, each in its place: AI-assistent speaks of AI."""
        readings: dict[str, _Reading] = {}
        for begin, stop in _pieces(form, seams) if seams else ():
            for key, weight, *_ in (
                self._abbreviation(form[begin:stop]) if form[begin:stop] in self._abbreviations else ()
            ):
                readings.setdefault(key, _Reading(key, weight * HYPHEN_WEIGHT, "part", begin, stop))
        return readings

    def _abbreviation(self, form: str) -> tuple[_Reading, ...]:
        readings = {form: _Reading(form, WORD_WEIGHT, "word")}
        for token in filterfalse(self._is_silent, tokens(self._abbreviations[form])):
            for key, weight, *_ in self._read(token.norm, token.seams):
                readings.setdefault(key, _Reading(key, weight * EXPANSION_WEIGHT, "part"))
        return tuple(readings.values())

    def _danish_letters(self, form: str) -> str:
        """A word typed with ae, oe, aa is read with æ, ø, å when that makes it more familiar."""
        danish = form
        for pair, letter in TYPED_LETTERS:
            danish = danish.replace(pair, letter)
        if danish == form or self._splitter.familiarity(form) >= self._splitter.familiarity(danish):
            return form
        return danish

    def _key(self, lemma: str) -> str:
        """What is compared: the stem of the lemma; aa and å are one letter (Aarhus, Århus)."""
        if lemma in self._whole:
            return lemma
        return stem(lemma).replace("aa", "å")

    @cached_property
    def _synonyms(self) -> tuple[Pairing, ...]:
        """What must be said, and what is then also asked for.

        A layman's phrase is heard and never asked for: its words are too common. Words without a subject are never said, so
        they bring nothing.
        """
        pairs = [(pair.layman, pair.trade) for pair in self._pairs]
        pairs += [(trade, layman) for layman, trade in pairs if " " not in layman]
        known = self._known()
        keys = {side: tuple(map(sys.intern, known.get(side) or self.words(side))) for side in {*chain(*pairs)}}
        read = (Pairing(keys[said], keys[meant], (said, meant)) for said, meant in pairs)
        return tuple(pair for pair in read if pair.needed)

    @cached_property
    def _by_word(self) -> dict[str, tuple[int, ...]]:
        """The places among the synonyms of those that need a word; each stands under one of its words."""
        found: dict[str, tuple[int, ...]] = {}
        for place, pair in enumerate(self._synonyms):
            word = min(pair.needed)
            found[word] = (*found.get(word, ()), place)
        return found

    def _heard(self, said: frozenset[str]) -> Iterator[Pairing]:
        """The synonyms that a question of these words brings, in the order of the list."""
        places = sorted(place for key in said for place in self._by_word.get(key, ()))
        return (self._synonyms[place] for place in places if said.issuperset(self._synonyms[place].needed))


def _pieces(form: str, seams: tuple[int, ...]) -> Iterator[tuple[int, int]]:
    """Where what stands between the hyphens begins and ends."""
    return zip((0, *seams), (*seams, len(form)), strict=True)


@cache
def default_analyser() -> Analyser:
    """The one analyser of this process, on the lexicon of this installation."""
    return Analyser(open_lexicon(), known=lambda: known_words(ANALYSER_VERSION))
