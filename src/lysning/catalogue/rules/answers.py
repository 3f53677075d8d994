"""What a supplier is asked, in which step, how long the answers may be, and what is missing."""

from collections.abc import Mapping
from dataclasses import dataclass

from lysning.core.plaintext import clean, has_cpr_number

STEPS = (1, 2, 3)
LONGEST = {
    "title": 120,
    "problem": 1_500,
    "audience": 800,
    "description": 8_000,
    "price_unit_name": 40,
    "integrations": 1_500,
    "evidence": 3_000,
    "wanted_from_municipality": 1_500,
    "contact_email": 254,
    "website": 200,
    "change_note": 500,
}
"""Every text answer and its greatest length in characters, after cleaning."""

CHOICES = ("maturity", "price_model", "personal_data", "ai_use", "medical_device")
NUMBERS = ("price_amount", "price_start", "price_units")
SETS = ("areas", "kle_groups", "topics", "used_by")
ANSWERS = (*LONGEST, *CHOICES, *NUMBERS, *SETS)
"""Every answer a draft can hold; nothing else is ever written from outside."""

MOST_AREAS = 4
MOST_KLE_GROUPS = 12
MOST_TOPICS = 5
GREATEST_AMOUNT = 100_000_000
GREATEST_UNITS = 1_000_000
MODELS_WITH_UNITS = ("per_user", "per_unit")


@dataclass(frozen=True)
class Question:
    """One answer that may be missing: the step it is asked in, and whether nothing is published without it."""

    answer: str
    step: int
    is_required: bool


QUESTIONS = (
    Question("title", 1, is_required=True),
    Question("problem", 1, is_required=True),
    Question("audience", 1, is_required=True),
    Question("description", 1, is_required=True),
    Question("areas", 1, is_required=True),
    Question("kle_groups", 1, is_required=False),
    Question("topics", 1, is_required=False),
    Question("maturity", 2, is_required=True),
    Question("price_model", 2, is_required=True),
    Question("price_amount", 2, is_required=True),
    Question("price_units", 2, is_required=True),
    Question("personal_data", 2, is_required=True),
    Question("ai_use", 2, is_required=True),
    Question("medical_device", 2, is_required=True),
    Question("evidence", 2, is_required=False),
    Question("images", 2, is_required=False),
    Question("contact_email", 2, is_required=False),
)


def missing(answers: Mapping[str, object]) -> tuple[Question, ...]:
    """The questions without an answer, in the order they are asked.

    `answers`: by name, as stored; sets and images as collections or counts. A sum is asked for only when the price model has
    one, units only when it counts them. Empty text, None and an empty collection are no answer; the sum 0 is one.
    """
    return tuple(q for q in QUESTIONS if _is_asked(q.answer, answers) and not _is_given(answers.get(q.answer)))


def is_publishable(answers: Mapping[str, object]) -> bool:
    """True when no required answer is missing."""
    return not any(question.is_required for question in missing(answers))


def _is_asked(answer: str, answers: Mapping[str, object]) -> bool:
    model = answers.get("price_model")
    if answer == "price_amount":
        return bool(model) and model != "free"
    if answer == "price_units":
        return model in MODELS_WITH_UNITS
    return True


def _is_given(value: object) -> bool:
    return value == 0 or bool(value)


@dataclass(frozen=True)
class Fault:
    """Why an answer cannot be stored: the answer, a code that has words, and the facts that fill them."""

    answer: str
    code: str
    facts: Mapping[str, object]


def cleaned(answer: str, text: str) -> str:
    """The text as it is stored: without control and direction characters, line breaks as one; titles on one line."""
    tidy = clean(text)
    return tidy if LONGEST[answer] > LONGEST["change_note"] else " ".join(tidy.split())


def text_faults(texts: Mapping[str, str]) -> tuple[Fault, ...]:
    """What is wrong with cleaned texts: longer than allowed, or with something shaped like a personal number.

    Personal numbers are refused because a catalogue is public (Data Protection Act, section 11).
    """
    faults = []
    for answer, text in texts.items():
        if len(text) > LONGEST[answer]:
            faults.append(Fault(answer, "text_too_long", {"longest": LONGEST[answer], "length": len(text)}))
        if has_cpr_number(text):
            faults.append(Fault(answer, "personal_number", {}))
    return tuple(faults)


def is_web_address(text: str) -> bool:
    """True for an http or https address with a host and without spaces, sign-in names or quotation marks."""
    scheme, mark, rest = text.partition("://")
    host = rest.split("/")[0].split("?")[0].split("#")[0]
    is_plain = not any(character.isspace() or character in "\"'<>\\" for character in text)
    return scheme.lower() in {"http", "https"} and bool(mark) and "." in host and "@" not in host and is_plain
