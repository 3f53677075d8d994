"""A thing to index, and the same as the analyser reads it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple

from lysning.matching.text.analyser import ANALYSER_VERSION, default_analyser
from lysning.matching.text.bm25 import Bag, bag
from lysning.matching.text.terms import Term
from lysning.matching.text.tokens import fold

FIELD_END = "|"
SHORTEST_FORM, LONGEST_FORM = 3, 40


class Source(NamedTuple):
    """One thing to index: its key and its texts, field name ("title", "body") to text."""

    subject_id: int
    fields: Mapping[str, str]


@dataclass(frozen=True)
class Read:
    """A source as the analyser reads it: a bag per field, its keys in order for phrases, its words as written."""

    source: Source
    bags: Mapping[str, Bag]
    words: str
    forms: frozenset[str]


def read(source: Source) -> Read:
    """Reads each field of the source once."""
    terms = {name: default_analyser().analyse(text) for name, text in source.fields.items()}
    words = "".join(in_order(found) for found in terms.values())
    forms = frozenset(form for found in terms.values() for form in _forms(found))
    return Read(source, {name: bag(found) for name, found in terms.items()}, words, forms)


def in_order(terms: Iterable[Term]) -> str:
    """The keys of the whole words of a field between spaces, and a mark at the end that no phrase crosses."""
    return " " + " ".join([term.key for term in terms if term.kind != "part"] + [FIELD_END])


def content_hash(source: Source) -> str:
    """Changes with the texts and with the analyser."""
    digest = sha256(ANALYSER_VERSION.encode())
    for name in sorted(source.fields):
        digest.update(f"\x00{name}\x00{source.fields[name]}".encode())
    return digest.hexdigest()


def _forms(terms: Iterable[Term]) -> Iterable[str]:
    """The words as written, folded: what may be suggested to somebody who types."""
    for term in terms:
        if (
            term.kind == "word"
            and (form := fold(term.surface)).isalpha()
            and SHORTEST_FORM <= len(form) <= LONGEST_FORM
        ):
            yield form
