"""What the titles of KLE teach about which group a text is about: learnt once per state of the index, kept in the process."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, Max

from lysning.core.kept import KeptWhile
from lysning.matching.models import Document
from lysning.matching.queries.reading import listed_kle, understand
from lysning.matching.rules import kle
from lysning.matching.rules.facts import MatchFacts
from lysning.matching.rules.profiles import Reading
from lysning.taxonomy.models import KleGroup


class Known(NamedTuple):
    """The model of the titles, and the groups it tells apart by number."""

    learnt: kle.Learnt
    groups: Mapping[str, KleGroup]


class _State(NamedTuple):
    """What the index holds of KLE: it changes with every title that is read anew, and with the analyser's generation."""

    generation: int | None
    changed_at: datetime | None
    documents: int


class Suggested(NamedTuple):
    """A text's reading, and the groups it may be about, the likeliest first."""

    reading: Reading
    candidates: list[kle.Candidate]


def suggested(learnt: kle.Learnt, text: str) -> Suggested:
    """What the model says of the text, seen with the areas that the text concerns."""
    understood = understand(MatchFacts(description=text))
    strengths = {area.area_id: area.strength for area in understood.areas}
    said = kle.as_title(understood.reading.weights)
    return Suggested(understood.reading, kle.candidates(learnt, said, strengths, listed_kle()))


def _state() -> _State:
    found = Document.objects.live("kle").aggregate(
        generation=Max("generation"), changed_at=Max("indexed_at"), documents=Count("pk")
    )
    return _State(**found)


def _read(_state: _State) -> Known | None:
    """The model of the titles that are in the index now; None before any is. One query while they stay as they are."""
    groups = KleGroup.objects.in_bulk()
    read = Document.objects.live("kle").order_by("subject_id").values_list("subject_id", "terms", "impacts")
    titles = [
        kle.Title(groups[key].number, dict(zip(terms, impacts, strict=True)))
        for key, terms, impacts in read
        if terms and key in groups
    ]
    if not titles:
        return None
    learnt = kle.learn(titles)
    return Known(learnt, {group.number: group for group in groups.values() if group.number in set(learnt.numbers)})


known_kle = KeptWhile(_state, _read)
