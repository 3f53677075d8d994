"""What is like this, and who else could use it: one thing of the index asked against its own kind or another."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lysning.catalogue.queries import public_shelf
from lysning.core.actors import Actor
from lysning.directory.models import Post
from lysning.evidence.models import EarlierProject
from lysning.matching.models import Generation
from lysning.matching.queries.postings import postings
from lysning.matching.queries.ranking import Said, Within, ranked, said_by
from lysning.matching.text.analyser import default_analyser
from lysning.matching.text.bm25 import bag, impacts
from lysning.needs.models import Need, NeedQuerySet
from lysning.taxonomy.models import Topic

LEAST_SHARE = 0.12
"""Things that share less of what they say are not alike; two texts on other subjects share about 0.05."""
LEAST_SHOWN = 0.4
"""What a person should be shown as alike. Among the examples, solutions and needs that belong together share .42 to .88, and
what shares only everyday words up to .35."""
MOST_TERMS = 32


@dataclass(frozen=True)
class Alike:
    """A thing that is like the one asked about: how much of what that says it says too (0 to 1), and the telling terms."""

    subject_id: int
    share: float
    terms: tuple[str, ...]


def said(space: str, subject_id: int) -> Said:
    """What one thing of a space says; nothing where it is not in the index. One query: who asks about it twice passes it on."""
    return said_by(space, [subject_id]).get(subject_id, {})


def similar_solutions(solution_id: int, *, own: Said | None = None, limit: int = 4) -> list[Alike]:
    """Other published solutions that say the same, most alike first; empty for one that is not in the index."""
    others = public_shelf().ids
    return alike("solution", solution_id, "solution", within=others[others != solution_id], own=own, limit=limit)


def similar_needs(need_id: int, *, actor: Actor, own: Said | None = None, limit: int = 4) -> list[Alike]:
    """Other open needs that say the same, most alike first; what is joined into another one is told there."""
    others = _needs(actor).exclude(pk=need_id)
    return alike("need", need_id, "need", within=others, own=own, limit=limit)


def solutions_for_need(need_id: int, *, own: Said | None = None, limit: int = 4) -> list[Alike]:
    """Published solutions that speak to a need, the best first."""
    return alike("need", need_id, "solution", within=public_shelf().ids, own=own, limit=limit)


def needs_for_solution(solution_id: int, *, actor: Actor, own: Said | None = None, limit: int = 4) -> list[Alike]:
    """Open needs that a solution speaks to: who else could use this."""
    return alike("solution", solution_id, "need", within=_needs(actor), own=own, limit=limit)


def needs_for_topic(topic_id: int, *, actor: Actor, limit: int = 4) -> list[Alike]:
    """Open needs in a topic's fields that say what it says, most alike first; empty for one that may not be chosen."""
    within = _needs(actor).filter(area__topics=topic_id)
    return alike("topic", topic_id, "need", within=within, limit=limit)


def similar_topics(topic_id: int, *, limit: int = 5) -> list[Alike]:
    """Other topics that say the same, most alike first."""
    return alike("topic", topic_id, "topic", within=Topic.objects.public().exclude(pk=topic_id), limit=limit)


def posts_for_solution(solution_id: int, *, limit: int = 8) -> list[Alike]:
    """Posts whose declared interests a solution speaks to."""
    return alike("solution", solution_id, "post", within=Post.objects.active(), limit=limit)


def similar_projects(project_id: int, *, actor: Actor, limit: int = 4) -> list[Alike]:
    """Other earlier projects that say the same, most alike first; what tells of the same project is left out."""
    others = EarlierProject.objects.visible_to(actor).listed().exclude(pk=project_id)
    return alike("project", project_id, "project", within=others, limit=limit)


def worth_showing(found: Iterable[Alike]) -> list[Alike]:
    """Those of the things that share enough for a person to see why."""
    return [each for each in found if each.share >= LEAST_SHOWN]


def needs_that_say(fields: Mapping[str, str], *, actor: Actor, limit: int = 4) -> list[Alike]:
    """Open needs that say what a text says which is still being written ("title" and "body"), most alike first."""
    live = Generation.objects.live("need").values_list("mean_lengths", flat=True).first()
    if live is None:
        return []
    analyser = default_analyser()
    bags = {name: bag(analyser.analyse(text)) for name, text in fields.items() if text}
    return _saying(impacts(bags, live), "need", within=_needs(actor), limit=limit)


def _needs(actor: Actor) -> NeedQuerySet:
    """The open needs that are listed: those joined into another one are found where they were joined."""
    return Need.objects.open().visible_to(actor).standing_alone()


def alike(
    space: str, subject_id: int, among: str, *, within: Within, own: Said | None = None, limit: int
) -> list[Alike]:
    """Things of the space `among` that say what one thing of `space` says, most alike first, ties by key.

    The share is the score of the other text for this one's words, over the score this text would have itself. Only rows
    of `within` are ever looked at. `own`: what the thing says, where that has been read.
    """
    return _saying(said(space, subject_id) if own is None else own, among, within=within, limit=limit)


def _saying(own: Said, among: str, *, within: Within, limit: int) -> list[Alike]:
    terms = dict(_weightiest(own.items()))
    found = postings(among, terms)
    ranking = ranked(found, among, terms, limit=limit, within=within)
    whole = sum(weight * terms[term] for term, weight in ranking.asked.items())
    rows = [(row.subject_id, row.score / whole) for row in ranking.rows]
    near = {key: min(1.0, share) for key, share in rows if share >= LEAST_SHARE}
    parts = found.parts(ranking.asked, near)
    return [Alike(key, share, tuple(parts[key])) for key, share in near.items()]


def _weightiest(terms: Iterable[tuple[str, float]]) -> list[tuple[str, float]]:
    return sorted(terms, key=lambda pair: (-pair[1], pair[0]))[:MOST_TERMS]
