"""The best of a ranking set in order once more by what stands side by side in them."""

from collections.abc import Sequence
from dataclasses import replace

from django.db import connection

from lysning.matching.queries.ranking import Ranking
from lysning.matching.text.nearness import Pair, gained, written

REORDERED = 50
"""The best by words alone among which the order changes; what comes after them stays behind them."""
HELD = """
    SELECT d.subject_id, ARRAY(SELECT n FROM unnest(%s::text[]) WITH ORDINALITY AS p (text, n) WHERE strpos(d.words, text) > 0)
    FROM matching_document d JOIN matching_generation g ON g.id = d.generation_id
    WHERE g.space = %s AND g.is_live AND d.subject_id = ANY (%s)
"""


def with_nearness(ranking: Ranking, space: str, pairs: Sequence[Pair]) -> Ranking:
    """The ranking with what neighbours of the question add where they are neighbours in a document; one query at most."""
    pairs = [pair for pair in pairs if pair[0] in ranking.asked and pair[1] in ranking.asked]
    if not pairs or not ranking.ids:
        return ranking
    head = ranking.ids[:REORDERED]
    with connection.cursor() as cursor:
        cursor.execute(HELD, [[written(pair) for pair in pairs], space, head])
        held = dict(cursor.fetchall())
    beside = {key: gained((pairs[n - 1] for n in held.get(key, ())), ranking.asked) for key in head}
    scores = {key: score + sum(beside[key].values()) for key, score in zip(head, ranking.scores, strict=False)}
    order = sorted(head, key=lambda key: (key in ranking.partly, -scores[key], key))
    return replace(
        ranking,
        ids=[*order, *ranking.ids[REORDERED:]],
        scores=[*(scores[key] for key in order), *ranking.scores[REORDERED:]],
        beside={key: found for key, found in beside.items() if found},
    )
