"""What the texts about a need must be."""

from lysning.core import plaintext

LONGEST = {
    "title": 120,
    "description": 4_000,
    "audience": 500,
    "scale": 1_000,
    "tried": 2_000,
    "closing_note": 1_000,
    "hidden_reason": 1_000,
    "words": 1_000,
    "answer": 4_000,
    "reason": 1_000,
}
OPTIONAL = frozenset({"audience", "scale", "tried"})
MOST_WAITING = 3
"""So many needs of one citizen may wait for a moderator at once."""


def text_fault(field: str, text: str) -> str | None:
    """The refusal code for a cleaned text of this field, or None: it must be there, fit, and hold no personal number."""
    if not text:
        return None if field in OPTIONAL else "need_text_missing"
    fault = plaintext.text_fault(text, LONGEST[field])
    return f"need_text_{fault}" if fault else None
