"""Freeze the lexicon: `python -m lysning.matching.text.build OUTDIR`.

The words come from two installed packages and are never part of the repository: the Danish lemma table of simplemma
(MIT; its lists carry ODbL, CC BY-SA and MIT, named in its README) and the small Danish frequency list of wordfreq
(Apache-2.0, data CC BY-SA 4.0).
"""

import json
import logging
import math
import os
import sys
import tempfile
import time
from collections.abc import Iterable
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from lysning.matching.text.tokens import LONGEST_KEY, fold

FORMAT = 1
SOURCES = ("simplemma", "wordfreq", "marisa-trie")
RECORD = "<HB"
"""Per form: number of its edit script; its commonness (0: proper name, 1: known, above: Zipf value times 30)."""
ZIPF_SCALE = 30

log = logging.getLogger(__name__)


def stamp() -> str:
    """Name of the frozen lexicon; changes with the file format and with each source package."""
    sources = " ".join(f"{name}={version(name)}" for name in SOURCES)
    return f"{FORMAT}-{sha256(sources.encode()).hexdigest()[:10]}"


def build(directory: Path) -> Path:
    """Write the frozen lexicon below `directory` and return its folder; a finished one is left alone.

    Written beside its place and moved there in one step, so that several processes may do this at once.
    Raises OSError when `directory` cannot be written.
    """
    target = directory / stamp()
    if (target / "manifest.json").exists():
        return target
    directory.mkdir(parents=True, exist_ok=True)
    began = time.perf_counter()
    with tempfile.TemporaryDirectory(dir=directory, prefix="unfinished-") as unfinished:
        forms = _write(Path(unfinished) / "lexicon")
        try:
            os.rename(Path(unfinished) / "lexicon", target)  # noqa: PTH104 -- Path.rename would not say that it is atomic
        except OSError:
            if not (target / "manifest.json").exists():  # somebody else was first: theirs is as good
                raise
    log.info("Danish lexicon of %d forms built in %s (%.1f s)", forms, target, time.perf_counter() - began)
    return target


def _write(folder: Path) -> int:
    import marisa_trie

    folder.mkdir()
    scripts: dict[tuple[int, str], int] = {}
    records = []
    for form, (lemma, common) in _entries().items():
        script = scripts.setdefault(edit_script(form, lemma), len(scripts))
        if script < 2**16:
            records.append((form, (script, common)))
    marisa_trie.RecordTrie(RECORD, records).save(str(folder / "lexicon.marisa"))
    manifest = {
        "stamp": stamp(),
        "forms": len(records),
        "sources": {name: version(name) for name in SOURCES},
        "scripts": list(scripts)[: 2**16],
    }
    (folder / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False), encoding="utf-8")
    return len(records)


def _entries() -> dict[str, tuple[str, int]]:
    """Folded form to folded lemma and commonness. A word written small wins over a name written the same."""
    frequencies = _frequencies()
    entries: dict[str, tuple[str, int]] = {}
    for form, lemma in sorted(_lemmas(), key=lambda pair: (not pair[0].islower(), pair)):
        key, base = _key(form), _key(lemma)
        if key and base and key not in entries:
            named = not form.islower()
            entries[key] = (base, 0 if named else _common(frequencies.get(key, 0.0)))
    for word in frequencies:  # what only the frequency list knows may be a name, or English
        if word.isalpha() and len(word) > 2 and word not in entries:  # noqa: PLR2004 -- two letters are abbreviations
            entries[word] = (word, 0)
    return entries


def _lemmas() -> Iterable[tuple[str, str]]:
    from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory

    pairs: Iterable[tuple[str, str]] = DefaultDictionaryFactory().get_dictionary("da").items()
    return pairs


def _frequencies() -> dict[str, float]:
    from wordfreq import get_frequency_dict

    total: dict[str, float] = {}
    for word, frequency in get_frequency_dict("da", wordlist="small").items():
        total[_key(word)] = total.get(_key(word), 0.0) + frequency
    return total


def _key(word: str) -> str:
    folded = fold(word)
    return folded if len(folded) <= LONGEST_KEY and folded.isalpha() else ""


def _common(frequency: float) -> int:
    if frequency <= 0:
        return 1
    return min(255, max(2, round((math.log10(frequency) + 9) * ZIPF_SCALE)))


def edit_script(form: str, lemma: str) -> tuple[int, str]:
    """How many characters to cut from the end of `form` and what to put there to have `lemma`."""
    shared = next((place for place, pair in enumerate(zip(form, lemma, strict=False)) if pair[0] != pair[1]), None)
    shared = min(len(form), len(lemma)) if shared is None else shared
    return len(form) - shared, lemma[shared:]


def main(arguments: list[str]) -> int:
    """Build into the folder named by the only argument; 2 for wrong use, 1 when it cannot be written."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    if len(arguments) != 1:
        log.error("usage: python -m lysning.matching.text.build OUTDIR")
        return 2
    try:
        folder = build(Path(arguments[0]))
    except OSError as error:
        log.error("The lexicon could not be written: %s", error)  # noqa: TRY400 -- a person reads this, not a traceback
        return 1
    log.info("%s", folder)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
