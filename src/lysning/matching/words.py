"""What the sets a change is tried on are called, and where pairs come from; in the reader's language."""

from collections.abc import Iterable
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lysning.matching.queries.effects import SetEffect
from lysning.matching.rules.effects import Difference
from lysning.matching.rules.synonyms import ALL_AREAS
from lysning.taxonomy.queries import area_by_key

WORDS_OF_HIT = 14
SETS: dict[str, tuple[Promise, Promise]] = {
    "words": (
        gettext_lazy("The words themselves, among the solutions"),
        gettext_lazy("Nobody has judged what they find, so you only see what changes."),
    ),
    "plain": (
        gettext_lazy("Needs in plain words, among descriptions of solutions"),
        gettext_lazy(
            "Needs and descriptions we have written ourselves. Quality is the share of the first five hits that lie in the"
            " need's own field."
        ),
    ),
    "kle": (
        gettext_lazy("Needs in plain words, among the titles of KLE"),
        gettext_lazy(
            "Quality is 1 when the right KLE subject stands first, a half when it is second, a third when third."
        ),
    ),
    "judged": (
        gettext_lazy("Questions people have asked here and judged the answers to"),
        gettext_lazy("Quality is nDCG@10: 1 when what people found relevant stands first."),
    ),
    "needs": (
        gettext_lazy("The municipalities' open needs, among the solutions"),
        gettext_lazy("Nobody has judged these, so you only see what changes."),
    ),
}
SOURCES = {
    "own": gettext_lazy("An idea of our own"),
    "reading": gettext_lazy("A miss in Lysning's reading test"),
}


class HitLine(NamedTuple):
    """One hit: its title, and whether it is new there or was before and is gone."""

    title: str
    is_changed: bool


class DifferenceLine(NamedTuple):
    """One question, its first hits before and after, and the gain in quality (None: unknown)."""

    question: str
    before: list[HitLine]
    after: list[HitLine]
    gain: float | None


class EffectLine(NamedTuple):
    """One set as a page shows it: its name, how quality is measured, the figures, and what changes most."""

    name: Promise
    measure: Promise
    found: SetEffect
    most: list[DifferenceLine]


def area_name(key: str) -> str:
    """A service area's name by its key; * is all of them, and a key that is unknown here stays as it is."""
    if key == ALL_AREAS:
        return _("All service areas")
    area = area_by_key(key)
    return str(area.name) if area else key


def source_words(source: str) -> str:
    """Where a pair comes from."""
    return str(SOURCES.get(source, source))


def effect_lines(found: Iterable[SetEffect]) -> list[EffectLine]:
    """The sets with their names and the titles of what they find."""
    return [EffectLine(*SETS[each.name], each, [_line(each, one) for one in each.effect.most]) for each in found]


def _line(of: SetEffect, one: Difference) -> DifferenceLine:
    gone = frozenset(one.before) - frozenset(one.after)
    before, after = (
        [HitLine(_short(of.titles.get(key, "")), key in changed) for key in keys]
        for keys, changed in ((one.before, gone), (one.after, one.came))
    )
    return DifferenceLine(one.question, before, after, one.gain)


def _short(title: str) -> str:
    return Truncator(" ".join(title.split())).words(WORDS_OF_HIT)
