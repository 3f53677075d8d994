"""Where in the texts of a hit the words of a question stand, and these passages with the words marked."""

import re
from bisect import bisect
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from lysning.catalogue.rules.markdown import plain_of
from lysning.matching.text.analyser import default_analyser
from lysning.matching.text.marks import Mark, apart, places

WORD = re.compile(r"\S+")
LEAD = 6
"""How many words stand before the first mark of a passage that does not begin where its text does."""
MOST_PASSAGES = 2
MOST_STARTS = 100
"""Marks at which a passage may begin: a text that says one word a thousand times is read as fast as any."""


class Place(NamedTuple):
    """One text of a hit: what it is called, and what it says."""

    name: Promise | str
    text: str


@dataclass(frozen=True)
class Passage:
    """A piece of a text as HTML with what met marked, where it stands, and the keys that are found in it."""

    place: Promise | str
    text: SafeString
    keys: frozenset[str]


def passage(place: Place, keys: Collection[str], words: int) -> Passage:
    """The piece of at most so many words that holds the most of the keys, and of those that hold as much the earliest."""
    text = " ".join(place.text.split())
    found = places(default_analyser(), text, keys) if keys else []
    if text.count(" ") < words:
        return Passage(place.name, _html(text, found), _keys(found))
    spans = [match.span() for match in WORD.finditer(text)]
    first = _best_start(spans, found, words)
    begin, end = spans[first][0], spans[first + words - 1][1]
    inside = _within(spans, found, first, words)
    shown = _html(text[begin:end], [Mark(mark.start - begin, mark.end - begin, mark.key) for mark in inside])
    before, after = "… " if first else "", "…" if end < len(text) else ""
    return Passage(place.name, format_html("{}{}{}", before, shown, after), _keys(inside))


def elsewhere(texts: Iterable[Place], missing: Collection[str], words: int) -> list[Passage]:
    """At most two pieces of these Markdown texts that hold what is missing elsewhere: each time of the text with the most.

    Texts are looked through in their order and only until one holds all that is wanted: none after it can hold more. Only what
    is shown is read without the marks of Markdown, since that takes longest.
    """
    wanted, found = frozenset(missing), list[Passage]()
    held, unread = dict[Place, frozenset[str]](), (text for text in texts if text.text)
    while wanted and len(found) < MOST_PASSAGES:
        while not any(wanted <= keys for keys in held.values()) and (text := next(unread, None)):
            held[text] = _keys(places(default_analyser(), text.text, missing))
        if not held:
            break
        best = max(held, key=lambda text: len(held[text] & wanted))
        if not held.pop(best) & wanted:
            break
        piece = passage(Place(best.name, plain_of(best.text)), wanted, words)
        found += [piece] if piece.keys else []
        wanted -= piece.keys
    return found


def _best_start(spans: Sequence[tuple[int, int]], found: Sequence[Mark], words: int) -> int:
    """The number of the word a passage begins with: the text's first, or a marked one with a few before it where they fit."""
    last = len(spans) - words
    at = [bisect(spans, mark.start, key=itemgetter(0)) - 1 for mark in found[:MOST_STARTS]]
    held = {first: _within(spans, found, first, words) for first in {0, *(min(last, word) for word in at)}}
    best = max(held, key=lambda first: (len(_keys(held[first])), -first))
    room = next((word - LEAD for word in at if word >= best), best)
    led = range(max(0, room), best)
    return next((first for first in led if _keys(held[best]) <= _keys(_within(spans, found, first, words))), best)


def _within(spans: Sequence[tuple[int, int]], found: Iterable[Mark], first: int, words: int) -> list[Mark]:
    begin, end = spans[first][0], spans[first + words - 1][1]
    return [mark for mark in found if begin <= mark.start < end]


def _keys(found: Iterable[Mark]) -> frozenset[str]:
    return frozenset(mark.key for mark in found)


def _html(text: str, found: Iterable[Mark]) -> SafeString:
    pieces, end = list[SafeString](), 0
    for mark in apart(found):
        pieces += [escape(text[end : mark.start]), format_html("<mark>{}</mark>", text[mark.start : mark.end])]
        end = mark.end
    return SafeString("".join((*pieces, escape(text[end:]))))
