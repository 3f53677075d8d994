"""The compiled vocabulary of this process.

Reading fourteen thousand rows with the analyser takes two seconds, so set-up freezes what comes of it; without that the rows
are read anew.
"""

import json
from functools import cache
from hashlib import sha256
from pathlib import Path

from lysning.matching.rules.profiles import Entry, Heard, Profiles, compile_profiles, heard_in, profiles_of
from lysning.matching.text import frozen, tables
from lysning.matching.text.analyser import ANALYSER_VERSION, default_analyser

ROWS = tables.DATA / "vocabulary.tsv"
FORMAT = 2
"""Of what is frozen; a change of it, or of how rows are compiled, makes it be written anew."""


@cache
def vocabulary() -> Profiles:
    """The vocabulary as this process knows it."""
    text = frozen.kept(name_of_now())
    return compiled_anew() if text is None else thawed(text)


def freeze(folder: Path) -> bool:
    """Writes the reading below the folder in one step; returns False when it is there already.

    Raises OSError when the folder cannot be written.
    """
    return frozen.freeze(folder, name_of_now(), lambda: frozen_text(compiled_anew()))


def read_anew() -> list[Heard]:
    """What the analyser of this process hears in every row."""
    return [heard_in(row, default_analyser()) for row in tables.vocabulary()]


def compiled_anew() -> Profiles:
    """The profiles as this process hears every row."""
    return compile_profiles(tables.vocabulary(), read_anew())


def name_of_now() -> str:
    """The name of a frozen reading while it is true."""
    return f"vocabulary-{stamp()}.json"


def stamp() -> str:
    """What tells one reading from another: it changes with the rows and with the analyser."""
    return sha256(ROWS.read_bytes() + f"{FORMAT} {ANALYSER_VERSION}".encode()).hexdigest()[:16]


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
