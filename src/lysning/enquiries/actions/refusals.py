"""The words of every expected no in this room, and which of them mean that somebody else was first."""

from django.utils.translation import gettext_lazy as _

from lysning.core.refusal import STALE, Refused, refusal_words
from lysning.enquiries.rules.answers import AnswerFault
from lysning.enquiries.rules.clock import Refusal

refusal_words(
    **{
        Refusal.NOT_OFFERED: _("The enquiry waits for somebody to reach; it has not been offered yet."),
        Refusal.ALREADY_OFFERED: _("The enquiry has already been offered."),
        Refusal.ALREADY_ANSWERED: _("The enquiry has already been answered. You see the answer here."),
        Refusal.ALREADY_HANDED_OVER: _("The enquiry has been handed over to another post."),
        Refusal.ALREADY_ESCALATED: _("The enquiry already lies with the coordinator."),
        Refusal.ALREADY_WITHDRAWN: _("The supplier has withdrawn the solution, so no answer is owed any more."),
        Refusal.NO_SUCH_QUESTION: _("There is no open question."),
        Refusal.QUESTION_ALREADY_ANSWERED: _("The question has already been answered. You see the answer here."),
        Refusal.CLOCK_PAUSED: _("The clock stands still while a question is open."),
        Refusal.DEADLINE_NOT_PASSED: _("The deadline has not passed yet."),
        AnswerFault.LATER_NEEDS_DATE: _("Say from when the supplier may ask again."),
        AnswerFault.LATER_NOT_AHEAD: _("Choose a day after today."),
        AnswerFault.LATER_TOO_FAR: _("Choose a day within three years. Is it longer, the honest answer is no."),
        AnswerFault.HAS_IT_NEEDS_WHAT: _("Write what you have already."),
        AnswerFault.NO_NEEDS_REASON: _("Choose why it is not relevant. The supplier learns from it."),
        AnswerFault.OTHER_NEEDS_TEXT: _("Put the reason into words."),
        "enquiry_text_missing": _("Write a text."),
        "enquiry_text_has_cpr": _("The text holds something that looks like a CPR number. Remove it."),
        "enquiry_question_twice": _("You have already asked this question."),
        "enquiry_many_questions": _("Three questions are open. Wait for an answer before you ask more."),
        "enquiry_not_answered": _("There is no answer to change yet."),
        "enquiry_same_post": _("The enquiry lies with this post already."),
        "enquiry_other_municipality": _("Choose a post in your own municipality."),
        "enquiry_post_closed": _("The post no longer exists."),
        "enquiry_post_had_it": _("This post has had the enquiry before."),
        "enquiry_post_unreachable": _("Nobody can be reached at this post. Give it an address first."),
        "allocation_ahead": _("A run cannot be made for a day that has not come."),
    }
)

CONFLICTS = frozenset({STALE, *Refusal, "enquiry_question_twice", "enquiry_not_answered"})
"""Refusals that say: the enquiry has moved on since the page was opened (409)."""


def refuse_if(refusal: Refusal | None) -> None:
    """Raises the refusal, if there is one."""
    if refusal is not None:
        raise Refused(refusal)
