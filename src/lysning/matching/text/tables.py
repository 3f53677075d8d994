"""The hand-written tables of lysning.matching.data, read once."""

import json
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from hashlib import sha256
from importlib.resources import files
from types import MappingProxyType
from typing import NamedTuple

from lysning.matching.text.tokens import fold

DATA = files("lysning.matching") / "data"
OF_THE_ANALYSER = ("overrides.tsv", "abbreviations.tsv", "synonyms.tsv", "word_lists.txt")


class Override(NamedTuple):
    """How a municipal word is read: its lemma, its parts (none: do not split), forms the lemma table misreads."""

    lemma: str
    parts: tuple[str, ...]
    forms: tuple[str, ...]


class VocabularyRow(NamedTuple):
    """One word or phrase that speaks of a service area; `role` is a leader's title, or * for all of the area."""

    area_key: str
    role: str
    kind: str
    text: str
    weight: float


class Synonym(NamedTuple):
    """What a layman says and what the profession says; the area (* is all of them), where the pair comes from, since when, and
    if it is used.
    """

    layman: str
    trade: str
    area_key: str
    source: str
    date: str
    status: str


class Description(NamedTuple):
    """What a supplier might write of a solution, the areas it concerns (none: nobody's), and the leaders by their titles."""

    number: int
    split: str
    text: str
    area_keys: frozenset[str]
    roles: frozenset[str]


class Need(NamedTuple):
    """One need in plain words and in those of the profession, its KLE group and area; `split` is learned or held."""

    name: str
    kle: str
    area_key: str
    text: str
    trade: str
    split: str


@cache
def word_list(name: str) -> frozenset[str]:
    """One of the closed lists of word_lists.txt; KeyError for a name that is not there."""
    return _word_lists()[name]


@cache
def _word_lists() -> Mapping[str, frozenset[str]]:
    lists: dict[str, set[str]] = {}
    for line in _lines("word_lists.txt"):
        if line.startswith("["):
            words = lists.setdefault(line.strip("[]"), set())
        else:
            words.update(map(fold, line.split()))
    return {name: frozenset(words) for name, words in lists.items()}


@cache
def overrides() -> Mapping[str, Override]:
    """Lemma to its reading, for every word of overrides.tsv."""
    rows = (Override(lemma, _parts(parts), tuple(forms.split())) for lemma, parts, forms in _rows("overrides.tsv", 3))
    return MappingProxyType({row.lemma: row for row in rows})


@cache
def abbreviations() -> Mapping[str, str]:
    """Folded abbreviation to the words it stands for, which may be none (keep it, never split or inflect it)."""
    return MappingProxyType({fold(short): words for short, words in _rows("abbreviations.tsv", 2)})


@cache
def shipped_synonyms() -> tuple[Synonym, ...]:
    """Every pair of synonyms.tsv, also those that were tried and withdrawn."""
    rows = _rows("synonyms.tsv", 6)
    return tuple(Synonym(layman, trade, *map(sys.intern, others)) for layman, trade, *others in rows)


@cache
def synonyms() -> tuple[Synonym, ...]:
    """The shipped pairs in use, for the query side; an installation lays its own decisions over them (`rules.synonyms`)."""
    return tuple(row for row in shipped_synonyms() if row.status == "used")


@cache
def vocabulary() -> tuple[VocabularyRow, ...]:
    """Every word and phrase of vocabulary.tsv; source and date of each row stay in the file."""
    rows = _rows("vocabulary.tsv", 7)
    return tuple(VocabularyRow(area, role, kind, text, float(weight)) for area, role, kind, text, weight, *_ in rows)


@cache
def descriptions() -> tuple[Description, ...]:
    """Our own descriptions of solutions, of all splits."""
    rows = map(json.loads, _lines("descriptions.jsonl"))
    return tuple(
        Description(row["n"], row["split"], row["text"], frozenset(row["areas"]), frozenset(row["roles"]))
        for row in rows
    )


@cache
def needs() -> tuple[Need, ...]:
    """The sixty needs of the reading test."""
    return tuple(Need(*fields) for fields in _rows("needs.tsv", 6))


@cache
def fingerprint() -> str:
    """Eight hex digits that change with every table the analyser reads."""
    digest = sha256()
    for name in OF_THE_ANALYSER:
        digest.update((DATA / name).read_bytes())
    return digest.hexdigest()[:8]


def _parts(written: str) -> tuple[str, ...]:
    return () if written == "-" else tuple(written.split("+"))


def _rows(name: str, columns: int) -> Iterator[list[str]]:
    """The rows below the heading, short ones filled up with empty fields."""
    lines = iter(_lines(name))
    next(lines)
    for line in lines:
        fields = line.split("\t")
        yield fields + [""] * (columns - len(fields))


def _lines(name: str) -> list[str]:
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]
