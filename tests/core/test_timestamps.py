"""Times as they come from the database."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from psycopg.pq import Format

from lysning.core.timestamps import TIMESTAMPTZ, Timestamp

pytestmark = pytest.mark.django_db


def read(expression, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {expression}", parameters)
        return cursor.fetchone()[0]


def test_the_connection_reads_times_by_pythons_parser():
    assert read("now()").tzinfo is UTC
    assert connection.connection.adapters.get_loader(TIMESTAMPTZ, Format.TEXT) is Timestamp


@given(moment=st.datetimes(timezones=st.just(UTC)))
def test_every_time_comes_back_as_it_went_in(moment):
    assert read("%s::timestamptz", moment) == moment


def test_another_zone_of_the_session_changes_nothing():
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL TIME ZONE 'Asia/Kathmandu'")
        cursor.execute("SELECT '2026-07-01 12:00:00.5+00'::timestamptz")
        found = cursor.fetchone()[0]
    assert (found, found.utcoffset()) == (datetime(2026, 7, 1, 12, 0, 0, 500_000, UTC), timedelta(0))


def test_nothing_and_lists_of_times():
    assert read("NULL::timestamptz") is None
    assert read("ARRAY['2026-07-01 12:00+00'::timestamptz, NULL]") == [datetime(2026, 7, 1, 12, tzinfo=UTC), None]
