"""What a text is about: service areas, KLE groups and topics with the words that led there."""

from lysning.matching.queries.kle import known_kle, suggested
from lysning.matching.queries.ranking import explain, own_scores, rank
from lysning.matching.queries.reading import understand
from lysning.matching.rules import kle
from lysning.matching.rules.facts import AreaSuggestion, KleSuggestion, MatchFacts, TopicSuggestion
from lysning.matching.rules.scoring import shown_words, words_with_shares
from lysning.matching.rules.telling import telling
from lysning.taxonomy.models import Topic
from lysning.taxonomy.queries import areas

LEAST_OF_TOPIC = 0.25
"""A text that says less of what a topic says is not of that kind."""
BESIDE_THE_BEST = 0.6
"""A topic is suggested beside the best one when it scores at least this share of it."""


def suggest_areas(text: str, *, limit: int = 3) -> tuple[AreaSuggestion, ...]:
    """The service areas the text concerns, the surest first, with their shares and words; empty when it concerns none."""
    understood = understand(MatchFacts(description=text))
    known = {area.pk: area for area in areas()}
    return tuple(
        AreaSuggestion(
            area.area_id,
            known[area.area_id].key,
            known[area.area_id].name,
            area.share,
            shown_words(area.terms, understood.reading),
        )
        for area in understood.areas[:limit]
    )


def suggest_kle(text: str, *, limit: int = 6) -> tuple[KleSuggestion, ...]:
    """The KLE groups the text may be about, the likeliest first, with the words that speak for each and their shares.

    Learnt from the titles that are in the index; as a rule within the areas the text concerns (rules.kle.candidates).
    """
    known = known_kle()
    if known is None:
        return ()
    reading, candidates = suggested(known.learnt, text)
    said = kle.as_title(reading.weights)
    return tuple(
        KleSuggestion(
            known.groups[number].pk,
            number,
            known.groups[number].title,
            confidence,
            words_with_shares(kle.shares(known.learnt, said, number), reading),
        )
        for number, _score, confidence in candidates[:limit]
    )


def suggest_topics(text: str, *, limit: int = 5) -> tuple[TopicSuggestion, ...]:
    """The topics that the text says much of, within the areas it concerns, the best first; empty when it concerns none."""
    understood = understand(MatchFacts(description=text))
    within = Topic.objects.public().filter(areas__in=[area.area_id for area in understood.areas]).distinct()
    ranking = rank("topic", understood.reading.weights, limit=limit, within=within)
    whole = own_scores("topic", ranking.ids)
    best = ranking.scores[0] if ranking.scores else 0.0
    shares = {
        row.subject_id: row.score / whole[row.subject_id] for row in ranking.rows if row.score >= BESIDE_THE_BEST * best
    }
    near = {key: share for key, share in shares.items() if share >= LEAST_OF_TOPIC}
    parts = explain("topic", ranking.asked, near)
    topics = Topic.objects.in_bulk(list(near))
    reading = understood.reading
    words = {key: [(term, said[term]) for term in telling(said, reading)] for key, said in parts.items()}
    return tuple(
        TopicSuggestion(key, topics[key].key, topics[key].name, share, shown_words(words[key], reading))
        for key, share in near.items()
    )
