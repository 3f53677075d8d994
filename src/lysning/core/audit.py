"""The append-only log of acts. Every action writes its entry in the transaction of the act itself."""

from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Model

from lysning.core.actors import Actor
from lysning.core.models import AuditEntry


def record(verb: str, subject: Model | None, *, by: Actor, at: datetime, **facts: Any) -> None:
    """Adds one entry; the act and its entry stand or fall together.

    `facts` are plain values (before and after of what changed, never free text about a person). Raises RuntimeError outside
    a transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError(f"{verb} is recorded outside a transaction")
    AuditEntry.objects.create(
        at=at,
        actor_id=by.user_id,
        verb=verb,
        subject_kind=subject._meta.label_lower if subject else "",  # noqa: SLF001 -- Django's public name for it
        subject_id=subject.pk if subject else None,
        facts=facts,
    )
