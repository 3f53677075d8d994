"""Verdicts, doubts and effects in words, in the language that is active."""

from functools import lru_cache
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from lysning.core import formats
from lysning.evidence.models import Finding
from lysning.evidence.rules.conclusion import Doubt, Question, Shade, Sureness, Verdict, least_that_matters
from lysning.evidence.rules.effects import LOGARITHMIC, Design, Measure, shown
from lysning.evidence.rules.numbers import Numbers, PlaceLine, Span
from lysning.evidence.rules.together import Sponsor

VERDICT: dict[Verdict, Promise] = {
    "worked": _("It worked"),
    "did_not": _("It did not work"),
    "unknown": _("We do not know"),
}
SHADE: dict[Shade, Promise] = {
    "clear": _("It worked."),
    "worse": _("It did not work: things went the wrong way."),
    "too_small": _("It did not work: a difference that matters can be ruled out."),
    "both_ways": _("We do not know: the numbers fit both that it helps and that it does not."),
    "small_or_not": _("We do not know: there is a difference, but perhaps too small to matter."),
    "level_only": _("We do not know: it was measured how much it was used, not what it changed."),
}
SURENESS: dict[Sureness, Promise] = {
    "high": pgettext_lazy("how sure", "Very sure"),
    "moderate": pgettext_lazy("how sure", "Fairly sure"),
    "low": pgettext_lazy("how sure", "Not very sure"),
    "very_low": pgettext_lazy("how sure", "Unsure"),
}
SURE_SENTENCE: dict[Sureness, Promise] = {
    "high": _("We are very sure of this."),
    "moderate": _("We are fairly sure of this."),
    "low": _("We are not very sure of this."),
    "very_low": _("We are unsure of this."),
}
DOUBT: dict[Doubt, Promise] = {
    "one_place": _("it was measured in one place only"),
    "few_places": _("it was measured in fewer than five places"),
    "no_comparison": _("nobody without it was measured at the same time"),
    "next_may_differ": _("in the next place it may go otherwise"),
    "varied": _("it went differently from place to place"),
    "hangs_on_one": _("the result hangs on a single place"),
    "supplier_paid": _("the supplier has paid for it"),
    "missing": _("more than a fifth of the places have not reported"),
}
STUDY_DOUBT: dict[Doubt, Promise] = {
    "few_places": _("there are fewer than five studies"),
    "varied": _("it went differently from study to study"),
    "hangs_on_one": _("the result hangs on a single study"),
}
"""The same of studies instead of places."""
SPONSOR: dict[Sponsor, Promise] = {
    "public": _("Municipalities, regions or the state"),
    "independent": _("Somebody else without an interest in the result"),
    "supplier": _("The supplier"),
}
DESIGN: dict[Design, Promise] = {
    "parallel": _("With it against without it, at the same time"),
    "before_after": _("After against before, in the same place"),
    "before_after_with_comparison": _("How much more it changed than where it was not tried"),
    "stepped": _("With it against not yet, in the same place"),
    "one_arm": _("Measured with it alone"),
}
MEASURE: dict[Measure, Promise] = {
    "risk_ratio": _("risk ratio"),
    "risk_difference": _("difference in risk"),
    "rate_ratio": _("rate ratio"),
    "mean_difference": _("difference in means"),
    "standardised_difference": _("standardised difference"),
    "ratio_of_means": _("ratio of means"),
    "proportion": _("share"),
}
WHY: dict[str, Promise] = {
    "nothing_reported": _("has reported nothing"),
    "no_follow_up": _("has not measured with it"),
    "no_comparison": _("has nothing to compare with"),
    "nothing_happened": _("nothing happened, neither with it nor without"),
    "sd_missing": _("the spread is nought, so it cannot be weighed"),
    "few_people": _("one person gives no spread"),
    "mean_not_positive": _("a mean of nought or less has no ratio"),
    "no_time": _("no time was observed"),
    "nobody": _("nobody was counted"),
    "no_width": _("the numbers leave no uncertainty, which cannot be"),
    "not_finite": _("a number is missing or is none"),
    "too_large": _("a number is too large to be true"),
    "negative": _("a count is below nought"),
    "not_whole": _("a count is no whole number"),
    "more_than_all": _("more events than people"),
    "other_kind": _("was measured in another way"),
    "too_few": _("too few were counted"),
}
NOTE: dict[str, Promise] = {
    "one": _("One place is never pooled: this is its own effect."),
    "few": _("Fewer than five places: what lies between them is hardly known, and the interval is wide for that."),
    "varied": _("The places differ more than chance explains."),
    "next_may_differ": _("In one more place the effect may lie on the other side of no difference."),
    "hangs_on_one": _("Without one of the places the result would be another: see the table."),
    "whole_alone": _(
        "In one of the places fewer than five were counted. So the places are shown together only: from the others and "
        "the whole one could reckon it out."
    ),
    "corrected": _("Where nothing happened in one of the groups, a half is added to every count of that place."),
}
PERSPECTIVE: dict[str, Promise] = {
    "technology": _("Technology"),
    "citizen": _("Citizen"),
    "organisation": _("Organisation"),
    "economy": _("Economy"),
}


def language() -> str:
    """The active language."""
    return get_language() or "da"


def figure(value: float) -> str:
    """A number with about three figures that say something."""
    return _figure(value, language())


def _figure(value: float, active: str) -> str:
    size = abs(value)
    decimals = 0 if size >= 100 else 1 if size >= 10 else 2  # noqa: PLR2004 -- three figures
    return formats.number(value, active, decimals)


def effect_words(measure: Measure, span: Span) -> str:
    """An effect with its interval: "0,62 (0,48 til 0,80)"; a share in per cent."""
    return _effect(measure, span.estimate, span.low, span.high, language())


def hidden_words(line: PlaceLine) -> str:
    """What stands in the place of an effect that is not shown."""
    return gettext("too few to show alone") if line.is_small else gettext("not shown alone")


@lru_cache(maxsize=1024)  # a place's effect stands in the picture and in its table
def _effect(measure: Measure, estimate: float, low: float, high: float, active: str) -> str:
    written = formats.percent if measure == "proportion" else _figure
    said = [written(shown(measure, each), active) for each in (estimate, low, high)]
    return gettext("%(effect)s (%(low)s to %(high)s)") % {"effect": said[0], "low": said[1], "high": said[2]}


def conclusion_words(numbers: Numbers, *, measure: str, unit: str, population: str) -> str:
    """The conclusion in whole sentences by the stated rules, in the active language: what, for whom, how sure.

    `measure`: what was measured, `unit`: of a mean, `population`: for whom; both in that language.
    """
    paragraphs = (
        (str(SHADE[numbers.shade]), _size(numbers, measure, unit)),
        (_where(numbers, population), _sides(numbers), _next(numbers, unit)),
        (_sure(numbers),),
    )
    return "\n\n".join(" ".join(filter(None, sentences)) for sentences in paragraphs)


def _size(numbers: Numbers, measure: str, unit: str) -> str:
    span = numbers.whole
    if numbers.measure == "proportion":
        return f"{measure}: {effect_words('proportion', span)}."
    said = {"measure": measure, "effect": _change(numbers.measure, span.estimate, unit)}
    ends = (_change(numbers.measure, span.low, unit), _change(numbers.measure, span.high, unit))
    return gettext("%(measure)s: %(effect)s, and with 95 per cent certainty between %(low)s and %(high)s.") % {
        **said,
        "low": ends[0],
        "high": ends[1],
    }


def _change(measure: Measure, value: float, unit: str) -> str:
    """A change in words: "32 per cent lower", "1.5 points higher", "no difference"."""
    if measure in LOGARITHMIC:
        share = shown(measure, value) - 1
        size = formats.percent(abs(share), language())
    else:
        share = value
        is_share = measure == "risk_difference"
        size = formats.percent(abs(value), language()) if is_share else f"{figure(abs(value))} {unit}".strip()
    if abs(share) < 0.0005:  # noqa: PLR2004 -- what is written as nought
        return gettext("no difference")
    return gettext("%(size)s lower") % {"size": size} if share < 0 else gettext("%(size)s higher") % {"size": size}


def _where(numbers: Numbers, population: str) -> str:
    places = ngettext("%(n)s place", "%(n)s places", numbers.k) % {"n": numbers.k}
    if numbers.municipalities > 1:
        home = ngettext("%(n)s municipality", "%(n)s municipalities", numbers.municipalities)
        places = gettext("%(places)s in %(homes)s") % {"places": places, "homes": home % {"n": numbers.municipalities}}
    if population:
        return gettext("It holds for: %(population)s. Measured in %(places)s.") % {
            "population": population.rstrip(". "),
            "places": places,
        }
    return gettext("Measured in %(places)s.") % {"places": places}


def _sides(numbers: Numbers) -> str:
    better, worse, unclear = numbers.sides
    if numbers.k == 1 or not numbers.lines or numbers.shade == "level_only":
        return ""
    return gettext("Clearly better in %(better)s, clearly worse in %(worse)s, neither in %(unclear)s.") % {
        "better": better,
        "worse": worse,
        "unclear": unclear,
    }


def _next(numbers: Numbers, unit: str) -> str:
    if numbers.prediction is None or numbers.measure == "proportion":
        return ""
    low, high = (_change(numbers.measure, end, unit) for end in numbers.prediction)
    return gettext("In one more place one may expect anything between %(low)s and %(high)s.") % {
        "low": low,
        "high": high,
    }


def _sure(numbers: Numbers) -> str:
    sentence = str(SURE_SENTENCE[numbers.sureness])
    if not numbers.doubts:
        return sentence
    reasons = gettext("The reasons: %(reasons)s.") % {"reasons": "; ".join(str(DOUBT[each]) for each in numbers.doubts)}
    return f"{sentence} {reasons}"


def matters_words(numbers: Numbers, unit: str) -> str:
    """The least difference that matters, in words; empty where it is not known."""
    if numbers.matters is None:
        return ""
    if numbers.measure in LOGARITHMIC or numbers.measure == "risk_difference":
        return formats.percent(numbers.matters, language())
    return f"{figure(numbers.matters)} {unit}".strip()


def too_little(numbers: Numbers) -> tuple[float, float] | None:
    """The effects, as people read them, that are too small to matter; None where it is not known."""
    reach = least_that_matters(Question(numbers.measure, numbers.better, numbers.matters, numbers.design))
    if reach is None:
        return None
    return shown(numbers.measure, -reach), shown(numbers.measure, reach)


def card_of(row: Finding) -> dict[str, Any]:
    """What a card says of a finding: always its verdict, how sure, and the effect, in the same place for all."""
    version = row.current_version
    if version is None:
        return {"finding": row, "version": None}
    numbers = version.reckoned
    return {
        "finding": row,
        "version": version,
        "verdict": VERDICT[numbers.verdict],
        "sureness": SURENESS[numbers.sureness],
        "effect": effect_words(numbers.measure, numbers.whole),
        "places": numbers.k,
        "is_supplier": version.sponsor == "supplier",
    }
