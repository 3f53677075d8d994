"""Whether something has been tried: how much of what a solution, a need or a topic says an earlier project says too.

Weighed by how telling a word is among things of that kind and not among projects: there may be eight of those, and then every
word is rare. A project counts by its length, since a long text says a quarter of almost everything.
"""

from collections.abc import Mapping

import numpy as np

from lysning.core.actors import Actor
from lysning.evidence.models import EarlierProject
from lysning.matching.models import Document
from lysning.matching.queries.postings import postings
from lysning.matching.queries.ranking import Within, allowed_ids, explain, own_scores, rank, scored
from lysning.matching.queries.similar import Alike
from lysning.matching.text.bm25 import asking

LEAST_SAID = {"topic": 0.4, "need": 0.4, "solution": 0.28}
"""Below this share of a thing's words a person does not see why; a solution says more, so less of it is enough. Of 431 projects
(423 real, eight invented) 30 pairs with our topics and examples lie above it. One reader found 26 right; of the six with real
projects, five."""


def projects_that_say(space: str, subject_id: int, *, actor: Actor, limit: int = 4) -> list[Alike]:
    """The earlier projects that say what a thing of a space says, the most first; empty for one that is not in the index."""
    own = _said(space, subject_id)
    told = postings(space, own)
    asked = asking(own, told.frequencies(), told.documents)
    found = postings("project", asked)
    met = {term: weight for term, weight in asked.items() if term in found.of}
    if not met:
        return []
    ids, scores = scored(found, met)
    keep = np.isin(ids, allowed_ids(EarlierProject.objects.visible_to(actor).listed(), ids))
    shares = sorted(
        zip(ids[keep].tolist(), (scores[keep] / sum(asked.values())).tolist(), strict=True), key=_best_first
    )
    near = {key: share for key, share in shares[:limit] if share >= LEAST_SAID[space]}
    parts = found.parts(met, near)
    return [Alike(key, min(1.0, share), tuple(parts[key])) for key, share in near.items()]


def said_by_project(project_id: int, space: str, *, within: Within, limit: int = 4) -> list[Alike]:
    """The things of a space whose words an earlier project says, the most first: the same share, asked from the other side."""
    ranking = rank(space, _said("project", project_id), within=within)
    whole = own_scores(space, ranking.ids)
    shares = sorted(((row.subject_id, row.score / whole[row.subject_id]) for row in ranking.rows), key=_best_first)
    near = {key: share for key, share in shares[:limit] if share >= LEAST_SAID[space]}
    parts = explain(space, ranking.asked, near)
    return [Alike(key, min(1.0, share), tuple(parts[key])) for key, share in near.items()]


def _said(space: str, subject_id: int) -> Mapping[str, float]:
    said = Document.objects.live(space).filter(subject_id=subject_id).values_list("terms", "impacts").first()
    return dict(zip(*said, strict=True)) if said else {}


def _best_first(pair: tuple[int, float]) -> tuple[float, int]:
    return -pair[1], pair[0]
