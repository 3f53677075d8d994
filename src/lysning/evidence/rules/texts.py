"""What the words of a finding, an adoption and a business case must be. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Self
from urllib.parse import urlsplit

from lysning.core.plaintext import clean, text_fault
from lysning.evidence.rules.together import SPONSORS, Sponsor

LONGEST: Mapping[str, int] = {
    "title": 160,
    "population": 600,
    "technology": 3_000,
    "citizen": 3_000,
    "organisation": 3_000,
    "economy": 3_000,
    "words_da": 3_000,
    "words_en": 3_000,
    "note": 1_000,
    "source": 400,
    "link": 500,
    "reservations": 2_000,
    "decided_by": 160,
    "reason": 1_000,
    "assumptions": 3_000,
    "seen_note": 3_000,
}
"""The greatest length of each text in characters."""


@dataclass(frozen=True)
class Fault:
    """What is wrong: the field, a code that has words, and what fills them."""

    field: str
    code: str
    facts: Mapping[str, object]


@dataclass(frozen=True)
class FindingWords:
    """What somebody says of a finding; an empty conclusion leaves the generated one."""

    title: str
    population: str = ""
    sponsor: Sponsor = "public"
    technology: str = ""
    citizen: str = ""
    organisation: str = ""
    economy: str = ""
    words_da: str = ""
    words_en: str = ""

    def tidy(self) -> Self:
        """The words as they are stored: cleaned, the title on one line."""
        texts: dict[str, Any] = {
            each.name: clean(getattr(self, each.name)) for each in fields(self) if each.name != "sponsor"
        }
        return replace(self, **{**texts, "title": " ".join(texts["title"].split())})


def words_faults(words: FindingWords) -> Iterator[Fault]:
    """What keeps tidy words from being stored."""
    if not words.title:
        yield Fault("title", "evidence_text_missing", {})
    for each in fields(words):
        if each.name != "sponsor":
            yield from text_faults(each.name, getattr(words, each.name))
    if words.sponsor not in SPONSORS:
        yield Fault("sponsor", "evidence_sponsor", {})


def text_faults(name: str, text: str) -> Iterator[Fault]:
    """What is wrong with one text."""
    if fault := text_fault(text, LONGEST[name]):
        yield Fault(name, f"evidence_text_{fault}", {"length": len(text), "longest": LONGEST[name]})


def source_faults(source: str, link: str) -> Iterator[Fault]:
    """What keeps a study elsewhere from being recorded: no reference, or a link that is none."""
    if not source:
        yield Fault("source", "evidence_text_missing", {})
    yield from text_faults("source", source)
    yield from text_faults("link", link)
    if link and not _is_link(link):
        yield Fault("link", "evidence_link", {"value": link})


def _is_link(link: str) -> bool:
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    return parts.scheme == "https" and "." in (parts.hostname or "") and not parts.username
