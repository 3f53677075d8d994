"""The frozen Danish lexicon: lemma and commonness of 0.8 million forms, mapped from disk and shared by processes."""

import json
import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import marisa_trie

from lysning.matching.text import build

PLACE = "LYSNING_ANALYSER"
log = logging.getLogger(__name__)


class Entry(NamedTuple):
    """What the lexicon knows of a form. `zipf` is log10 of occurrences per 10^9 words; 0 known but not counted."""

    lemma: str
    zipf: float
    is_name: bool


class Lexicon:
    """Look-up in a folder written by `build`. Safe to share between threads: nothing is changed after opening."""

    def __init__(self, folder: Path) -> None:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        self.stamp: str = manifest["stamp"]
        self._scripts: list[tuple[int, str]] = [(cut, put) for cut, put in manifest["scripts"]]
        self._trie = marisa_trie.RecordTrie(build.RECORD).mmap(str(folder / "lexicon.marisa"))

    def entry(self, form: str) -> Entry | None:
        """What is known of the folded form, or None."""
        found = self._trie.get(form)
        return self._entry(form, *found[0]) if found else None

    def entries(self) -> Iterator[tuple[str, Entry]]:
        """Every form with what is known of it, 0.8 million, in no order one may rely on."""
        for form, (script, common) in self._trie.iteritems():
            yield form, self._entry(form, script, common)

    def beginnings(self, form: str) -> list[str]:
        """Every known word the folded form begins with, itself included, shortest first."""
        found: list[str] = self._trie.prefixes(form)
        return found

    def _entry(self, form: str, script: int, common: int) -> Entry:
        cut, put = self._scripts[script]
        lemma = form[: len(form) - cut] + put
        return Entry(lemma, common / build.ZIPF_SCALE if common > 1 else 0.0, common == 0)


def open_lexicon() -> Lexicon:
    """The lexicon of this installation, built on first use when set-up has not done so.

    Looked for in $LYSNING_ANALYSER, then build/analyser of the checkout, then the user's cache. Raises OSError when
    it is found nowhere and can be written nowhere.
    """
    folders = places()
    for place in folders:
        if (place / build.stamp() / "manifest.json").exists():
            return Lexicon(place / build.stamp())
    for place in folders:
        try:
            log.warning("No Danish lexicon for this version yet: building it once in %s", place)
            return Lexicon(build.build(place))
        except OSError as error:
            log.warning("%s cannot be used: %s", place, error)
    tried = ", ".join(str(place) for place in folders)
    raise OSError(f"the Danish lexicon cannot be written to any of {tried}; set {PLACE} to a writable folder")


def places() -> list[Path]:
    """Where what set-up freezes is looked for, in order."""
    if named := os.environ.get(PLACE):
        return [Path(named)]
    checkout = Path(__file__).resolve().parents[4]
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "lysning" / "analyser"
    own = [checkout / "build" / "analyser"] if (checkout / "pyproject.toml").exists() else []
    return [*own, cache]
