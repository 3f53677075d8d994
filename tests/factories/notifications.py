"""Mails in every state; every call makes a new one."""

from datetime import timedelta
from itertools import count

from lysning.core import clock
from lysning.notifications.models import Mail

_numbers = count(1)


def make_mail(state="queued", **facts):
    number, at = next(_numbers), facts.pop("at", None) or clock.now()
    stamps = {
        "sending": {"sending_at": at, "attempts": 1},
        "uncertain": {"sending_at": at, "attempts": 1, "error": "the worker stopped"},
        "failed": {"sending_at": at, "attempts": 6, "error": "SMTPDataError: (550, b'no')"},
        "sent": {"sending_at": at, "sent_at": at + timedelta(seconds=1), "attempts": 1},
    }
    defaults = {
        "cause": f"test:{number}",
        "kind": "invitation",
        "to": f"modtager{number}@kommune.dk",
        "language": "da",
        "subject": f"Emne {number}",
        "text": "Hej",
        "html": "<html><body><p>Hej</p></body></html>",
        "message_id": f"<{number}@test>",
        "created_at": at,
    }
    return Mail.objects.create(state=state, **{**defaults, **stamps.get(state, {}), **facts})
