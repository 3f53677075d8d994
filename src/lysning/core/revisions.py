"""Edits that never lose a word: a change is written only on the revision the person was looking at."""

from typing import Any, TypeVar

from django.db.models import F, Model

from lysning.core.refusal import STALE, Refused

M = TypeVar("M", bound=Model)


def update_unchanged(row: M, *, revision: int, **values: Any) -> M:
    """Writes the values if the row still has this revision, and raises its revision by one; returns the fresh row.

    One conditional UPDATE, so two who save at once get one winner. Raises Refused("stale") for the other.
    """
    rows = type(row)._default_manager.filter(  # noqa: SLF001 -- Django's public name for it
        pk=row.pk, revision=revision
    )
    if not rows.update(revision=F("revision") + 1, **values):
        raise Refused(STALE)
    row.refresh_from_db()
    return row
