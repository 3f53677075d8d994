"""Words and meaning in one ranking, where this installation can tell meanings."""

from dataclasses import replace

from lysning.matching.queries import dense
from lysning.matching.queries.ranking import Ranking, Within
from lysning.matching.rules.mixing import Mixed, mix, weight_of_meaning, worth_showing

REORDERED = 200
"""The best by words are set in a new order; what comes after them stays behind them."""
NEIGHBOURS = 100


def depth_for(limit: int | None) -> int | None:
    """How many of the best by words `with_meaning` needs for a limit: all (None), to tell which neighbours are hits by words
    already, unless dense search is off.
    """
    return None if dense.is_on() else limit


def with_meaning(
    ranking: Ranking, space: str, text: str, *, within: Within | None, may_add: bool, limit: int | None
) -> Ranking:
    """The ranking by words with the meaning of the text taken into account; as it is where dense search is off.

    `may_add`: documents near in meaning may join that share no word with the text. Where the words found nothing nothing
    joins: no cosine tells whether anything here concerns a text at all.
    """
    if not ranking.ids or space not in dense.SPACES or (asked := dense.ask(text)) is None:
        return _cut(ranking, limit)
    best = dict(zip(ranking.ids[:REORDERED], ranking.scores, strict=False))
    cosine = dense.cosines(space, asked, best)
    if may_add:
        known = set(ranking.ids)
        near = dense.nearest(space, asked, limit=NEIGHBOURS, within=within)
        cosine |= {key: value for key, value in near if key in best or key not in known}
    mixed = mix(best, worth_showing(best, cosine), weight_of_meaning(ranking.documents))
    return _joined(ranking, mixed, limit)


def _cut(ranking: Ranking, limit: int | None) -> Ranking:
    return ranking if limit is None else replace(ranking, ids=ranking.ids[:limit], scores=ranking.scores[:limit])


def _joined(ranking: Ranking, mixed: tuple[Mixed, ...], limit: int | None) -> Ranking:
    added = len(mixed) - min(len(ranking.ids), REORDERED)
    return replace(
        ranking,
        ids=[*(row.subject_id for row in mixed), *ranking.ids[REORDERED:]][:limit],
        scores=[*(row.score for row in mixed), *ranking.scores[REORDERED:]][:limit],
        meaning={row.subject_id: row.meaning for row in mixed if row.meaning},
        total=ranking.total + added,
    )
