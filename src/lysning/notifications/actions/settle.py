"""The operator's judgement of a mail of which the machine cannot know whether it arrived."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lysning.core import audit
from lysning.core.actors import Actor
from lysning.core.refusal import STALE, Refused, refusal_words
from lysning.notifications.actions.write import defer_send
from lysning.notifications.models import Mail

refusal_words(
    mail_cannot_be_sent_again=_("This mail is on its way or has been sent. It cannot be sent again."),
    mail_not_uncertain=_("Only a mail of which nobody knows whether it arrived can be marked as arrived."),
)


def send_again(*, mail: Mail, by: Actor, at: datetime) -> Mail:
    """Puts an uncertain or failed mail back into the queue, with the same Message-ID.

    Raises Refused("mail_cannot_be_sent_again") in any other state, and for one that could not be written; Refused("stale")
    when somebody was quicker.
    """
    if mail.state not in {"uncertain", "failed"} or not mail.text:
        raise Refused("mail_cannot_be_sent_again")
    with transaction.atomic():
        _move(mail, "queued", attempts=0, next_try_at=None, error="")
        audit.record("notifications.send_again", mail, by=by, at=at, before=mail.state)
        defer_send(mail.pk)
    mail.refresh_from_db()
    return mail


def confirm_arrived(*, mail: Mail, by: Actor, at: datetime) -> Mail:
    """Marks an uncertain mail as sent, because the operator has seen that it arrived.

    Raises Refused("mail_not_uncertain") in any other state and Refused("stale") when somebody was quicker.
    """
    if mail.state != "uncertain":
        raise Refused("mail_not_uncertain")
    with transaction.atomic():
        _move(mail, "sent", sent_at=mail.sending_at)
        audit.record("notifications.confirm_arrived", mail, by=by, at=at)
    mail.refresh_from_db()
    return mail


def _move(mail: Mail, state: str, **values: object) -> None:
    if not Mail.objects.filter(pk=mail.pk, state=mail.state, attempts=mail.attempts).update(state=state, **values):
        raise Refused(STALE)
