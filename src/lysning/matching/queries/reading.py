"""A text read against the vocabulary and the areas."""

from typing import NamedTuple

from lysning.matching.rules import kle, profiles, scoring
from lysning.matching.rules.facts import MatchFacts
from lysning.matching.rules.vocabulary import vocabulary
from lysning.matching.text.analyser import default_analyser
from lysning.taxonomy.models import KleGroup
from lysning.taxonomy.queries import areas


class Understood(NamedTuple):
    """A text's reading and the areas it concerns, the surest first."""

    reading: profiles.Reading
    areas: list[scoring.AreaScore]


def understand(facts: MatchFacts) -> Understood:
    """Reads the facts' texts once and says which service areas they concern, the surest first."""
    fields = {
        "title": facts.title,
        "problem": facts.problem,
        "audience": facts.audience,
        "description": facts.description,
    }
    reading = profiles.read(fields, default_analyser())
    found = profiles.evidence(reading, vocabulary())
    ids = {area.key: area.pk for area in areas()}
    chosen = _kle_by_area(facts.kle_ids)
    return Understood(reading, scoring.concerned_areas(found, ids, facts.area_ids, chosen))


def listed_kle() -> dict[str, frozenset[int]]:
    """KLE number to the areas in whose list it stands; no query while the areas are kept."""
    found: dict[str, frozenset[int]] = {}
    for area in areas():
        for group in area.kle_groups.all():
            found[group.number] = found.get(group.number, frozenset()) | {area.pk}
    return found


def _kle_by_area(kle_ids: frozenset[int]) -> dict[int, tuple[str, ...]]:
    """The KLE groups by the service areas they lie in."""
    by_area: dict[int, tuple[str, ...]] = {}
    if kle_ids:
        listed = listed_kle()
        for group in KleGroup.objects.filter(pk__in=kle_ids).order_by("number"):
            for area_id in kle.areas_of(group.number, listed):
                by_area[area_id] = (*by_area.get(area_id, ()), str(group))
    return by_area
