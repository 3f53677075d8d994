"""What others ask of the catalogue."""

from lysning.catalogue.queries.answers import (
    MissingAnswer,
    SolutionText,
    answers_of,
    content_of,
    fingerprints_of,
    missing_answers,
    price_facts_of,
    text_of,
)

__all__ = [
    "MissingAnswer",
    "SolutionText",
    "answers_of",
    "content_of",
    "fingerprints_of",
    "missing_answers",
    "price_facts_of",
    "text_of",
]
