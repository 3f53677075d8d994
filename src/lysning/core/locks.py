"""Locks by name, kept by the database, for what no row can be locked for: something is yet to be counted or made."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


def lock(name: str, *, shared: bool = False) -> None:
    """Waits for the lock of this name ("room.what") and holds it until the transaction ends.

    Several may hold it as `shared` at once, and nobody else then.
    """
    function = "pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(hashtext(%s))", [name])


@contextmanager
def locked(name: str) -> Iterator[None]:
    """Holds the lock of this name over the whole block, which may be many transactions; the session's end lets go of it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext(%s))", [name])
    try:
        yield
    finally:
        is_open = connection.connection is not None and not connection.connection.closed
        if is_open and not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(hashtext(%s))", [name])
