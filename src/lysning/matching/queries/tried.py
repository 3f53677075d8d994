"""Whether something has been tried: how much of what a solution, a need or a topic says an earlier project says too.

Weighed by how telling a word is among things of that kind and not among projects: there may be eight of those, and then every
word is rare. A project counts by its length, since a long text says a quarter of almost everything.
"""

from lysning.core.actors import Actor
from lysning.core.keys import is_among
from lysning.evidence.models import EarlierProject
from lysning.matching.queries.postings import frequencies, postings
from lysning.matching.queries.ranking import Said, Within, allowed_ids, explain, own_scores, rank, scored
from lysning.matching.queries.similar import Alike, said
from lysning.matching.text.bm25 import asking

LEAST_SAID = {"topic": 0.4, "need": 0.4, "solution": 0.28}
"""Below this share of a thing's words a person does not see why; a solution says more, so less of it is enough. Of 431 projects
(423 real, eight invented) 30 pairs with our topics and examples lie above it. One reader found 26 right; of the six with real
projects, five."""


def projects_that_say(
    space: str, subject_id: int, *, actor: Actor, own: Said | None = None, limit: int = 4
) -> list[Alike]:
    """The earlier projects that say what a thing of a space says, the most first; empty for one that is not in the index."""
    own = said(space, subject_id) if own is None else own
    asked = asking(own, *frequencies(space, own))
    found = postings("project", asked)
    met = {term: weight for term, weight in asked.items() if term in found.of}
    if not met:
        return []
    ids, scores, _ = scored(found, met)
    keep = is_among(ids, allowed_ids(EarlierProject.objects.visible_to(actor).listed(), ids))
    shares = sorted(
        zip(ids[keep].tolist(), (scores[keep] / sum(asked.values())).tolist(), strict=True), key=_best_first
    )
    near = {key: share for key, share in shares[:limit] if share >= LEAST_SAID[space]}
    parts = found.parts(met, near)
    return [Alike(key, min(1.0, share), tuple(parts[key])) for key, share in near.items()]


def said_by_project(project_id: int, space: str, *, within: Within, limit: int = 4) -> list[Alike]:
    """The things of a space whose words an earlier project says, the most first: the same share, asked from the other side."""
    ranking = rank(space, said("project", project_id), within=within)
    whole = own_scores(space, ranking.ids)
    shares = sorted(((row.subject_id, row.score / whole[row.subject_id]) for row in ranking.rows), key=_best_first)
    near = {key: share for key, share in shares[:limit] if share >= LEAST_SAID[space]}
    parts = explain(space, ranking.asked, near)
    return [Alike(key, min(1.0, share), tuple(parts[key])) for key, share in near.items()]


def _best_first(pair: tuple[int, float]) -> tuple[float, int]:
    return -pair[1], pair[0]
