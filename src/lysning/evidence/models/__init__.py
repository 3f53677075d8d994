"""What is known to have been tried: earlier projects, findings, and what municipalities make of them."""

from lysning.evidence.models.cases import BusinessCase, BusinessCaseQuerySet
from lysning.evidence.models.findings import (
    Adoption,
    AdoptionQuerySet,
    Finding,
    FindingQuerySet,
    FindingVersion,
)
from lysning.evidence.models.projects import (
    REASONS,
    TITLE_AND_PERIOD,
    EarlierProject,
    EarlierProjectQuerySet,
)

__all__ = [
    "REASONS",
    "TITLE_AND_PERIOD",
    "Adoption",
    "AdoptionQuerySet",
    "BusinessCase",
    "BusinessCaseQuerySet",
    "EarlierProject",
    "EarlierProjectQuerySet",
    "Finding",
    "FindingQuerySet",
    "FindingVersion",
]
