"""What the texts of a need must be."""

from lysning.core.plaintext import has_cpr_number

LONGEST = {"title": 120, "description": 4_000, "closing_note": 1_000, "hidden_reason": 1_000}


def text_fault(field: str, text: str) -> str | None:
    """The refusal code for a cleaned text of this field, or None: it must be there, fit, and hold no personal number."""
    if not text:
        return "need_text_missing"
    if len(text) > LONGEST[field]:
        return "need_text_too_long"
    return "need_text_has_cpr" if has_cpr_number(text) else None
