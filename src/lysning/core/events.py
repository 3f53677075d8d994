"""How a lower room tells higher rooms that something happened, without knowing them.

`lysning.subscriptions` is the one table: event class -> handlers. Handlers run in the transaction of the act; what takes
time they defer as a job in that same transaction. A handler that fails undoes the act.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.module_loading import import_string

Handler = Callable[[Any], None]


def announce(event: object) -> None:
    """Calls each handler that the table lists for the event's class, in the table's order.

    Raises RuntimeError outside a transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError(f"{type(event).__name__} is announced outside a transaction")
    for handler in _handlers(f"{type(event).__module__}.{type(event).__name__}"):
        handler(event)


@cache
def _handlers(name: str) -> tuple[Handler, ...]:
    table: Mapping[str, Sequence[str]] = import_string(settings.SUBSCRIPTIONS)
    return tuple(import_string(path) for path in table.get(name, ()))
