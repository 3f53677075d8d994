"""What stored words are called in the interface."""

from collections.abc import Sequence

from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

STATE_WORDS = {
    "queued": pgettext_lazy("state of a mail", "Waiting"),
    "sending": pgettext_lazy("state of a mail", "On its way"),
    "sent": pgettext_lazy("state of a mail", "Sent"),
    "uncertain": pgettext_lazy("state of a mail", "Uncertain"),
    "failed": pgettext_lazy("state of a mail", "Failed"),
    "suppressed": pgettext_lazy("state of a mail", "Not wanted"),
}
STATE_BADGES = {"uncertain": "warning", "failed": "error", "sent": "success"}
SUPPRESSION_WORDS = {
    "unsubscribed": _("You get no more of our mails."),
    "bounced": _("Our mails to the address come back."),
    "complaint": _("The address has told its mail provider that our mails are not wanted."),
}
EVENT_WORDS = {
    "published": _("New solution"),
    "renewed": _("New version of the solution"),
    "withdrawn": _("The supplier has withdrawn it"),
    "need": _("New need"),
    "met": _("A need is closed: see what came of it"),
    "coalition_started": _("A new coalition"),
    "coalition_closed": _("A coalition is closed: see what came of it"),
    "decision": _("A coalition has decided something"),
    "member": _("A coalition has a new member"),
    "trial": _("A trial is registered"),
    "trial_begun": _("The trial has begun"),
    "trial_over": _("The trial is over"),
    "protocol": _("The trial's protocol has a new version"),
    "replied": _("The municipality has answered the need"),
    "joined": _("The need is joined into another one: should your support count there too?"),
    "separated": _("The need stands by itself again"),
    "took_in": _("Another need is joined into this one"),
    "finding": _("A trial has shown what it found"),
    "corrected": _("A finding has a new version"),
    "directed": _("The direction is published"),
    "placed": _("A municipality has put it on its radar"),
    "moved": _("A municipality has moved it on its radar"),
}
NAMES_SHOWN = 2


def event_words(event: str, number: int) -> str:
    """What has happened, in a few words."""
    if event == "answers":
        words = ngettext(
            "%(count)d municipality has answered about it", "%(count)d municipalities have answered about it", number
        )
        return words % {"count": number}
    if event == "cosigned":
        words = ngettext(
            "%(count)d municipality has co-signed it", "%(count)d municipalities have co-signed it", number
        )
        return words % {"count": number}
    if event == "adopted":
        words = ngettext("%(count)d municipality has adopted it", "%(count)d municipalities have adopted it", number)
        return words % {"count": number}
    if event == "decided":
        words = ngettext("%(count)d decision on the radar", "%(count)d decisions on the radar", number)
        return words % {"count": number}
    if event == "answering":
        return ngettext("has answered %(count)d enquiry", "has answered %(count)d enquiries", number) % {
            "count": number
        }
    return str(EVENT_WORDS[event])


def why_words(names: Sequence[str]) -> str:
    """Why a line is there, given what one follows that it concerns, the closest first."""
    shown, more = names[:NAMES_SHOWN], len(names) - NAMES_SHOWN
    both = gettext("%(one)s and %(other)s") % {"one": shown[0], "other": shown[1]} if len(shown) > 1 else shown[0]
    if more > 0:
        words = ngettext(
            "Because you follow %(names)s and %(count)d thing more.",
            "Because you follow %(names)s and %(count)d things more.",
            more,
        )
        return words % {"names": ", ".join(shown), "count": more}
    return gettext("Because you follow %(names)s.") % {"names": both}
