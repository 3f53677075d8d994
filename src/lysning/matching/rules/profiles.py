"""What each service area and leader role cares about, as weighted terms, and how much a text speaks of it.

The words come from vocabulary.tsv; the score saturates as BM25 does (Robertson & Zaragoza 2009), and a word that many areas
use tells little (inverse area frequency). Everything here is arithmetic on what the analyser has read.
"""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from lysning.matching.text.analyser import Analyser, Term
from lysning.matching.text.tables import VocabularyRow

K1 = 1.2
WHOLE_AREA = "*"
NO_AREA = "ingen"
"""The contrast: what people speak of when no municipality is concerned (exports, bakeries, farming)."""
SENTENCE_END = re.compile(r"(?<=[.!?;:])\s+|\n+")
PART_OF_VOCABULARY = 0.35
"""A word that meets only a part of a compound of the vocabulary says less: "hjem" for "hjemmepleje"."""
FIELD_WEIGHTS: Mapping[str, float] = {"title": 2.0, "problem": 1.5, "audience": 1.0, "description": 1.0}


@dataclass(frozen=True)
class Entry:
    """One thing the vocabulary knows: for which area and role, how weighty, and as it is written there."""

    area: str
    role: str
    weight: float
    written: str


@dataclass(frozen=True)
class Profiles:
    """The compiled vocabulary: term to entries, and phrases (all terms in one sentence) to entries."""

    words: Mapping[str, tuple[Entry, ...]]
    phrases: Mapping[frozenset[str], tuple[Entry, ...]]
    by_first: Mapping[str, tuple[frozenset[str], ...]]
    spread: Mapping[str, float]
    """Term to how much it tells areas apart: 1 when one area uses it, 0 when all do."""


@dataclass(frozen=True)
class Reading:
    """A text as the profiles see it: term to weight over all fields, term to words as written, the terms of each sentence."""

    weights: Mapping[str, float]
    surfaces: Mapping[str, str]
    sentences: tuple[frozenset[str], ...]
    word_count: int


@dataclass
class Evidence:
    """How much a text speaks of one area: the sum, what each term added, and the same per role."""

    total: float = 0.0
    terms: dict[str, float] = field(default_factory=dict)
    roles: dict[str, float] = field(default_factory=lambda: defaultdict(float))


def compile_profiles(rows: Iterable[VocabularyRow], analyser: Analyser) -> Profiles:
    """The vocabulary's rows read by the analyser; done once per process."""
    words: dict[str, list[Entry]] = defaultdict(list)
    phrases: dict[frozenset[str], list[Entry]] = defaultdict(list)
    for row in rows:
        entry = Entry(row.area_key, row.role, row.weight, row.text)
        terms = analyser.analyse(row.text)
        whole = frozenset(term.key for term in terms if term.kind != "part")
        if len(whole) > 1:
            phrases[whole].append(entry)
            continue
        for term in terms:
            factor = PART_OF_VOCABULARY if term.kind == "part" else 1.0
            words[term.key].append(Entry(row.area_key, row.role, row.weight * factor, row.text))
    by_first: dict[str, list[frozenset[str]]] = defaultdict(list)
    for phrase in phrases:
        by_first[min(phrase)].append(phrase)
    return Profiles(
        {term: tuple(entries) for term, entries in words.items()},
        {phrase: tuple(entries) for phrase, entries in phrases.items()},
        {term: tuple(found) for term, found in by_first.items()},
        {term: _spread(entries) for term, entries in words.items()},
    )


def _spread(entries: Iterable[Entry], areas: int = 11) -> float:
    mass: dict[str, float] = {}
    for entry in entries:
        mass[entry.area] = max(mass.get(entry.area, 0.0), entry.weight)
    effective = sum(mass.values()) / max(mass.values())
    return math.log((areas + 1) / effective) / math.log(areas + 1)


def read(fields: Mapping[str, str], analyser: Analyser) -> Reading:
    """The fields (names as in FIELD_WEIGHTS) read once for all that matching asks of them."""
    weights: dict[str, float] = defaultdict(float)
    surfaces: dict[str, str] = {}
    together: list[frozenset[str]] = []
    count = 0
    for name, text in fields.items():
        for sentence in SENTENCE_END.split(text):
            terms: tuple[Term, ...] = analyser.analyse(sentence)
            together.append(frozenset(term.key for term in terms))
            count += sum(term.kind != "part" for term in terms)
            for term in terms:
                weights[term.key] += FIELD_WEIGHTS.get(name, 1.0) * term.weight
                surfaces.setdefault(term.key, term.surface)
    return Reading(weights, surfaces, tuple(together), count)


def evidence(reading: Reading, profiles: Profiles) -> dict[str, Evidence]:
    """Area key to how much the text speaks of it; areas of which it says nothing are absent."""
    found: dict[str, Evidence] = defaultdict(Evidence)
    for term, weight in reading.weights.items():
        if entries := profiles.words.get(term):
            pressed = weight * (K1 + 1) / (weight + K1) * profiles.spread[term]
            _add(found, term, pressed, entries)
    for phrase in _phrases_in(reading, profiles):
        _add(found, " ".join(sorted(phrase)), 1.6, profiles.phrases[phrase])
    return dict(found)


def _phrases_in(reading: Reading, profiles: Profiles) -> set[frozenset[str]]:
    candidates = {p for term in reading.weights for p in profiles.by_first.get(term, ())}
    return {phrase for phrase in candidates if any(phrase <= sentence for sentence in reading.sentences)}


def _add(found: dict[str, Evidence], term: str, pressed: float, entries: Iterable[Entry]) -> None:
    best: dict[str, float] = {}
    for entry in entries:
        best[entry.area] = max(best.get(entry.area, 0.0), entry.weight)
        if entry.role != WHOLE_AREA:
            roles = found[entry.area].roles
            roles[entry.role] += pressed * entry.weight
    for area, weight in best.items():
        found[area].total += pressed * weight
        found[area].terms[term] = found[area].terms.get(term, 0.0) + pressed * weight
