"""Out of sight and back: the one conditional update behind everything that a moderator hides."""

from datetime import datetime

from django.db.models import Model

from lysning.core import audit
from lysning.core.actors import Actor


def hide(row: Model, verb: str, reason: str, *, by: Actor, at: datetime) -> bool:
    """Hides a row with a reason (cleaned before) and records it; True when it was shown until now, for then one announces it.

    What is hidden already stays so from when it was, with the new reason; the same reason changes nothing. Refreshes the row.
    """
    rows = type(row)._default_manager.filter(pk=row.pk)  # noqa: SLF001 -- Django's public name for it
    is_fresh = bool(rows.filter(hidden_at__isnull=True).update(hidden_at=at, hidden_reason=reason))
    if is_fresh or rows.exclude(hidden_reason=reason).update(hidden_reason=reason):
        audit.record(verb, row, by=by, at=at, reason=reason)
    row.refresh_from_db()
    return is_fresh


def show(row: Model, verb: str, *, by: Actor, at: datetime) -> bool:
    """Puts a hidden row back and records it; True when it was hidden. Refreshes the row."""
    rows = type(row)._default_manager.filter(pk=row.pk, hidden_at__isnull=False)  # noqa: SLF001 -- as above
    was_hidden = bool(rows.update(hidden_at=None, hidden_reason=""))
    if was_hidden:
        audit.record(verb, row, by=by, at=at)
    row.refresh_from_db()
    return was_hidden
