"""Versions as plain values: their fingerprint, what differs between two, and how two edits of one draft meet."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher
from hashlib import sha256
from itertools import zip_longest
from typing import Literal

Answers = Mapping[str, object]
"""Answers by name: texts, choices, Decimals, ints or None; sets as sorted tuples of keys; images as (hash, words) pairs."""

LONGEST_COMPARED_WORDS = 4_000
_WORD = re.compile(r"\S+[^\S\n]*|\n[^\S\n]*")
"""A word with the white space behind it, or a line break: breaks are compared as words are, so that none gets lost."""
_BETWEEN_SENTENCES = re.compile(r"(?<=[.!?])\s+")
ALIKE = 0.5
"""Two lines or sentences that have at least so much in common are two wordings of one."""


def content_hash(answers: Answers) -> str:
    """SHA-256 in hex over all answers; equal answers have equal hashes, whatever their order."""
    return sha256(json.dumps({k: _plain(answers[k]) for k in sorted(answers)}, ensure_ascii=False).encode()).hexdigest()


def fingerprint(value: object) -> str:
    """Twelve hex digits that stand for one answer as a person saw it; an empty text and no answer are the same."""
    return sha256(json.dumps(_plain(value), ensure_ascii=False).encode()).hexdigest()[:12]


def changed_answers(before: Answers, after: Answers) -> tuple[str, ...]:
    """The names of the answers that differ, in the order of `after`."""
    return tuple(name for name in after if _plain(before.get(name)) != _plain(after[name]))


@dataclass(frozen=True)
class Meeting:
    """What becomes of one person's edit when the draft has moved on: what to write, and where both wrote different things."""

    changes: Answers
    conflicts: tuple[str, ...]


def meet(seen: Mapping[str, str], mine: Answers, saved: Answers) -> Meeting:
    """Lets an edit meet the draft as it is now, answer by answer.

    `seen`: the fingerprints of the answers when the person opened them. `mine`: what the person sends; `saved`: what the draft
    holds. What the person left as it was is not written. What only the person changed is. Where both changed it to different
    things there is a conflict, and also where it is not known what the person saw.
    """
    changes, conflicts = {}, []
    for name, value in mine.items():
        if _plain(value) == _plain(saved.get(name)) or fingerprint(value) == seen.get(name):
            continue
        if seen.get(name) == fingerprint(saved.get(name)):
            changes[name] = value
        else:
            conflicts.append(name)
    return Meeting(changes, tuple(conflicts))


def seen_after(seen: Mapping[str, str], mine: Answers, saved: Answers) -> dict[str, str]:
    """What a page has seen once it was saved: the saved answer where it is its own, otherwise what it saw before.

    An answer that somebody else has changed meanwhile still stands as it was on the page, so it must not count as seen.
    """
    own = {name: fingerprint(saved[name]) for name in mine if fingerprint(saved[name]) == fingerprint(mine[name])}
    return {**seen, **own}


@dataclass(frozen=True)
class Passage:
    """A run of words that both texts have, or that only one has."""

    kind: Literal["same", "gone", "new"]
    text: str


def passages(before: str, after: str) -> tuple[Passage, ...]:
    """The two texts as one row of passages: up to white space, same and gone spell `before`, same and new spell `after`.

    Words keep the white space behind them, line breaks count as words. More than 4,000 words are compared as wholes.
    """
    old, new = _WORD.findall(before), _WORD.findall(after)
    if max(len(old), len(new)) > LONGEST_COMPARED_WORDS:
        return (*_some("gone", old), *_some("new", new))
    found: list[Passage] = []
    matcher = SequenceMatcher(None, [word.strip(" ") for word in old], [word.strip(" ") for word in new])
    for tag, i, j, k, m in matcher.get_opcodes():
        found += _some("same", new[k:m]) if tag == "equal" else _some("gone", old[i:j]) + _some("new", new[k:m])
    return tuple(found)


def both(saved: str, mine: str) -> str:
    """One text in which no word of the two is lost: what they share once, and where they differ first saved, then mine.

    Lines stay lines, and sentences stay whole: only two wordings of one sentence are joined word by word.
    """
    old, new = saved.strip().split("\n"), mine.strip().split("\n")
    lines = [_line_of_both(saved, mine)] if len(old) == len(new) == 1 else _meeting(old, new, _line_of_both)
    return "\n".join(lines).strip()


def _line_of_both(saved: str, mine: str) -> str:
    return " ".join(_meeting(_BETWEEN_SENTENCES.split(saved), _BETWEEN_SENTENCES.split(mine), _words_of_both)).strip()


def _meeting(old: list[str], new: list[str], join: Callable[[str, str], str]) -> list[str]:
    """The parts of both in their order: those that are two wordings of one are joined, all others stand alone."""
    parts: list[str] = []
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            parts += new[k:m]
            continue
        for theirs, own in zip_longest(old[i:j], new[k:m]):
            if theirs is None or own is None:
                parts.append(own if theirs is None else theirs)
            elif SequenceMatcher(None, theirs.split(), own.split()).ratio() >= ALIKE:
                parts.append(join(theirs, own))
            else:
                parts += [theirs, own]
    return parts


def _words_of_both(saved: str, mine: str) -> str:
    pieces = (part.text if part.text[-1].isspace() else f"{part.text} " for part in passages(saved, mine))
    return "".join(pieces).strip()


def _some(kind: Literal["same", "gone", "new"], words: list[str]) -> list[Passage]:
    return [Passage(kind, "".join(words))] if words else []


def _plain(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return str(value.normalize() + 0)
    if isinstance(value, (frozenset, set)):
        return sorted(_plain(part) for part in value)  # type: ignore[type-var]
    if isinstance(value, (list, tuple)):
        return [_plain(part) for part in value]
    return value
