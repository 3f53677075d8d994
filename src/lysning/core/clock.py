"""The one clock: the database's. Actions take `at` and `today` as arguments; only the edge asks what time it is."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection

COPENHAGEN = ZoneInfo("Europe/Copenhagen")


def now() -> datetime:
    """The moment by the database clock, in UTC; every deadline is judged by it, never by a web server's own clock.

    `settings.CLOCK_OFFSET` (a timedelta) moves it; tests that travel in time set it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement_timestamp()")
        (moment,) = cursor.fetchone()
    now_in_database: datetime = moment
    offset: timedelta = getattr(settings, "CLOCK_OFFSET", timedelta())
    return now_in_database.astimezone(UTC) + offset


def day_of(moment: datetime) -> date:
    """The Danish calendar day in which the moment lies."""
    return moment.astimezone(COPENHAGEN).date()


def today() -> date:
    """The Danish calendar day by the database clock."""
    return day_of(now())
