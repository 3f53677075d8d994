"""The compiled vocabulary of this process.

Reading thirteen thousand rows with the analyser takes two seconds, so set-up freezes what it hears in the folder of the Danish
lexicon. A frozen reading of other rows, or by another analyser, has another name: then the rows are read anew.
"""

import os
import tempfile
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from pathlib import Path

from lysning.matching.rules.profiles import Heard, Profiles, compile_profiles, heard_in
from lysning.matching.text import tables
from lysning.matching.text.analyser import ANALYSER_VERSION, default_analyser
from lysning.matching.text.lexicon import places

ROWS = tables.DATA / "vocabulary.tsv"


@cache
def vocabulary() -> Profiles:
    """The vocabulary as this process knows it."""
    for folder in places():
        if (frozen := folder / name_of_now()).exists():
            lines = frozen.read_text(encoding="utf-8").splitlines()
            return compile_profiles(tables.vocabulary(), map(_thawed, lines))
    return compile_profiles(tables.vocabulary(), read_anew())


def freeze(folder: Path) -> bool:
    """Writes the reading below the folder in one step; returns False when it is there already.

    Raises OSError when the folder cannot be written.
    """
    target = folder / name_of_now()
    if target.exists():
        return False
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=folder, delete=False) as unfinished:
        unfinished.write(in_lines(read_anew()))
    os.replace(unfinished.name, target)  # noqa: PTH105 -- Path.replace would not say that it is atomic
    for old in folder.glob("vocabulary-*.keys"):
        if old != target:
            old.unlink(missing_ok=True)
    return True


def read_anew() -> list[Heard]:
    """What the analyser of this process hears in every row."""
    return [heard_in(row, default_analyser()) for row in tables.vocabulary()]


def name_of_now() -> str:
    """The name of a frozen reading while it is true: it changes with the rows and with the analyser."""
    return f"vocabulary-{sha256(ROWS.read_bytes() + ANALYSER_VERSION.encode()).hexdigest()[:16]}.keys"


def in_lines(readings: Iterable[Heard]) -> str:
    """The text of a frozen reading: per row the words heard and, after a tab, the halves of a compound."""
    lines = (
        "\t".join([" ".join(sorted(heard.words)), " ".join(heard.halves or ())]).rstrip("\t") for heard in readings
    )
    return "\n".join([*lines, ""])


def _thawed(line: str) -> Heard:
    words, _tab, halves = line.partition("\t")
    first, _space, second = halves.partition(" ")
    return Heard(frozenset(words.split(" ")), (first, second) if halves else None)
