"""Is there something like it already?"""

import math
from collections.abc import Mapping

from lysning.catalogue.models import Solution
from lysning.core.actors import Actor
from lysning.core.permissions import allowed
from lysning.matching.models import Document
from lysning.matching.queries.ranking import explain, rank
from lysning.matching.rules.facts import NearDuplicate
from lysning.matching.rules.profiles import Reading, read
from lysning.matching.rules.scoring import shown_words
from lysning.matching.rules.telling import telling
from lysning.matching.text.analyser import default_analyser

LEAST_SIMILARITY = 0.35
LEAST_WORDS = 6
CANDIDATES = 10


def near_duplicates(
    text: str, *, actor: Actor, exclude_solution_id: int | None = None, limit: int = 3
) -> tuple[NearDuplicate, ...]:
    """Published solutions that say much the same, most alike first.

    Similarity is the cosine between the two texts' idf-weighted terms (0 to 1); below LEAST_SIMILARITY nothing is reported,
    nor for a text of fewer than LEAST_WORDS words.
    """
    reading = read({"description": text}, default_analyser())
    if reading.word_count < LEAST_WORDS:
        return ()
    rows = Solution.objects.public().exclude(pk=exclude_solution_id or 0)
    within = allowed(rows, actor, "catalogue.view_solution")
    ranking = rank("solution", reading.weights, limit=CANDIDATES, within=within)
    documents = Document.objects.live("solution").filter(subject_id__in=ranking.ids)
    alike = {
        row.subject_id: _cosine(ranking.asked, dict(zip(row.terms, row.impacts, strict=True))) for row in documents
    }
    keys = sorted((key for key in alike if alike[key] >= LEAST_SIMILARITY), key=lambda key: (-alike[key], key))[:limit]
    parts = explain("solution", ranking.asked, keys)
    solutions = Solution.objects.select_related("supplier", "current_version").in_bulk(keys)
    return tuple(_near_duplicate(solutions[key], alike[key], parts[key], reading) for key in keys)


def _near_duplicate(solution: Solution, alike: float, parts: Mapping[str, float], reading: Reading) -> NearDuplicate:
    title = solution.current_version.title if solution.current_version else ""
    words = shown_words(((term, parts[term]) for term in telling(parts, reading)), reading)
    return NearDuplicate(solution.pk, solution.slug, title, solution.supplier.name, round(alike, 3), words)


def _cosine(asked: Mapping[str, float], offered: Mapping[str, float]) -> float:
    """Cosine over term weights, both sides in units of the document's saturated frequency times the term's rarity."""
    rarity = {term: 1.0 + math.log1p(weight) for term, weight in asked.items()}
    dot = math.fsum(rarity[term] * offered[term] * min(asked[term], rarity[term]) for term in asked if term in offered)
    mine = math.sqrt(math.fsum(min(weight, rarity[term]) ** 2 for term, weight in asked.items()))
    theirs = math.sqrt(math.fsum((rarity.get(term, 1.0) * impact) ** 2 for term, impact in offered.items()))
    return min(1.0, dot / (mine * theirs)) if mine and theirs else 0.0
