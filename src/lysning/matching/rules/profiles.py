"""What each service area and leader role cares about, as weighted terms, and how much a text speaks of it.

The words come from vocabulary.tsv; the score saturates as BM25 does (Robertson & Zaragoza 2009), and a word that many areas
use tells little (inverse area frequency). Everything here is arithmetic on what the analyser has read.
"""

import math
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from lysning.matching.text.analyser import Analyser
from lysning.matching.text.tables import VocabularyRow
from lysning.matching.text.terms import Term

K1 = 1.2
AREAS = 11
WHOLE_AREA = "*"
NO_AREA = "ingen"
"""What people speak of when no municipality is concerned: trade, industry, farming, private life."""
PRIVATE_BUYER = "privat"
"""Whom it is for when no municipality buys it: shops, hotels, farmers, investors, home owners."""
PUBLIC_BUYER = "offentlig"
"""Words that say a municipality is spoken to, of whatever area."""
SENTENCE_END = re.compile(r"(?<=[.!?;:])\s+|\n+")
PHRASE_WEIGHT = 1.6
PHRASE_SLACK = 3
"""How many other words may stand between the words of a phrase."""
FIELD_WEIGHTS: Mapping[str, float] = {"title": 2.0, "problem": 1.5, "audience": 1.0, "description": 1.0}
ENGLISH = frozenset({"the", "and", "of", "with", "is", "are", "to", "that"})
"""English words that a Danish text does not have; two of them, and `it` is a pronoun."""
ENGLISH_PRONOUN = "it"


class Entry(NamedTuple):
    """One thing the vocabulary knows: for which area and role, and how weighty."""

    area: str
    role: str
    weight: float


@dataclass(frozen=True)
class Profiles:
    """The compiled vocabulary: term to entries, and phrases (all terms close together) to entries."""

    words: Mapping[str, tuple[Entry, ...]]
    phrases: Mapping[frozenset[str], tuple[Entry, ...]]
    by_first: Mapping[str, tuple[frozenset[str], ...]]
    halves: Mapping[str, Mapping[str, str]]
    """First half of a compound to second half to the compound."""

    def spread(self, term: str) -> float:
        """How much a term of `words` tells areas apart: 1 when one area uses it, 0 when all do."""
        mass: dict[str, float] = {}
        for entry in self.words[term]:
            mass[entry.area] = max(mass.get(entry.area, 0.0), entry.weight)
        effective = sum(mass.values()) / max(mass.values())
        return math.log((AREAS + 1) / effective) / math.log(AREAS + 1)


Places = Mapping[str, tuple[int, ...]]
"""The terms of one sentence, each with its places counted in words."""


@dataclass(frozen=True)
class Reading:
    """A text as the profiles see it: term to weight over all fields, term to words as written, where each sentence has them."""

    weights: Mapping[str, float]
    surfaces: Mapping[str, str]
    sentences: tuple[Places, ...]
    word_count: int


@dataclass
class Evidence:
    """How much a text speaks of one area: the sum, what each term added, and the same per role."""

    total: float = 0.0
    terms: dict[str, float] = field(default_factory=dict)
    roles: dict[str, float] = field(default_factory=lambda: defaultdict(float))


class Heard(NamedTuple):
    """What the analyser hears in one row: its words, and the two a compound is made of where it is one."""

    words: frozenset[str]
    halves: tuple[str, str] | None = None


def heard_in(row: VocabularyRow, analyser: Analyser) -> Heard:
    """A row as the analyser reads it. The parts of a compound say nothing alone, but its halves may be written apart."""
    terms = analyser.analyse(row.text)
    words = frozenset(term.key for term in terms if term.kind != "part")
    parts = [term for term in terms if term.kind == "part"]
    if len(words) > 1 or not parts or parts[0].start:
        return Heard(words)
    first, *rest = parts
    last = next((term for term in rest if term.start >= first.end and term.end == len(row.text)), None)
    return Heard(words, (first.key, last.key) if last else None)


def compile_profiles(rows: Iterable[VocabularyRow], heard: Iterable[Heard]) -> Profiles:
    """The vocabulary's rows by what is heard in each (`heard_in`)."""
    words: dict[str, list[Entry]] = defaultdict(list)
    phrases: dict[frozenset[str], list[Entry]] = defaultdict(list)
    halves: dict[str, dict[str, str]] = defaultdict(dict)
    for row, (whole, apart) in zip(rows, heard, strict=True):
        entry = Entry(row.area_key, row.role, row.weight)
        if len(whole) > 1:
            phrases[whole].append(entry)
            continue
        (key,) = whole
        words[key].append(entry)
        if apart:
            halves[apart[0]][apart[1]] = key
    return profiles_of(words, phrases, halves)


def profiles_of(
    words: Mapping[str, Iterable[Entry]],
    phrases: Mapping[frozenset[str], Iterable[Entry]],
    halves: Mapping[str, Mapping[str, str]],
) -> Profiles:
    """The profiles of what is known of words, phrases and halves of compounds."""
    by_first: dict[str, list[frozenset[str]]] = defaultdict(list)
    for phrase in phrases:
        by_first[min(phrase)].append(phrase)
    return Profiles(
        {term: tuple(entries) for term, entries in words.items()},
        {phrase: tuple(entries) for phrase, entries in phrases.items()},
        {term: tuple(found) for term, found in by_first.items()},
        halves,
    )


def read(fields: Mapping[str, str], analyser: Analyser) -> Reading:
    """The fields (names as in FIELD_WEIGHTS) read once for all that matching asks of them."""
    weights: dict[str, float] = defaultdict(float)
    surfaces: dict[str, str] = {}
    sentences: list[Places] = []
    count = 0
    for name, text in fields.items():
        for sentence in SENTENCE_END.split(text):
            terms = analyser.analyse(sentence)
            places, words = _places(terms)
            sentences.append(places)
            count += words
            for term in terms:
                weights[term.key] += FIELD_WEIGHTS.get(name, 1.0) * term.weight
                surfaces.setdefault(term.key, term.surface)
    if ENGLISH_PRONOUN in weights and len(ENGLISH & weights.keys()) > 1:
        del weights[ENGLISH_PRONOUN]
    return Reading(weights, surfaces, tuple(sentences), count)


def _places(terms: Iterable[Term]) -> tuple[dict[str, tuple[int, ...]], int]:
    """Where each term of a sentence stands, and how many words the sentence has; a part stands where its compound does."""
    places: dict[str, tuple[int, ...]] = {}
    words = 0
    for term in terms:
        words += term.kind != "part"
        places[term.key] = (*places.get(term.key, ()), words)
    return places, words


def evidence(reading: Reading, profiles: Profiles) -> dict[str, Evidence]:
    """Area key to how much the text speaks of it; areas of which it says nothing are absent."""
    found: dict[str, Evidence] = defaultdict(Evidence)
    for term, weight in reading.weights.items():
        if entries := profiles.words.get(term):
            pressed = weight * (K1 + 1) / (weight + K1) * profiles.spread(term)
            _add(found, term, pressed, entries)
    for phrase in _phrases_in(reading, profiles):
        _add(found, " ".join(sorted(phrase)), PHRASE_WEIGHT, profiles.phrases[phrase])
    for apart, whole in _written_apart(reading, profiles).items():
        if whole not in reading.weights:
            _add(found, apart, profiles.spread(whole), profiles.words[whole])
    return dict(found)


def _written_apart(reading: Reading, profiles: Profiles) -> dict[str, str]:
    """Compounds whose halves stand side by side, as many write them ("varme pumpe"): both halves to the compound."""
    return {
        f"{first} {second}": whole
        for sentence in reading.sentences
        for first in sentence.keys() & profiles.halves.keys()
        for second, whole in profiles.halves[first].items()
        if any(place + 1 in sentence.get(second, ()) for place in sentence[first])
    }


def _phrases_in(reading: Reading, profiles: Profiles) -> set[frozenset[str]]:
    said = frozenset(reading.weights)
    candidates = {phrase for term in said for phrase in profiles.by_first.get(term, ()) if phrase <= said}
    return {phrase for phrase in candidates if any(stands_in(phrase, sentence) for sentence in reading.sentences)}


def stands_in(phrase: Collection[str], sentence: Places) -> bool:
    """Whether all words of the phrase stand in the sentence, with at most PHRASE_SLACK others between them."""
    if any(term not in sentence for term in phrase):
        return False
    reach = len(phrase) - 1 + PHRASE_SLACK
    starts = {place for term in phrase for place in sentence[term]}
    return any(all(any(0 <= p - start <= reach for p in sentence[term]) for term in phrase) for start in starts)


def _add(found: dict[str, Evidence], term: str, pressed: float, entries: Iterable[Entry]) -> None:
    best: dict[str, float] = {}
    roles: dict[tuple[str, str], float] = {}
    for entry in entries:
        best[entry.area] = max(best.get(entry.area, 0.0), entry.weight)
        if entry.role != WHOLE_AREA:
            roles[entry.area, entry.role] = max(roles.get((entry.area, entry.role), 0.0), entry.weight)
    for (area, role), weight in roles.items():
        found[area].roles[role] += pressed * weight
    for area, weight in best.items():
        found[area].total += pressed * weight
        found[area].terms[term] = found[area].terms.get(term, 0.0) + pressed * weight
