"""What set-up reads once and freezes beside the Danish lexicon, so that no process reads it again.

A frozen file is named by all it was made from: what was frozen of other rows, or by another analyser, is never found.
"""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from lysning.matching.text.lexicon import places


def kept(name: str) -> str | None:
    """What is frozen under this name; None where nothing is."""
    files = (folder / name for folder in places())
    return next((file.read_text(encoding="utf-8") for file in files if file.exists()), None)


def freeze(folder: Path, name: str, make: Callable[[], str]) -> bool:
    """Writes what is made into the folder in one step, unless it is there; returns whether it was written.

    `name`: a kind, a hyphen and what it is made from; others of its kind go. Raises OSError when the folder cannot be written.
    """
    target = folder / name
    if target.exists():
        return False
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=folder, delete=False) as unfinished:
        unfinished.write(make())
    os.replace(unfinished.name, target)  # noqa: PTH105 -- Path.replace would not say that it is atomic
    for old in folder.glob(f"{name.partition('-')[0]}-*"):
        if old != target:
            old.unlink(missing_ok=True)
    return True
