"""A text read against the vocabulary and the areas."""

from collections.abc import Mapping
from typing import NamedTuple

from lysning.matching.queries.ranking import explain, rank
from lysning.matching.rules import profiles, scoring
from lysning.matching.rules.facts import MatchFacts
from lysning.matching.rules.vocabulary import vocabulary
from lysning.matching.text.analyser import default_analyser
from lysning.taxonomy.models import KleGroup
from lysning.taxonomy.queries import areas

KLE_HITS = 40


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


def _kle_by_area(kle_ids: frozenset[int]) -> dict[int, tuple[str, ...]]:
    """The KLE groups by the service areas they lie in."""
    by_area: dict[int, tuple[str, ...]] = {}
    if kle_ids:
        groups = KleGroup.objects.filter(pk__in=kle_ids).order_by("number").values_list("areas", "number", "title")
        for area_id, number, title in groups:
            if area_id is not None:
                by_area[area_id] = (*by_area.get(area_id, ()), f"{number} {title}")
    return by_area


def kle_hits(reading: profiles.Reading) -> list[tuple[int, float, Mapping[str, float]]]:
    """The KLE groups and topics whose titles the text meets: id, score, and what each term added."""
    ranking = rank("kle", reading.weights, limit=KLE_HITS)
    parts = explain("kle", ranking.asked, ranking.ids)
    return [(row.subject_id, row.score, parts[row.subject_id]) for row in ranking.rows]
