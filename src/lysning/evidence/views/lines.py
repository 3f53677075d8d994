"""The table twins of the pictures: every number in words."""

from dataclasses import dataclass

from lysning.core.formats import percent
from lysning.evidence.rules.effects import Measure
from lysning.evidence.rules.numbers import Numbers, Span
from lysning.evidence.rules.pooling import Coefficient
from lysning.evidence.rules.together import Together
from lysning.evidence.words import WHY, effect_words, hidden_words, language


@dataclass(frozen=True)
class PlaceRow:
    """A place in the table: its effect, its share of the whole, and what the others say without it."""

    name: str
    where: str
    effect: str
    weight: str
    without: str


def place_rows(numbers: Numbers) -> list[PlaceRow]:
    """Every place of a finding, those that could not be reckoned with last and with the reason."""
    rows = [
        PlaceRow(
            line.name,
            line.municipality,
            effect_words(numbers.measure, line.span) if line.span else hidden_words(line),
            percent(line.weight, language()) if line.weight is not None else "–",
            effect_words(numbers.measure, line.without) if line.without else "–",
        )
        for line in numbers.lines
    ]
    return rows + [
        PlaceRow(each.name, each.municipality, str(WHY.get(each.why, each.why)), "–", "–") for each in numbers.missing
    ]


def study_rows(measure: Measure, studies: Together) -> list[PlaceRow]:
    """Every study of an answer."""
    return [
        PlaceRow(
            line.unit.name,
            line.unit.key,
            effect_words(measure, Span(line.unit.value, line.low, line.high)),
            percent(line.weight, language()) if line.weight is not None else "–",
            effect_words(measure, _span(line.without)) if line.without else "–",
        )
        for line in studies.lines
    ]


def _span(effect: Coefficient) -> Span:
    return Span(effect.estimate, effect.low, effect.high)
