"""What a text is about: service areas and KLE groups with the words that led there."""

from lysning.matching.queries.kle import known_kle, suggested
from lysning.matching.queries.reading import understand
from lysning.matching.rules import kle
from lysning.matching.rules.facts import AreaSuggestion, KleSuggestion, MatchFacts
from lysning.matching.rules.scoring import shown_words, words_with_shares
from lysning.taxonomy.queries import areas


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
