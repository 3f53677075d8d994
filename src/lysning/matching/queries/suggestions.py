"""What a text is about: service areas and KLE groups with the words that led there."""

from lysning.matching.queries.reading import kle_hits, understand
from lysning.matching.rules.facts import AreaSuggestion, KleSuggestion, MatchFacts
from lysning.matching.rules.scoring import shown_words
from lysning.taxonomy.models import KleGroup
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
    """The KLE groups whose titles the text meets, within the areas it concerns; topics count for their group."""
    understood = understand(MatchFacts(description=text))
    if not understood.areas:
        return ()
    hits = kle_hits(understood.reading)
    groups = KleGroup.objects.filter(areas__in=[area.area_id for area in understood.areas]).distinct()
    wanted = {group.number: group for group in groups}
    numbers = dict(KleGroup.objects.filter(pk__in=[key for key, *_ in hits]).values_list("pk", "number"))
    scores: dict[str, float] = {}
    words: dict[str, dict[str, float]] = {}
    for key, score, parts in hits:
        number = next((numbers[key][:length] for length in (5, 2) if numbers[key][:length] in wanted), None)
        if number is None:
            continue
        scores[number] = max(scores.get(number, 0.0), score)
        words.setdefault(number, {}).update(parts)
    whole = sum(scores.values()) or 1.0
    best = sorted(scores, key=lambda number: (-scores[number], number))[:limit]
    return tuple(
        KleSuggestion(
            wanted[number].pk,
            number,
            wanted[number].title,
            scores[number] / whole,
            shown_words(sorted(words[number].items(), key=lambda pair: -pair[1]), understood.reading),
        )
        for number in best
    )
