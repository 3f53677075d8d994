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
    with_answers,
)
from lysning.catalogue.queries.facets import public_shelf
from lysning.catalogue.queries.own import HistoryLine, OwnSolution, own_solutions, solution_history
from lysning.catalogue.queries.pages import (
    AreaLine,
    ImageLine,
    PriceLines,
    SolutionCard,
    SolutionPageFacts,
    TopicLine,
    cards,
    headings,
    preview_facts,
    price_lines,
    solution_page_facts,
    state_of,
)

__all__ = [
    "AreaLine",
    "HistoryLine",
    "ImageLine",
    "MissingAnswer",
    "OwnSolution",
    "PriceLines",
    "SolutionCard",
    "SolutionPageFacts",
    "SolutionText",
    "TopicLine",
    "answers_of",
    "cards",
    "content_of",
    "fingerprints_of",
    "headings",
    "missing_answers",
    "own_solutions",
    "preview_facts",
    "price_facts_of",
    "price_lines",
    "public_shelf",
    "solution_history",
    "solution_page_facts",
    "state_of",
    "text_of",
    "with_answers",
]
