"""Mails in every state and what people follow; every call makes a new one."""

from datetime import timedelta
from itertools import count

from lysning.core import clock
from lysning.notifications.models import Mail, Subscription
from lysning.notifications.rules import Wanted

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


def make_subscription(follower, *, at=None, confirmed=True, query="", marks=(), **target):
    """What a user or an address follows: `area=`, `topic=`, `solution=`, `municipality=`, or a search."""
    at = at or clock.now()
    ((kind, row),) = target.items() or (("search", None),)
    wanted = Wanted(kind, row and row.pk, query=query, marks=tuple(marks))
    facts = {"email": follower} if isinstance(follower, str) else {"user": follower}
    search = {} if row else {"query": query, "marks": sorted(marks)}
    return Subscription.objects.create(
        kind=kind, what=wanted.what, created_at=at, confirmed_at=at if confirmed else None, **facts, **search, **target
    )
