"""What others ask of the enquiries."""

from lysning.enquiries.queries.inbox import Card, Inbox, Others, inbox, others_on, unanswered_count
from lysning.enquiries.queries.interest import Interest, interest_in
from lysning.enquiries.queries.matrix import Matrix, matrix, picture
from lysning.enquiries.queries.municipality import (
    MunicipalityMeasures,
    MunicipalityOverview,
    municipality_measures,
    municipality_overview,
)
from lysning.enquiries.queries.news import News, leader_news, municipality_news, supplier_news
from lysning.enquiries.queries.promises import PromiseFigure, promises
from lysning.enquiries.queries.reading import Line, earlier_answers, line, with_everything
from lysning.enquiries.queries.runs import outcome_line, outcomes_of, runs, without_contact
from lysning.enquiries.queries.supplier import SupplierOverview, open_questions, supplier_overview

__all__ = [
    "Card",
    "Inbox",
    "Interest",
    "Line",
    "Matrix",
    "MunicipalityMeasures",
    "MunicipalityOverview",
    "News",
    "Others",
    "PromiseFigure",
    "SupplierOverview",
    "earlier_answers",
    "inbox",
    "interest_in",
    "leader_news",
    "line",
    "matrix",
    "municipality_measures",
    "municipality_news",
    "municipality_overview",
    "open_questions",
    "others_on",
    "outcome_line",
    "outcomes_of",
    "picture",
    "promises",
    "runs",
    "supplier_news",
    "supplier_overview",
    "unanswered_count",
    "with_everything",
    "without_contact",
]
