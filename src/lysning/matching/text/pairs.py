"""How the analyser reads the shipped word pairs, frozen by set-up: three thousand words that no web process reads again."""

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path

from lysning.matching.text import frozen, tables

FORMAT = 1
"""Of what is frozen; a change of it, or of how pairs are read, makes it be written anew."""


def known_words(analyser_version: str) -> Mapping[str, Sequence[str]]:
    """What is said on either side of a shipped pair, to the keys of its words; nothing where it is not frozen."""
    text = frozen.kept(name_of_now(analyser_version))
    found: dict[str, list[str]] = json.loads(text) if text else {}
    return found


def freeze(folder: Path) -> bool:
    """Writes the reading below the folder in one step; returns False when it is there already.

    Raises OSError when the folder cannot be written.
    """
    from lysning.matching.text.analyser import ANALYSER_VERSION, default_analyser

    def read_anew() -> str:
        sides = sorted({side for pair in tables.shipped_synonyms() for side in (pair.layman, pair.trade)})
        return json.dumps({side: default_analyser().words(side) for side in sides}, ensure_ascii=False)

    return frozen.freeze(folder, name_of_now(ANALYSER_VERSION), read_anew)


def name_of_now(analyser_version: str) -> str:
    """The name of a frozen reading while it is true; the version changes with the pairs too."""
    return f"pairs-{sha256(f'{FORMAT} {analyser_version}'.encode()).hexdigest()[:16]}.json"
