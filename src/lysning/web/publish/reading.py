"""What the publishing pages say about a text while it is being written, and whom it would reach."""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lysning.catalogue.models import SolutionVersion
from lysning.catalogue.queries import text_of
from lysning.core.actors import Actor
from lysning.core.tilemap import LegendEntry, Look, TileMap, draw_places
from lysning.directory.queries import municipality_places
from lysning.matching.queries import (
    NearDuplicate,
    Reach,
    WordShare,
    facts_of,
    near_duplicates,
    reach,
    suggest_areas,
    suggest_kle,
    suggest_topics,
)
from lysning.matching.text.readability import readability
from lysning.taxonomy.models import KleGroup, Topic
from lysning.taxonomy.queries import areas, topics

LONG_WORDS_SHOWN = 8
HEAVY_LIX = 45
LIKELY = 0.5
"""From this confidence on a KLE subject is called likely: as often right as not, or more."""
WORDS_SHOWN = 4
LIX_WORDS = (
    (25, gettext_lazy("very easy to read")),
    (35, gettext_lazy("easy to read")),
    (45, gettext_lazy("as hard as a newspaper")),
    (55, gettext_lazy("hard to read")),
)
HARDEST = gettext_lazy("very hard to read")
"""Björnsson, "Läsbarhet" (1968), in our words."""


@dataclass(frozen=True)
class KleChoice:
    """A KLE subject to tick; where we suggest it, the words that speak most for it, and whether it is likely."""

    number: str
    title: str
    is_chosen: bool
    words: tuple[WordShare, ...] = ()
    is_likely: bool = False


@dataclass(frozen=True)
class Choice:
    """A service area or a topic to tick, with the words that led there when the text is about it."""

    key: str
    name: str
    words: tuple[str, ...]
    is_chosen: bool


@dataclass(frozen=True)
class Advice:
    """Service areas, KLE subjects and topics to tick, all other topics, near-duplicates, and how hard the text is to read."""

    areas: tuple[Choice, ...]
    kle_groups: tuple[KleChoice, ...]
    topics: tuple[Choice, ...]
    other_topics: tuple[Choice, ...]
    duplicates: tuple[NearDuplicate, ...]
    word_count: int
    lix: int
    lix_words: Promise | str
    long_words: tuple[str, ...]

    @property
    def is_heavy(self) -> bool:
        """True when the text is harder to read than we ask of our own texts."""
        return self.lix > HEAVY_LIX


def advice(
    text: str,
    *,
    actor: Actor,
    solution_id: int,
    chosen_areas: Collection[str],
    chosen_kle: Collection[str],
    chosen_topics: Collection[str],
) -> Advice:
    """What we can say about a text as it stands; the number of queries does not depend on it."""
    measured = readability(text)
    longest = sorted(dict.fromkeys(word.surface.lower() for word in measured.long_words), key=len, reverse=True)
    offered, others = _topic_choices(text, chosen_topics)
    return Advice(
        areas=_area_choices(text, chosen_areas),
        kle_groups=_kle_choices(text, chosen_kle),
        topics=offered,
        other_topics=others,
        duplicates=near_duplicates(text, actor=actor, exclude_solution_id=solution_id),
        word_count=measured.words,
        lix=measured.lix,
        lix_words=next((words for limit, words in LIX_WORDS if measured.lix < limit), HARDEST),
        long_words=tuple(longest[:LONG_WORDS_SHOWN]),
    )


def duplicates_of(version: SolutionVersion, actor: Actor) -> tuple[NearDuplicate, ...]:
    """The published solutions that say much the same as this version."""
    return near_duplicates(text_of(version).whole, actor=actor, exclude_solution_id=version.solution_id)


def expected_reach(version: SolutionVersion) -> tuple[Reach, TileMap]:
    """Whom the draft would concern today, and the map of it."""
    expected = reach(facts_of(version))
    looks = {
        True: Look("reached", _("leaders here can be offered it")),
        False: Look("quiet", _("concerns nobody here")),
    }
    legend = [
        LegendEntry("reached", _("Leaders who can be offered it"), "deep", "✓"),
        LegendEntry("quiet", _("Nobody it concerns"), "empty"),
    ]
    return expected, draw_places(
        ((place, looks[place.id in expected.municipality_ids]) for place in municipality_places()),
        legend=legend,
        title=_("Your reach"),
        description=_("Municipalities with leaders whose field it is"),
    )


def _area_choices(text: str, chosen: Collection[str]) -> tuple[Choice, ...]:
    suggested = {row.key: row.words for row in suggest_areas(text)}
    return tuple(Choice(a.key, a.name, suggested.get(a.key, ()), a.key in chosen) for a in areas())


def _kle_choices(text: str, chosen: Collection[str]) -> tuple[KleChoice, ...]:
    wanted = set(chosen)
    suggested = {row.number: row for row in suggest_kle(text)}
    titles = dict(KleGroup.objects.filter(number__in=wanted).values_list("number", "title"))
    chosen_first = [*sorted(titles.items()), *((n, row.title) for n, row in suggested.items() if n not in titles)]
    return tuple(
        KleChoice(n, title, n in titles, row.words[:WORDS_SHOWN], row.confidence >= LIKELY)
        if (row := suggested.get(n))
        else KleChoice(n, title, True)
        for n, title in chosen_first
    )


def _topic_choices(text: str, chosen: Collection[str]) -> tuple[tuple[Choice, ...], tuple[Choice, ...]]:
    """The chosen topics and the suggested ones, then all the others; one merged since goes by the name it has today."""
    suggested = {row.key: row for row in suggest_topics(text)}
    held = Topic.objects.filter(key__in=chosen).select_related("current").order_by("key")
    first = [
        Choice(topic.key, topic.current.name, suggested[topic.key].words if topic.key in suggested else (), True)
        for topic in held
    ]
    known = {choice.key for choice in first}
    first += [Choice(row.key, row.name, row.words, False) for row in suggested.values() if row.key not in known]
    shown = {choice.key for choice in first}
    return tuple(first), tuple(Choice(topic.key, topic.name, (), False) for topic in topics() if topic.key not in shown)
