"""What the publishing pages say about a text while it is being written."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from lysning.catalogue.models import Solution, SolutionVersion
from lysning.catalogue.queries import text_of
from lysning.core.actors import Actor
from lysning.core.tilemap import LegendEntry, Tile, TileMap, draw
from lysning.directory.queries import municipality_places
from lysning.matching.queries import (
    AreaSuggestion,
    KleSuggestion,
    NearDuplicate,
    Reach,
    facts_of,
    near_duplicates,
    reach,
    suggest_areas,
    suggest_kle,
)
from lysning.matching.text.readability import Readability, readability
from lysning.web.figures import short_name

LONG_WORDS_SHOWN = 12
EASY_LIX = 45


@dataclass(frozen=True)
class Advice:
    """Suggested areas and KLE groups with the words that led there, near-duplicates, and how hard the text is to read."""

    areas: tuple[AreaSuggestion, ...]
    kle_groups: tuple[KleSuggestion, ...]
    duplicates: tuple[NearDuplicate, ...]
    reading: Readability
    long_words: tuple[str, ...]

    @property
    def is_hard(self) -> bool:
        """True when the text is harder to read than we ask of our own texts."""
        return self.reading.lix > EASY_LIX


def advice(text: str, *, actor: Actor, solution: Solution) -> Advice:
    """What we can say about the text as it stands; about eight queries."""
    measured = readability(text)
    words = tuple(dict.fromkeys(word.surface.lower() for word in measured.long_words))
    return Advice(
        suggest_areas(text),
        suggest_kle(text),
        near_duplicates(text, actor=actor, exclude_solution_id=solution.pk),
        measured,
        words[:LONG_WORDS_SHOWN],
    )


def advice_on(version: SolutionVersion, *, actor: Actor) -> Advice:
    """The advice on a draft as it is saved."""
    return advice(text_of(version).whole, actor=actor, solution=version.solution)


def expected_reach(version: SolutionVersion) -> tuple[Reach, TileMap]:
    """Whom the draft would reach, and the map of it."""
    expected = reach(facts_of(version))
    tiles = []
    for place in municipality_places():
        state = "reached" if place.id in expected.municipality_ids else "quiet"
        said = _("a leader here would be offered it") if state == "reached" else _("nobody here is concerned")
        title = f"{place.name}: {said}"
        tiles.append(Tile(place.code, place.name, short_name(place.name), place.column, place.row, state, title))
    legend = [
        LegendEntry("reached", _("Leaders it concerns"), "deep", "✓"),
        LegendEntry("quiet", _("Nobody it concerns"), "empty"),
    ]
    return expected, draw(
        tiles, legend=legend, title=_("Your reach"), description=_("Municipalities with leaders it concerns")
    )
