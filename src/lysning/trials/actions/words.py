"""What the room's refusals say, and how an action says the first of several faults."""

from collections.abc import Iterable

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lysning.core.formats import number
from lysning.core.refusal import Refused, refusal_words
from lysning.trials.rules import Fault

refusal_words(
    trial_text_missing=_("Write a text."),
    trial_text_too_long=_("This is %(length)s characters. There is room for %(longest)s."),
    trial_text_has_cpr=_("The text holds something that looks like a CPR number. Remove it."),
    protocol_unknown_choice=_("Choose from the list, and each only once."),
    protocol_many_measures=_("Choose at most %(most)s measures. Fewer are measured better."),
    protocol_one_primary=_("Only one measure can decide the trial."),
    protocol_seats=_("Choose between 1 and %(most)s seats."),
    protocol_seats_taken=_("%(taken)s seats are taken already. There cannot be fewer."),
    protocol_many_rows=_("There is room for %(most)s lines."),
    protocol_days_order=_("This day comes too early. The baseline comes before the follow-up."),
    protocol_too_long=_("A trial lasts at most five years."),
    protocol_many_periods=_("That would be more than %(most)s periods to report. Choose longer ones."),
    protocol_late_after_end=_("The trial is over by then. Choose an earlier day."),
    protocol_apply_late=_("Choose a day before the follow-up begins. Who comes later is a late joiner."),
    protocol_kroner=_("Write the sums in whole kroner."),
    protocol_needed=_("Write a whole number above nought."),
    protocol_costs_add_up=_("The shares add up to %(sum)s kr., but the whole is %(total)s kr."),
    protocol_lacks=_("This is missing."),
    protocol_lacks_primary=_("Choose the measures, and which of them decides the trial."),
    protocol_lacks_answers=_("Answer every question on data protection. “We do not know” is an answer too."),
    protocol_lacks_duty=_("Say who does this: %(task)s"),
    protocol_begun=_("The follow-up would have begun already. A trial is registered before it begins."),
    protocol_apply_past=_("This day is over. Choose a later one."),
    protocol_fixed=_("This stays as it is once something has been measured."),
    protocol_measured=_("“%(name)s” has been measured already and stays."),
    protocol_nothing_new=_("Nothing is different from the version before."),
    protocol_not_draft=_("The protocol is no draft any more."),
    protocol_not_registered=_("Only a registered protocol has versions."),
    trial_solution_gone=_("The solution is not published any more. Choose another, or none."),
    trial_move_closed=_("This cannot be done now."),
    trial_no_seats=_("No municipality has a seat yet."),
    seat_closed=_("The trial takes no applications now."),
    seat_too_late=_("The last day for applications was %(day)s."),
    seat_none=_("The municipality has no seat to give back."),
    site_taken=_("There is a site with this name already."),
    site_many=_("There is room for %(most)s sites."),
    site_arm=_("Choose which group the site belongs to."),
    measured_not_here=_("This site does not belong to the trial."),
    measured_no_seat=_("The municipality has no seat in the trial."),
    measured_closed=_("The trial takes no measurements now."),
    measured_no_period=_("“%(value)s” is not the beginning of one of the trial’s periods."),
    measured_too_early=_("The period is not over yet. Report it from %(day)s."),
    measured_no_arm=_("The site does not report this group in this period."),
    measured_no_measure=_("“%(value)s” is not one of the trial’s measures."),
    measured_missing=_("Write a number."),
    measured_nothing=_("Write the numbers of at least one measure."),
    measured_negative=_("A count, a time and a spread cannot be below nought."),
    measured_too_large=_("The number is too large to be true."),
    measured_more_than_all=_("There cannot be more than all of them."),
    measured_of_nobody=_("There must be somebody to measure. Leave it out when there was nobody."),
    measured_spread_of_one=_("One person has no spread. Write 0."),
    measured_not_this_kind=_("This measure is not told by such a number. Leave the cell empty."),
    measured_not_a_number=_("“%(value)s” is not a number we can read."),
    measured_not_whole=_("“%(value)s” must be a whole number: it counts persons or events."),
    measured_two_ways=_("“%(value)s” can be read in two ways. Write 1250 or 1,25."),
    measured_needs_note=_("Something that was reported is changed. Write why."),
    measured_twice=_("The same site, measure, group and period stand in line %(line)s too."),
    measured_no_site=_("“%(value)s” is not a site of the municipality in this trial."),
    measured_no_municipality=_("“%(value)s” has no seat in the trial."),
    measured_not_your_site=_("“%(value)s” is not a municipality you report for."),
    measured_no_arm_word=_("“%(value)s” is not a group. Write ny or vanlig."),
    measured_rows=_("The list has more than %(most)s rows. Divide it."),
    measured_workbook=_("The workbook cannot be read. Save it as XLSX or CSV and try again."),
)


def refuse_first(faults: Iterable[Fault]) -> None:
    """Raises Refused for the first fault, at its field."""
    for fault in faults:
        facts = {name: _written(fact) for name, fact in fault.facts.items()}
        raise Refused(fault.code, field=fault.field, **facts)


def _written(fact: object) -> object:
    """A number as people write it: sums of kroner have their thousands marked."""
    return number(fact, get_language() or "da") if isinstance(fact, int) else fact
