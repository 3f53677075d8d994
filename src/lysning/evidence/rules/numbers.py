"""All the numbers of a finding, as they are frozen with a version and read again for its page. Pure.

A place where fewer than five were counted is part of the whole and shows nothing of its own; to everyone the other places show
nothing then either (`for_everyone`), for what is left of the whole without them is the small one.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Self

from lysning.evidence.rules.conclusion import (
    SURENESS,
    Better,
    Circumstances,
    Conclusion,
    Doubt,
    Question,
    Shade,
    Sureness,
    Verdict,
    conclude,
    places_by_side,
)
from lysning.evidence.rules.effects import Design, Effect, Measure
from lysning.evidence.rules.places import Place, Places
from lysning.evidence.rules.studies import FEW
from lysning.evidence.rules.together import Line, Note, Sponsor, Together, Unit, together

FIGURES = 6
"""Decimals that are kept."""
FIGURES_ALONE = 3
"""Decimals of a whole whose places are not shown: from more of them the counts of a few places could be found by trying."""
BETWEEN = ("se", "tau2", "i2", "q", "q_p")
TELLS_FEW: tuple[str, ...] = ("nothing_happened", "few_people", "nobody")
"""Reasons why a place has no effect that tell of a count below five."""


@dataclass(frozen=True)
class Span:
    """An effect with its 95 per cent interval, on the scale it is reckoned with."""

    estimate: float
    low: float
    high: float


@dataclass(frozen=True)
class PlaceLine:
    """One place: its span, its share of the whole, and what the others say without it; spans are None where it is small."""

    name: str
    municipality: str
    span: Span | None
    weight: float | None
    without: Span | None
    is_small: bool = False
    is_corrected: bool = False


@dataclass(frozen=True)
class Missing:
    """A place that could not be reckoned with, and the code of why."""

    name: str
    municipality: str
    why: str


@dataclass(frozen=True)
class Numbers:
    """What was asked, what each place says, what they say together, and what that means.

    `matters`: as `Question` has it. `level`: what was counted without the new (per unit of time, per person, or a mean).
    `k`: independent places. `tau2`, `i2`, `q`, `df`, `q_p` and `prediction` are None while there is one place.
    """

    measure: Measure
    design: Design
    better: Better
    matters: float | None
    level: float | None
    k: int
    whole: Span
    se: float
    lines: tuple[PlaceLine, ...] = ()
    missing: tuple[Missing, ...] = ()
    prediction: tuple[float, float] | None = None
    tau2: float | None = None
    i2: float | None = None
    q: float | None = None
    df: int | None = None
    q_p: float | None = None
    notes: tuple[Note, ...] = ()
    verdict: Verdict = "unknown"
    shade: Shade = "both_ways"
    sureness: Sureness = "very_low"
    doubts: tuple[Doubt, ...] = ()
    sides: tuple[int, int, int] = (0, 0, 0)
    people: int = 0
    municipalities: int = 0

    def written(self) -> dict[str, Any]:
        """The numbers as JSON holds them; `read` gives them back."""
        return asdict(self)

    @classmethod
    def read(cls, written: Mapping[str, Any]) -> Self:
        """The numbers that were written down."""
        said = {field.name: written[field.name] for field in fields(cls) if field.name in written}
        said["whole"] = Span(**said["whole"])
        said["lines"] = tuple(_line_read(line) for line in said["lines"])
        said["missing"] = tuple(Missing(**each) for each in said["missing"])
        for name in ("notes", "doubts", "sides"):
            said[name] = tuple(said[name])
        if said.get("prediction"):
            said["prediction"] = tuple(said["prediction"])
        return cls(**said)


def numbers_of(found: Places, question: Question, *, sponsor: Sponsor, silent: Sequence[Missing] = ()) -> Numbers:
    """The numbers of a trial's places. `question` has the design of the places; `silent`: places that reported nothing.

    Raises ValueError where no place has an effect, or the only one is small.
    """
    with_effect = [(place, place.effect) for place in found.places if place.effect is not None]
    units = [_unit(place, effect, sponsor) for place, effect in with_effect]
    if not units or (len(units) == 1 and with_effect[0][0].is_small):
        raise ValueError("nothing to show")
    whole = together(units)
    told = conclude(whole, question, Circumstances(sponsor, len(units), len(found.places) + len(silent)))
    small = {place.key for place in found.places if place.is_small}
    places = {place.key: place for place in found.places}
    return replace(
        _numbers(whole, question, told, found.level),
        lines=tuple(_line(line, places[line.unit.key], line.unit.key in small) for line in whole.lines),
        missing=(
            *(Missing(each.name, each.municipality, each.why) for each in found.places if each.effect is None),
            *silent,
        ),
        people=sum(place.people for place, _effect in with_effect),
        municipalities=len({place.municipality for place, _effect in with_effect}),
    )


def for_everyone(numbers: Numbers) -> Numbers:
    """The numbers as everyone may see them: all places, or the whole alone where a place is small.

    One hidden place beside the others would be what they leave of the whole: its weight and its effect follow, and its counts
    from these. So it is with sites (`trials.rules.small`).
    """
    missing = tuple(replace(each, why="too_few") if each.why in TELLS_FEW else each for each in numbers.missing)
    told = replace(numbers, missing=missing)
    return _whole_alone(told) if any(line.is_small for line in numbers.lines) else told


def _whole_alone(numbers: Numbers) -> Numbers:
    between: dict[str, Any] = {
        name: _cut(value, FIGURES_ALONE) for name in BETWEEN if (value := getattr(numbers, name)) is not None
    }
    ends, whole = numbers.prediction, numbers.whole
    return replace(
        numbers,
        **between,
        whole=Span(*(_cut(each, FIGURES_ALONE) for each in (whole.estimate, whole.low, whole.high))),
        prediction=ends and (_cut(ends[0], FIGURES_ALONE), _cut(ends[1], FIGURES_ALONE)),
        lines=tuple(PlaceLine(line.name, line.municipality, None, None, None) for line in numbers.lines),
        notes=(*(note for note in numbers.notes if note != "corrected"), "whole_alone"),
    )


def numbers_published(effect: Effect, question: Question, *, sponsor: Sponsor, places: int) -> Numbers:
    """The numbers of a study that was published elsewhere, which tells one effect of so many places."""
    whole = together([Unit("study", "", effect.value, effect.variance, sponsor, effect.is_corrected)])
    told = conclude(whole, question, Circumstances(sponsor))
    if places > 1:
        doubts: tuple[Doubt, ...] = tuple(doubt for doubt in told.doubts if doubt != "one_place")
        if places < FEW:
            doubts = ("few_places", *doubts)
        told = replace(told, doubts=doubts, sureness=_sureness(doubts))
    return replace(_numbers(whole, question, told, None), k=places, notes=(), lines=())


def _sureness(doubts: Sequence[Doubt]) -> Sureness:
    return SURENESS[min(len(doubts), len(SURENESS) - 1)]


def _unit(place: Place, effect: Effect, sponsor: Sponsor) -> Unit:
    return Unit(place.key, place.name, effect.value, effect.variance, sponsor, effect.is_corrected)


def _numbers(whole: Together, question: Question, told: Conclusion, level: float | None) -> Numbers:
    effect, pooled = whole.effect, whole.pooled
    if effect is None:
        raise ValueError("nothing to show")
    between: dict[str, Any] = {}
    if pooled is not None:
        between |= {name: _cut(getattr(pooled, name)) for name in ("tau2", "i2", "q", "q_p")} | {"df": pooled.df}
        between["prediction"] = pooled.prediction and (_cut(pooled.prediction[0]), _cut(pooled.prediction[1]))
    return Numbers(
        measure=question.measure,
        design=question.design,
        better=question.better,
        matters=question.matters,
        level=None if level is None else _cut(level),
        k=whole.k,
        whole=_span(effect),
        se=_cut(effect.se),
        notes=whole.notes,
        verdict=told.verdict,
        shade=told.shade,
        sureness=told.sureness,
        doubts=told.doubts,
        sides=places_by_side(whole, question),
        **between,
    )


def _line(line: Line, place: Place, is_small: bool) -> PlaceLine:
    name, where = place.name, place.municipality
    if is_small:
        return PlaceLine(name, where, None, None, None, is_small=True, is_corrected=line.unit.is_corrected)
    weight = None if line.weight is None else _cut(line.weight)
    own = Span(_cut(line.unit.value), _cut(line.low), _cut(line.high))
    without = _span(line.without) if line.without else None
    return PlaceLine(name, where, own, weight, without, is_corrected=line.unit.is_corrected)


def _line_read(written: Mapping[str, Any]) -> PlaceLine:
    spans = {name: Span(**written[name]) if written[name] else None for name in ("span", "without")}
    return PlaceLine(**{**written, **spans})


def _span(effect: Any) -> Span:
    return Span(_cut(effect.estimate), _cut(effect.low), _cut(effect.high))


def _cut(value: float, figures: int = FIGURES) -> float:
    return round(float(value), figures)


def unlike(numbers: Iterable[Numbers]) -> bool:
    """True when they can not be taken together: another way of telling the effect, or another way that is better."""
    return len({(each.measure, each.better) for each in numbers}) > 1
