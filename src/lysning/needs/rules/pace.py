"""When support grows so fast that a person should look. It stops nothing. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta

KEPT_FOR = timedelta(days=7)
LEAST = 30
TIMES = 4
UNCONFIRMED = 100
"""Our own estimates (status: to be held against real use): thirty in an hour, four times the busiest hour of the week before;
or a hundred addresses written that nobody confirms."""


def hour_of(moment: datetime) -> datetime:
    """The beginning of the hour in which the moment lies."""
    return moment.replace(minute=0, second=0, microsecond=0)


def is_burst(confirmed: int, asked: int, earlier: Sequence[int]) -> bool:
    """True when this hour's confirmed or merely written addresses are out of the ordinary.

    `earlier` are the confirmed ones of each hour of the week before that had any.
    """
    grows = confirmed >= LEAST and confirmed >= TIMES * max(earlier, default=0)
    return grows or asked - confirmed >= UNCONFIRMED
