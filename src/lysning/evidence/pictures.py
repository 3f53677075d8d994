"""The pictures of findings, drawn from their numbers: the forest of places, the forest of studies, the small multiples."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lysning.core import forest_svg, panels_svg
from lysning.core.forest_svg import Effect, Ground, Whole
from lysning.core.formats import number, percent
from lysning.core.panels_svg import Drawn, Panel, Series
from lysning.evidence.queries import Answer
from lysning.evidence.rules.effects import LOGARITHMIC, Measure, nothing, shown
from lysning.evidence.rules.numbers import Numbers, PlaceLine, Span
from lysning.evidence.rules.together import Line, Together
from lysning.evidence.words import effect_words, hidden_words, language, too_little
from lysning.trials.models import OutcomeMeasure
from lysning.trials.queries import MeasuredRow


def forest_of(numbers: Numbers, measure: str, title: str) -> SafeString:
    """The picture of a finding's places and of all of them; a study elsewhere is one row."""
    rows = [_place(numbers.measure, line) for line in numbers.lines]
    if not rows:
        rows = [_effect(numbers.measure, title, numbers.whole, None)]
    whole = None
    if numbers.prediction is not None:
        whole = _whole(numbers.measure, numbers.whole, numbers.prediction)
    return forest_svg.draw(
        rows,
        whole,
        _ground(numbers),
        title=title,
        description=_said(numbers, measure),
    )


def _ground(numbers: Numbers) -> Ground:
    lower, higher = _("better: lower"), _("worse: higher")
    if numbers.better == "higher":
        lower, higher = _("worse: lower"), _("better: higher")
    if numbers.measure == "proportion":
        lower, higher = _("fewer"), _("more")
    return Ground(
        nothing(numbers.measure),
        lower,
        higher,
        too_little(numbers) if numbers.measure != "proportion" else None,
        numbers.measure in LOGARITHMIC,
    )


def _said(numbers: Numbers, measure: str) -> str:
    places = ngettext("%(n)s place", "%(n)s places", numbers.k) % {"n": numbers.k}
    return f"{measure}. {places}. {_('Together')}: {effect_words(numbers.measure, numbers.whole)}"


def _place(measure: Measure, line: PlaceLine) -> Effect:
    if line.span is None:
        return Effect(line.name, hidden_words(line))
    return _effect(measure, line.name, line.span, line.weight)


def _effect(measure: Measure, name: str, span: Span, weight: float | None) -> Effect:
    estimate, low, high = (shown(measure, each) for each in (span.estimate, span.low, span.high))
    return Effect(name, effect_words(measure, span), estimate, low, high, weight)


def _whole(measure: Measure, span: Span, prediction: tuple[float, float]) -> Whole:
    estimate, low, high = (shown(measure, each) for each in (span.estimate, span.low, span.high))
    ends = (shown(measure, prediction[0]), shown(measure, prediction[1]))
    return Whole(
        _("All together"),
        effect_words(measure, span),
        estimate,
        low,
        high,
        ends,
        _("Where one more place may lie"),
    )


def forest_of_studies(answer: Answer, studies: Together, title: str) -> SafeString:
    """The picture of several studies, each trial once, and of all of them where there are two or more."""
    measure = answer.question.measure
    rows = [_study(measure, line) for line in studies.lines]
    whole = None
    if studies.pooled is not None and studies.pooled.prediction is not None and studies.effect is not None:
        effect = studies.effect
        whole = _whole(measure, Span(effect.estimate, effect.low, effect.high), studies.pooled.prediction)
    lower = _("better: lower") if answer.question.better == "lower" else _("worse: lower")
    higher = _("worse: higher") if answer.question.better == "lower" else _("better: higher")
    ground = Ground(nothing(measure), lower, higher, None, measure in LOGARITHMIC)
    description = "; ".join(f"{row.name}: {row.words}" for row in rows)
    return forest_svg.draw(rows, whole, ground, title=title, description=description)


def _study(measure: Measure, line: Line) -> Effect:
    return _effect(measure, line.unit.name, Span(line.unit.value, line.low, line.high), line.weight)


@dataclass(frozen=True)
class Multiples:
    """The small multiples with their table twin: the periods, and for each place its lines in words."""

    drawn: list[Drawn]
    periods: list[date]
    table: list[tuple[str, str, list[str]]]
    is_two: bool


def multiples_of(rows: Sequence[MeasuredRow], measure: OutcomeMeasure) -> Multiples | None:
    """A small picture for each site: what it counted from period to period. None without rows.

    Where a site's count is small no site shows that period, as on the trial's page: the sum there would give it away.
    """
    if not rows:
        return None
    small = {(row.arm, row.period_from) for row in rows if row.is_small}
    periods = sorted({row.period_from for row in rows})
    turn = next((place for place, day in enumerate(periods) if _begins(rows, day)), None)
    sites: dict[str, dict[str, dict[date, MeasuredRow]]] = defaultdict(lambda: defaultdict(dict))
    for row in rows:
        place = sites[f"{row.site}, {row.municipality}"][row.arm]
        if (row.arm, row.period_from) not in small:
            place[row.period_from] = row
    panels, table = [], []
    for name, arms in sites.items():
        series = [_series(arm, arms[arm], periods, measure) for arm in ("intervention", "comparison") if arm in arms]
        table += [(name, each.name, [_written(value, measure) for value in each.values]) for each in series]
        panels.append(Panel(name, tuple(series), _in_words(series, measure), turn))
    drawn = panels_svg.draw(panels)
    return Multiples(drawn, periods, table, any(len(panel.series) > 1 for panel in panels)) if drawn else None


def _begins(rows: Sequence[MeasuredRow], day: date) -> bool:
    return any(row.phase == "follow-up" and row.arm == "intervention" and row.period_from == day for row in rows)


def _series(arm: str, told: Mapping[date, MeasuredRow], periods: Sequence[date], measure: OutcomeMeasure) -> Series:
    name = _("with it") if arm == "intervention" else _("without it")
    return Series(name, tuple(_value(told.get(day), measure) for day in periods))


def _value(row: MeasuredRow | None, measure: OutcomeMeasure) -> float | None:
    if row is None:
        return None
    if row.kind == "rate":
        return float(row.events or 0) / float(row.time or 1) * measure.scale
    if row.kind == "binary":
        return float(row.events or 0) / float(row.total or 1)
    return row.mean


def _written(value: float | None, measure: OutcomeMeasure) -> str:
    if value is None:
        return "–"
    return percent(value, language()) if measure.kind == "binary" else number(value, language(), 1)


def _in_words(series: Sequence[Series], measure: OutcomeMeasure) -> str:
    """The first and last value of each line."""
    said = []
    for each in series:
        known = [value for value in each.values if value is not None]
        if known:
            first, last = _written(known[0], measure), _written(known[-1], measure)
            said.append(_("%(name)s from %(first)s to %(last)s") % {"name": each.name, "first": first, "last": last})
    return ", ".join(said) or _("no numbers that may be shown")
