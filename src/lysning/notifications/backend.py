"""Django's own mails (sign-up codes, password changes) take the same road as ours."""

from collections.abc import Sequence
from uuid import uuid4

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.translation import get_language

from lysning.core import clock
from lysning.notifications import actions
from lysning.notifications.actions.write import Words


class OutboxBackend(BaseEmailBackend):
    """Stores each message as a Mail, one per recipient; the job sends it. Attachments are refused: none of ours has any."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Stores the messages; returns how many mails were written."""
        at, written = clock.now(), 0
        for message in email_messages:
            if message.attachments:
                raise ValueError("the outbox takes no attachments")
            html = next(
                (part.content for part in getattr(message, "alternatives", []) if part.mimetype == "text/html"), ""
            )
            for address in message.recipients():
                actions.write_message(
                    cause=f"account:{uuid4()}",
                    kind="account",
                    to=address,
                    language=get_language() or "da",
                    words=Words(str(message.subject), str(message.body), str(html)),
                    at=at,
                    reply_to=message.reply_to[0] if message.reply_to else "",
                )
                written += 1
        return written
