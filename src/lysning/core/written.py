"""Reads whose SQL is written once: for lists that stand on every page, where writing it costs more than the database takes."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from lysning.core.lookups import array_of

STAND_IN = frozenset({-(2**62)})
"""Keys that nothing has; their place in the statement is where the keys asked for will stand."""


class WrittenOnce:
    """The rows of a read (`values_list`, by keys `among`) that says the same at any time: its SQL stays in the process.

    What the read compares with, apart from the keys, must never change: no clock, no actor, no language.
    """

    def __init__(self, rows: Callable[[frozenset[int]], QuerySet[Any, Any]]) -> None:
        self._rows = rows
        self._statement: tuple[str, tuple[Any, ...]] | None = None
        self.__doc__ = rows.__doc__

    def __call__(self, keys: Iterable[int]) -> list[tuple[Any, ...]]:
        """The rows for these keys, as the database's driver gives them. One query, none without keys."""
        wanted = sorted(set(keys))
        if not wanted:
            return []
        if self._statement is None:
            self._statement = self._rows(STAND_IN).query.sql_with_params()
        sql, parameters = self._statement
        stand_in, standing = array_of(STAND_IN), array_of(wanted)
        with connection.cursor() as cursor:
            cursor.execute(sql, [standing if each == stand_in else each for each in parameters])
            found: list[tuple[Any, ...]] = cursor.fetchall()
        return found
