"""What a supplier can do next, derived from what leaders answered; nothing is made up."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lysning.catalogue.models import SolutionVersion
from lysning.enquiries.models import AllocationOutcome
from lysning.enquiries.queries.reading import Line
from lysning.enquiries.rules.answers import Reason
from lysning.enquiries.rules.promises import REACH_MUNICIPALITIES

MANY_QUESTIONS = 2
MANY_SILENT = 3


@dataclass(frozen=True)
class Improvement:
    """What was seen, and what to do about it; `weight` is the number of municipalities behind it."""

    seen: str
    advice: str
    weight: int


def improvements(
    lines: Sequence[Line], outcome: AllocationOutcome | None, version: SolutionVersion
) -> list[Improvement]:
    """The advice for a solution, that with most municipalities behind it first; empty when nothing speaks for any."""
    found = [*_from_refusals(lines), *_from_others(lines), *_from_run(outcome, version)]
    return sorted(found, key=lambda each: -each.weight)


def _from_refusals(lines: Sequence[Line]) -> Iterator[Improvement]:
    advice = {
        Reason.OTHER_FIELD: _("Say more clearly in the first sentence whose work it changes."),
        Reason.HAVE_NO_NEED: _("Describe the problem with figures a leader can check at home."),
        Reason.TOO_SMALL: _("Show what it is worth for a whole municipality, or what it works together with."),
        Reason.TOO_EXPENSIVE: _("Show what it saves, or offer a small start at a lower price."),
        Reason.NOT_MATURE: _("Offer a trial, and write what has been shown so far under references."),
        Reason.TIED_BY_CONTRACT: _("Ask when the contract ends, and write how your solution works beside it."),
        Reason.OTHER: _("Read the reasons they wrote."),
    }
    refused = Counter(each.enquiry.answer_reason for each in lines if each.state == "not_relevant")
    names = {
        Reason.OTHER_FIELD: _("It is not their field"),
        Reason.HAVE_NO_NEED: _("They do not have the need"),
        Reason.TOO_SMALL: _("It solves too small a part of the problem"),
        Reason.TOO_EXPENSIVE: _("It is too expensive"),
        Reason.NOT_MATURE: _("It is not mature enough"),
        Reason.TIED_BY_CONTRACT: _("They are tied by a contract"),
        Reason.OTHER: _("Another reason"),
    }
    for reason, count in refused.items():
        yield Improvement(f"{names[Reason(reason)]} ({_municipalities(count)})", advice[Reason(reason)], count)


def _from_others(lines: Sequence[Line]) -> Iterator[Improvement]:
    has_it = [each.enquiry.answer_existing for each in lines if each.state == "has_it"]
    if has_it:
        named = ", ".join(dict.fromkeys(has_it[:3]))
        seen = _("They have something already: %(named)s (%(count)s)")
        advice = _("Write what yours does that the other does not, and whether the two can work together.")
        yield Improvement(seen % {"named": named, "count": _municipalities(len(has_it))}, advice, len(has_it))
    asked = sum(len(each.enquiry.asked) for each in lines)
    if asked >= MANY_QUESTIONS:
        seen = _("Leaders have asked %(count)s questions") % {"count": asked}
        yield Improvement(seen, _("Put the answers into the description, so that the next leader need not ask."), asked)
    silent = sum(each.state == "escalated" for each in lines)
    if silent >= MANY_SILENT:
        seen = _("No answer in time (%(count)s)") % {"count": _municipalities(silent)}
        yield Improvement(seen, _("Let the title and the first sentence say which problem it solves."), silent)


def _from_run(outcome: AllocationOutcome | None, version: SolutionVersion) -> Iterator[Improvement]:
    if outcome is not None and outcome.municipality_count < REACH_MUNICIPALITIES:
        seen = _("Few leaders work with what the text is about (%(count)s)")
        yield Improvement(
            seen % {"count": _municipalities(outcome.municipality_count)},
            _("Use the words leaders use about their own work, and check the areas you have chosen."),
            REACH_MUNICIPALITIES - outcome.municipality_count,
        )
    if not version.evidence:
        advice = _("Write who uses it and what it has shown. Leaders look for that first.")
        yield Improvement(_("There are no references"), advice, 0)
    if version.price_model not in {"", "free"} and version.price_amount is None:
        advice = _("Give a price. A leader sees at once what it costs for the own municipality.")
        yield Improvement(_("There is no price"), advice, 0)


def _municipalities(count: int) -> str:
    return ngettext("%(count)s municipality", "%(count)s municipalities", count) % {"count": count}
