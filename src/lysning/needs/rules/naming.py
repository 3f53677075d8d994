"""Whether a text leans on the name of a product or a firm. Pure."""

import re
from collections.abc import Iterable

_FORM = re.compile(
    r"\s*\((?:eksempel|example)\)|,?\s+(?:a/s|aps|i/s|k/s|p/s|ivs|amba|ab|as|oy|gmbh|ltd|inc)\.?$", re.IGNORECASE
)
_FIRST_PART = re.compile(r"\s+[–—-]\s+|[:,]\s+")
SHORTEST = 3
MOST_WORDS = 3


def name_of(called: str) -> str:
    """The name inside what a firm or product is called: "Gangsans A/S" gives "Gangsans", "Nattero – lys om natten" "Nattero".

    Empty when what is left is a description rather than a name: too short, or more than three words.
    """
    bare = called.strip()
    while (shorter := _FORM.sub("", bare).strip()) != bare:
        bare = shorter
    bare = _FIRST_PART.split(bare, maxsplit=1)[0].strip()
    return bare if len(bare) >= SHORTEST and len(bare.split()) <= MOST_WORDS else ""


def names_in(text: str, called: Iterable[str]) -> tuple[str, ...]:
    """The names among `called` that stand in the text as whole words, in order of the alphabet.

    A name of one word counts with its capital letter alone ("Columna" and not "columna"), so that a firm whose name is an
    everyday word does not ask about every text; a name of several words counts however it is written.
    """
    found = set()
    for name in filter(None, {name_of(each) for each in called}):
        flags = re.IGNORECASE if " " in name else 0
        if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, flags):
            found.add(name)
    return tuple(sorted(found))
