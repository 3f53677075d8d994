"""The compiled vocabulary of this process.

Reading fourteen thousand rows with the analyser takes two seconds, so set-up freezes what comes of it in the folder of the
Danish lexicon. What was frozen of other rows, or by another analyser, has another name: then the rows are read anew.
"""

import json
import os
import tempfile
from functools import cache
from hashlib import sha256
from pathlib import Path

from lysning.matching.rules.profiles import Entry, Heard, Profiles, compile_profiles, heard_in, profiles_of
from lysning.matching.text import tables
from lysning.matching.text.analyser import ANALYSER_VERSION, default_analyser
from lysning.matching.text.lexicon import places

ROWS = tables.DATA / "vocabulary.tsv"
FORMAT = 2
"""Of what is frozen; a change of it, or of how rows are compiled, makes it be written anew."""


@cache
def vocabulary() -> Profiles:
    """The vocabulary as this process knows it."""
    for folder in places():
        if (frozen := folder / name_of_now()).exists():
            return thawed(frozen.read_text(encoding="utf-8"))
    return compiled_anew()


def freeze(folder: Path) -> bool:
    """Writes the reading below the folder in one step; returns False when it is there already.

    Raises OSError when the folder cannot be written.
    """
    target = folder / name_of_now()
    if target.exists():
        return False
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=folder, delete=False) as unfinished:
        unfinished.write(frozen_text(compiled_anew()))
    os.replace(unfinished.name, target)  # noqa: PTH105 -- Path.replace would not say that it is atomic
    for old in folder.glob("vocabulary-*"):
        if old != target:
            old.unlink(missing_ok=True)
    return True


def read_anew() -> list[Heard]:
    """What the analyser of this process hears in every row."""
    return [heard_in(row, default_analyser()) for row in tables.vocabulary()]


def compiled_anew() -> Profiles:
    """The profiles as this process hears every row."""
    return compile_profiles(tables.vocabulary(), read_anew())


def name_of_now() -> str:
    """The name of a frozen reading while it is true: it changes with the rows and with the analyser."""
    return f"vocabulary-{sha256(ROWS.read_bytes() + f'{FORMAT} {ANALYSER_VERSION}'.encode()).hexdigest()[:16]}.json"


def frozen_text(profiles: Profiles) -> str:
    """The profiles as JSON; a phrase is written as its words in order."""
    phrases = {" ".join(sorted(phrase)): entries for phrase, entries in profiles.phrases.items()}
    return json.dumps({"words": profiles.words, "phrases": phrases, "halves": profiles.halves}, ensure_ascii=False)


def thawed(text: str) -> Profiles:
    """The profiles that were frozen."""
    kept = json.loads(text)
    return profiles_of(
        {term: map(Entry._make, entries) for term, entries in kept["words"].items()},
        {frozenset(phrase.split(" ")): map(Entry._make, entries) for phrase, entries in kept["phrases"].items()},
        kept["halves"],
    )
