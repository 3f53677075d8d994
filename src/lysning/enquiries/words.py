"""What the room's codes are called, and a match's reasons as short sentences; in the reader's language."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from lysning.core import formats
from lysning.enquiries.rules.answers import Answer, AnswerKind, Reason
from lysning.enquiries.rules.clock import State
from lysning.taxonomy.queries import named

Words = str | Promise

REASONS_SHOWN = 3
OURS = frozenset({"words", "area", "role"})
"""Reasons whose name is a service area or a leader role, stored in Danish."""

STATES: dict[str, Words] = {
    "not_reached": pgettext_lazy("state of an enquiry", "Not offered yet"),
    State.NO_CONTACT: pgettext_lazy("state of an enquiry", "Nobody to reach yet"),
    State.OFFERED: pgettext_lazy("state of an enquiry", "Sent"),
    State.SEEN: pgettext_lazy("state of an enquiry", "Seen"),
    State.QUESTION: pgettext_lazy("state of an enquiry", "Has asked the supplier"),
    State.ESCALATED: pgettext_lazy("state of an enquiry", "With the coordinator"),
    AnswerKind.INTERESTED: pgettext_lazy("state of an enquiry", "Interested"),
    AnswerKind.TOGETHER: pgettext_lazy("state of an enquiry", "Try it together"),
    AnswerKind.LATER: pgettext_lazy("state of an enquiry", "Later"),
    AnswerKind.HAS_IT: pgettext_lazy("state of an enquiry", "Has it already"),
    AnswerKind.NOT_RELEVANT: pgettext_lazy("state of an enquiry", "Not relevant"),
    State.HANDED_OVER: pgettext_lazy("state of an enquiry", "Handed over"),
    State.WITHDRAWN: pgettext_lazy("state of an enquiry", "Withdrawn"),
}
"""Every state a municipality can have in a supplier's matrix, in the order of the legend."""

STATES_FOR_LEADERS: dict[str, Words] = {
    State.OFFERED: pgettext_lazy("state for the leader", "Not opened"),
    State.SEEN: pgettext_lazy("state for the leader", "Opened"),
    State.QUESTION: pgettext_lazy("state for the leader", "Waiting for the supplier"),
}
"""What an open enquiry's state is called in the municipality."""

ANSWERS: dict[str, Words] = {
    AnswerKind.INTERESTED: pgettext_lazy("answer", "I am interested"),
    AnswerKind.TOGETHER: pgettext_lazy("answer", "Try it together"),
    AnswerKind.LATER: pgettext_lazy("answer", "Later"),
    AnswerKind.HAS_IT: pgettext_lazy("answer", "We have it already"),
    AnswerKind.NOT_RELEVANT: pgettext_lazy("answer", "Not relevant"),
}

WHAT_FOLLOWS: dict[str, Words] = {
    AnswerKind.INTERESTED: gettext_lazy("The supplier may contact you."),
    AnswerKind.TOGETHER: gettext_lazy("Other municipalities can see that you want to try it with them."),
    AnswerKind.LATER: gettext_lazy("The supplier waits until the day you choose."),
    AnswerKind.HAS_IT: gettext_lazy("The supplier sees what you have already."),
    AnswerKind.NOT_RELEVANT: gettext_lazy("The supplier learns from the reason you choose."),
}

NO_REASONS: dict[str, Words] = {
    Reason.OTHER_FIELD: gettext_lazy("It is not my field"),
    Reason.HAVE_NO_NEED: gettext_lazy("We do not have the need"),
    Reason.TOO_SMALL: gettext_lazy("It solves too small a part of the problem"),
    Reason.TOO_EXPENSIVE: gettext_lazy("It is too expensive"),
    Reason.NOT_MATURE: gettext_lazy("It is not mature enough"),
    Reason.TIED_BY_CONTRACT: gettext_lazy("We are tied by a contract"),
    Reason.OTHER: gettext_lazy("Another reason"),
}

WHYS: dict[str, Words] = {
    "reached_target": gettext_lazy("It has its eight municipalities."),
    "no_more_relevant_posts": gettext_lazy("No more leaders work with what it is about."),
    "run_limit": gettext_lazy("One run gives a solution at most twenty new places. More follow in the next run."),
    "outcompeted": gettext_lazy("The leaders' room this week went to solutions with fewer places."),
    "posts_without_room": gettext_lazy("The leaders have no more room this week."),
    "coordinator_without_room": gettext_lazy("The coordinators who stand in for leaders have no more room this week."),
    "no_contact": gettext_lazy("Nobody can be reached at the remaining posts yet."),
    "municipality_already_has_it": gettext_lazy("The municipality has had it already."),
    "municipality_offered_now": gettext_lazy("Another leader in the same municipality was offered it."),
    "too_little_relevance": gettext_lazy("It concerns the post too little."),
}

STAGES: dict[str, Words] = {
    "": gettext_lazy("Waiting to begin"),
    "match": gettext_lazy("Finding the leaders each solution concerns"),
    "solve": gettext_lazy("Sharing out the places"),
    "write": gettext_lazy("Offering the solutions"),
}


def reason_sentences(reasons: Iterable[Mapping[str, Any]], *, to_leader: bool, limit: int = REASONS_SHOWN) -> list[str]:
    """The weightiest reasons of a match as sentences, spoken to the leader, or about the leader to the supplier."""
    heaviest = sorted(reasons, key=lambda reason: -float(reason.get("share", 0)))
    said: dict[str, None] = {}
    for reason in heaviest:
        if len(said) == limit:
            break
        if sentence := _sentence(reason, to_leader=to_leader):
            said[sentence] = None
    return list(said)


def _sentence(reason: Mapping[str, Any], *, to_leader: bool) -> str:
    words = ", ".join(f"»{word}«" for word in list(reason.get("words", ()))[:4])
    name = str(reason.get("name", ""))
    if reason.get("kind") in OURS:
        name = named(name)
    facts = {"words": words, "name": name}
    match reason.get("kind"):
        case "words" if words:
            return (_("It is about %(words)s: %(name)s.") if name else _("It is about %(words)s.")) % facts
        case "area" if name:
            return _("The supplier has chosen the field %(name)s.") % facts
        case "kle" if name:
            return _("It belongs to the subject %(name)s.") % facts
        case "interest" if words:
            return (_("You look for %(words)s.") if to_leader else _("The leader looks for %(words)s.")) % facts
        case "need" if name:
            mine = _("Your municipality has the need »%(name)s«.")
            return (mine if to_leader else _("The municipality has the need »%(name)s«.")) % facts
        case "role" if name:
            return _("Its words are those of the post %(name)s.") % facts
        case "level":
            return _("You decide in the field.") if to_leader else _("The leader decides in the field.")
    return ""


def answer_sentence(answer: Answer, language: str) -> str:
    """The answer in one sentence without the free text: "Later, from 3 March 2027", "Not relevant: it is too expensive"."""
    name = str(STATES[answer.kind])
    if answer.kind == AnswerKind.LATER and answer.later_date:
        return _("%(answer)s, from %(day)s") % {"answer": name, "day": formats.long_date(answer.later_date, language)}
    if answer.kind == AnswerKind.HAS_IT:
        return f"{name}: {answer.what}"
    if answer.kind == AnswerKind.NOT_RELEVANT and answer.reason:
        reason = str(NO_REASONS[answer.reason])
        return f"{name}: {reason[:1].lower()}{reason[1:]}"
    return name
