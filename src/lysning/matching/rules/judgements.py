"""From what people say to grades a ranking can be measured by. Pure."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from lysning.core.plaintext import has_cpr_number

LONGEST_QUESTION = 300
PERSONAL = re.compile(r"\S@\S|(?<!\d)(?:\+45[ .]?)?\d{2}[ .]?\d{2}[ .]?\d{2}[ .]?\d{2}(?!\d)")


class Said(NamedTuple):
    """One person's word on one document for one question."""

    question: str
    document: str
    is_relevant: bool


def names_somebody(text: str) -> bool:
    """True when the text holds what is shaped like a personal number, an e-mail address or a Danish telephone number."""
    return has_cpr_number(text) or PERSONAL.search(text) is not None


def grades(said: Iterable[Said]) -> dict[str, dict[str, int]]:
    """Question to document to grade: 1 when more people find it relevant than do not, 0 otherwise."""
    votes: dict[tuple[str, str], int] = {}
    for each in said:
        key = (each.question, each.document)
        votes[key] = votes.get(key, 0) + (1 if each.is_relevant else -1)
    found: dict[str, dict[str, int]] = {}
    for (question, document), balance in sorted(votes.items()):
        found.setdefault(question, {})[document] = int(balance > 0)
    return found
