"""Whom a solution concerns: the reverse search over all leaders' posts."""

from collections.abc import Iterable, Mapping

from lysning.catalogue.models import SolutionVersion
from lysning.directory.models import Post
from lysning.matching.queries.ranking import explain, rank
from lysning.matching.queries.reading import understand
from lysning.matching.rules.facts import MatchFacts, PostMatch, Reach
from lysning.matching.rules.profiles import Reading
from lysning.matching.rules.scoring import PostFacts, Signals, relevant_posts
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
    return relevant_posts(understood.areas, posts, understood.reading, signals(understood.reading), names)


def reach(facts: MatchFacts) -> Reach:
    """How many posts in which municipalities the solution would concern, and how many open needs it speaks to."""
    matches = match_posts(facts)
    needs = {(match.municipality_id, r.name) for match in matches for r in match.reasons if r.kind == "need"}
    counts: dict[int, int] = {}
    for match in matches:
        counts[match.area_id] = counts.get(match.area_id, 0) + 1
    return Reach(len(matches), frozenset(match.municipality_id for match in matches), len(needs), counts)


def signals(reading: Reading) -> Signals:
    """What posts have said they look for, and which open needs there are, as far as the text speaks to them.

    A need speaks for the municipality that declared it and for each that co-signed.
    """
    parts = _met("need", reading)
    of_post: dict[int, tuple[str, Mapping[str, float]]] = {}
    of_area: dict[tuple[int, int], tuple[str, Mapping[str, float]]] = {}
    for need in (
        Need.objects.filter(pk__in=parts).only("title", "post_id", "municipality_id", "area_id").order_by("-pk")
    ):
        if need.post_id is not None:
            of_post[need.post_id] = (need.title, parts[need.pk])
        of_area[need.municipality_id, need.area_id] = (need.title, parts[need.pk])
    for row in CoSignature.objects.standing().filter(need__in=parts).select_related("need").order_by("-pk"):
        said = (row.need.title, parts[row.need_id])
        if row.post_id is not None:
            of_post.setdefault(row.post_id, said)
        of_area.setdefault((row.municipality_id, row.need.area_id), said)
    return Signals(_met("post", reading), of_post, of_area)


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
