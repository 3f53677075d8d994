"""What stored words are called in the interface."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

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
