"""How long work tells how far it is."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.models import Model

SECONDS_BETWEEN_WORDS = 0.5
Progress = Callable[[int, int, str], None]
"""Called with (done, total, label) while something works."""


def silent(_done: int, _total: int, _label: str) -> None:
    """Tells nobody."""


@contextmanager
def told_outside(run: Model) -> Iterator[Progress]:
    """A progress that others see while the work's own transaction is open: it writes `done` and `total` of the run's row, on a
    connection of its own.
    """
    outside = connection.copy()
    table = connection.ops.quote_name(run._meta.db_table)  # noqa: SLF001 -- Django's public name for it
    told_at = 0.0

    def tell(done: int, total: int, _label: str) -> None:
        nonlocal told_at
        if time.monotonic() - told_at < SECONDS_BETWEEN_WORDS and done < total:
            return
        told_at = time.monotonic()
        with outside.cursor() as cursor:
            cursor.execute(f"UPDATE {table} SET done = %s, total = %s WHERE id = %s", [done, total, run.pk])  # noqa: S608 -- our own table

    try:
        yield tell
    finally:
        outside.close()
