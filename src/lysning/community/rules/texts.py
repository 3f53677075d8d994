"""What the texts of a coalition must be."""

from lysning.core import plaintext

LONGEST = {
    "title": 120,
    "purpose": 2_000,
    "next_step": 300,
    "mandate_by": 200,
    "message": 1_000,
    "decline_reason": 1_000,
    "leaving_note": 1_000,
    "removal_reason": 1_000,
    "closing_note": 2_000,
    "hidden_reason": 1_000,
    "decision_title": 160,
    "decision_text": 4_000,
    "decision_note": 500,
    "task": 200,
    "post": 4_000,
    "document": 160,
}
MOST_POSTS_AN_HOUR = 30
MAY_BE_EMPTY = {"message", "leaving_note"}


def text_fault(kind: str, text: str) -> str | None:
    """The refusal code for a cleaned text of this kind, or None: it must be there, fit, and hold no personal number."""
    if not text and kind not in MAY_BE_EMPTY:
        return "community_text_missing"
    fault = plaintext.text_fault(text, LONGEST[kind])
    return f"community_text_{fault}" if fault else None
