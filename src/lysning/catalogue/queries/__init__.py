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
from lysning.catalogue.queries.choices import FACETS, choice_words, choices_of
from lysning.catalogue.queries.facets import public_shelf
from lysning.catalogue.queries.names import product_names
from lysning.catalogue.queries.order import ORDERS, in_order
from lysning.catalogue.queries.own import HistoryLine, OwnSolution, own_solutions, solution_history
from lysning.catalogue.queries.pages import (
    AreaLine,
    ImageLine,
    Place,
    PriceLines,
    SolutionCard,
    SolutionPageFacts,
    TopicLine,
    cards,
    comparison,
    headings,
    own_municipality,
    page_facts,
    preview_facts,
    price_lines,
    solution_page_facts,
    state_of,
)
from lysning.catalogue.queries.said import Texts, texts_of

__all__ = [
    "FACETS",
    "ORDERS",
    "AreaLine",
    "HistoryLine",
    "ImageLine",
    "MissingAnswer",
    "OwnSolution",
    "Place",
    "PriceLines",
    "SolutionCard",
    "SolutionPageFacts",
    "SolutionText",
    "Texts",
    "TopicLine",
    "answers_of",
    "cards",
    "choice_words",
    "choices_of",
    "comparison",
    "content_of",
    "fingerprints_of",
    "headings",
    "in_order",
    "missing_answers",
    "own_municipality",
    "own_solutions",
    "page_facts",
    "preview_facts",
    "price_facts_of",
    "price_lines",
    "product_names",
    "public_shelf",
    "solution_history",
    "solution_page_facts",
    "state_of",
    "text_of",
    "texts_of",
    "with_answers",
]
