"""What somebody types into a search box: words, "phrases in quotes", and -what not."""

import re
from dataclasses import dataclass

LONGEST = 2_000
MOST_PHRASES = 8
OPENING, CLOSING = '"\u201c\u201d\u201e\u00bb\u00ab', '"\u201c\u201d\u00ab\u00bb'
PIECE = re.compile(
    rf"""
    (?P<minus>(?<!\S)[-\u2212](?=[{OPENING}]|[^\W_]))?
    (?: [{OPENING}](?P<phrase>[^{OPENING}{CLOSING}]{{1,300}})[{CLOSING}] | (?P<plain>[^\s{OPENING}{CLOSING}]+) )
    """,
    re.VERBOSE,
)


@dataclass(frozen=True)
class Asked:
    """The query as it is understood: all words that are looked for, the phrases among them, and what is left out.

    `words` is the text to rank by, phrases included, quotes and exclusions taken away.
    """

    words: str
    phrases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()


def understood(text: str) -> Asked:
    """Takes the first LONGEST characters apart, in time linear in their number; anything odd is read as plain words.

    A phrase stands in quotes (any of "…", “…”, „…”, »…«). A minus before a word or phrase, at the start or after a
    space, leaves it out; a hyphen inside a word does not.
    """
    words: list[str] = []
    phrases: list[str] = []
    excluded: list[str] = []
    for found in PIECE.finditer(text[:LONGEST]):
        piece = (found["phrase"] or found["plain"]).strip()
        if not piece:
            continue
        if found["minus"]:
            excluded.append(piece)
            continue
        words.append(piece)
        if found["phrase"]:
            phrases.append(piece)
    return Asked(" ".join(words), tuple(phrases[:MOST_PHRASES]), tuple(excluded[:MOST_PHRASES]))
