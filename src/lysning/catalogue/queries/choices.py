"""What a list of solutions is narrowed by, as an address says it and as a person reads it."""

from collections.abc import Mapping
from typing import Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lysning.catalogue.models import SHORT_CHOICES
from lysning.catalogue.rules.facets import Choices
from lysning.taxonomy.queries import area_by_key, areas, current_keys, topics

FACETS: dict[str, tuple[Promise, Mapping[str, Promise]]] = {
    "maturity": (_("Maturity"), SHORT_CHOICES["maturity"]),
    "personal": (_("Personal data"), SHORT_CHOICES["personal_data"]),
    "ai": (_("Artificial intelligence"), SHORT_CHOICES["ai_use"]),
}
"""The facets whose values are answers: their names and what their values are called."""


class Sent(Protocol):
    """What came with an address or a form."""

    def get(self, key: str, default: str, /) -> str | None:
        """The last value of the name."""

    def getlist(self, key: str, /) -> list[str]:
        """Every value of the name."""


def choices_of(sent: Sent) -> dict[str, list[str]]:
    """What is chosen in each facet; unknown values are left out rather than refused, so old links go on working.

    A topic that has been merged since is chosen as what it has become.
    """
    area = area_by_key(sent.get("area", "") or "")
    known = {topic.key for topic in topics()}
    chosen = [key for key in current_keys(sent.getlist("topic")) if key in known]
    several = {name: [v for v in words if v in sent.getlist(name)] for name, (_title, words) in FACETS.items()}
    return {"area": [area.key] if area else [], "topic": chosen, **several}


def choice_words(choices: Choices) -> list[str]:
    """What is chosen, value by value, as the reader's language calls it."""
    if not any(choices.values()):
        return []
    names = {"area": {area.key: area.name for area in areas()}, "topic": {topic.key: topic.name for topic in topics()}}
    words = {**names, **{name: values for name, (_title, values) in FACETS.items()}}
    return [str(words[facet][value]) for facet, values in choices.items() for value in values if value in words[facet]]
