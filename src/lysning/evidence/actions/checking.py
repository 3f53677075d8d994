"""What the acts upon findings refuse, in words."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from lysning.core.plaintext import clean
from lysning.core.refusal import Refused, refusal_words
from lysning.evidence.rules.texts import Fault, text_faults

refusal_words(
    evidence_text_missing=_("Write a text."),
    evidence_text_too_long=_("This is %(length)s characters. There is room for %(longest)s."),
    evidence_text_has_cpr=_("The text holds something that looks like a CPR number. Remove it."),
    evidence_sponsor=_("Choose who has paid."),
    evidence_link=_("“%(value)s” is not an address we can link to. It must begin with https://."),
    finding_not_of_trial=_("The protocol of the trial does not name this measure."),
    finding_nothing=_(
        "There is nothing to reckon with yet. At least one place must have measured with it and without it, "
        "and counted five or more of each."
    ),
    finding_trial_runs=_(
        "The trial is not over yet. You can write the finding now and publish it when the trial has ended."
    ),
    finding_not_public=_("The finding is not published."),
    finding_numbers=_("The numbers cannot be right: %(why)s."),
    finding_places=_("Write in how many places it was measured, from 1 to 1000."),
    finding_matters=_("Write a difference above nought; for a ratio in per cent, below 100."),
    finding_note=_("Write what is new since the last version, and why."),
    finding_hidden=_("The finding is hidden by the moderators."),
    adopted_already=_("Your municipality has adopted this finding already."),
    adoption_withdrawn=_("The adoption has been withdrawn already."),
    case_order=_("The least must not be above the likely, nor the likely above the most."),
    case_number=_("Write a number from nought, and not beyond what is possible."),
    case_years=_("Choose from 1 to %(most)s years."),
    case_rate=_("Write a rate from 0 to 20 per cent."),
    case_seen_day=_("Write the day you looked, not later than today."),
    case_seen_nothing=_("Write at least one number of what happened."),
)


def refuse_first(faults: Iterable[Fault]) -> None:
    """Raises Refused for the first fault, at its field."""
    for fault in faults:
        raise Refused(fault.code, field=fault.field, **fault.facts)


def checked_text(name: str, text: str, *, is_required: bool = False) -> str:
    """The text cleaned. Raises Refused at its field."""
    words = clean(text)
    if is_required and not words:
        raise Refused("evidence_text_missing", field=name)
    refuse_first(text_faults(name, words))
    return words
