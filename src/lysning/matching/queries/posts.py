"""Whom a solution concerns: the reverse search over all leaders' posts."""

import math
from collections.abc import Iterable
from operator import itemgetter

from lysning.catalogue.models import SolutionVersion
from lysning.directory.models import Post
from lysning.matching.queries.ranking import explain, rank
from lysning.matching.queries.reading import understand
from lysning.matching.rules.facts import MatchFacts, PostMatch, Reach
from lysning.matching.rules.profiles import Reading
from lysning.matching.rules.scoring import AreaScore, PostFacts, Signals, relevant_posts
from lysning.needs.models import CoSignature, Need
from lysning.taxonomy.queries import areas

LEAST_SIGNAL = 4.0
MOST_SIGNALS = 2_000


def facts_of(version: SolutionVersion) -> MatchFacts:
    """A version's texts and the areas and KLE groups its supplier has chosen; two queries unless they are prefetched."""
    return MatchFacts(
        title=version.title,
        problem=version.problem,
        audience=version.audience,
        description=version.description,
        area_ids=frozenset(area.pk for area in version.areas.all()),
        kle_ids=frozenset(kle.pk for kle in version.kle_groups.all()),
    )


def match_posts(facts: MatchFacts) -> list[PostMatch]:
    """Every active post the solution concerns with score (0 to 1) and reasons, best first; empty when it concerns none.

    Equal scores stand in an order that follows from the text alone, so no municipality is always first.
    """
    understood = understand(facts)
    if not understood.areas:
        return []
    names = {area.pk: area.name_da for area in areas()}
    posts = _posts([area.area_id for area in understood.areas], facts.text)
    return relevant_posts(
        understood.areas, posts, understood.reading, signals(understood.reading, understood.areas), names
    )


def reach(facts: MatchFacts) -> Reach:
    """How many posts in which municipalities the solution would concern, and how many open needs it speaks to."""
    matches = match_posts(facts)
    needs = {(match.municipality_id, r.name) for match in matches for r in match.reasons if r.kind == "need"}
    counts: dict[int, int] = {}
    for match in matches:
        counts[match.area_id] = counts.get(match.area_id, 0) + 1
    return Reach(len(matches), frozenset(match.municipality_id for match in matches), len(needs), counts)


def signals(reading: Reading, areas: Iterable[AreaScore]) -> Signals:
    """What posts have said they look for, and which open needs there are, as far as the text speaks to them.

    A need counts by the words that led the text to its area (`areas`): a word of every day that both use says nothing. It
    speaks for the municipality that declared it and for each that co-signed; of several the one most spoken to is named.
    """
    telling = {area.area_id: {term for term, _ in area.terms} for area in areas}
    shared = _met("need", reading)
    declared = Need.objects.filter(pk__in=shared).values_list("pk", "title", "area_id", "municipality_id", "post_id")
    signed = CoSignature.objects.standing().filter(need__in=shared)
    about = ("need_id", "need__title", "need__area_id", "municipality_id", "post_id")
    heard = []
    for pk, title, area_id, municipality_id, post_id in (*declared, *signed.values_list(*about)):
        met = {term: gain for term, gain in shared[pk].items() if term in telling.get(area_id, ())}
        if met:
            heard.append((math.fsum(met.values()), -pk, post_id, (municipality_id, area_id), (title, met)))
    heard.sort(key=itemgetter(0, 1))
    of_post = {post_id: said for _, _, post_id, _, said in heard if post_id is not None}
    return Signals(_met("post", reading), of_post, {place: said for _, _, _, place, said in heard})


def _met(space: str, reading: Reading) -> dict[int, dict[str, float]]:
    """The documents of a space that the text speaks to clearly, each with what each term added."""
    ranking = rank(space, reading.weights, limit=MOST_SIGNALS)
    return explain(space, ranking.asked, [row.subject_id for row in ranking.rows if row.score >= LEAST_SIGNAL])


def _posts(area_ids: Iterable[int], salt: str) -> list[PostFacts]:
    from zlib import crc32

    rows = Post.objects.active().filter(area_id__in=list(area_ids)).order_by("pk")
    values = rows.values_list("pk", "municipality_id", "area_id", "role_id", "role__title_da", "role__level")
    start = crc32(salt.encode())
    facts = [PostFacts(*row) for row in values.iterator(10_000)]
    return sorted(facts, key=lambda post: crc32(post.post_id.to_bytes(8, "big"), start))
