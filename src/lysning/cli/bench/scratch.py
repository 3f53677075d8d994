"""The product's own index in tables that nobody else sees and that are gone afterwards."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

TABLES = ("generation", "document", "termrow", "word", "vector")
PREFIX = "lysning_bench_"


@contextmanager
def scratch_schema() -> Iterator[str]:
    """A schema of its own that goes with the block; yields its name.

    One that a killed run left behind goes when the next begins.
    """
    from django.db import connection

    schema = f"{PREFIX}{os.getpid()}"
    with connection.cursor() as cursor:
        _clear(cursor)
        cursor.execute("SELECT pg_advisory_lock(hashtext(%s))", [schema])
        cursor.execute(f"CREATE SCHEMA {schema}")
    try:
        yield schema
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP SCHEMA {schema} CASCADE")
            cursor.execute("SELECT pg_advisory_unlock(hashtext(%s))", [schema])


@contextmanager
def scratch_index() -> Iterator[str]:
    """Inside the block the matching room's tables are empty ones of a scratch schema; yields its name."""
    from django.db import connection

    with scratch_schema() as schema:
        with connection.cursor() as cursor:
            for table in _tables(cursor, "public"):
                cursor.execute(f"CREATE TABLE {schema}.{table} (LIKE public.{table} INCLUDING ALL)")
            cursor.execute(f"SET search_path TO {schema}, public")
        try:
            yield schema
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SET search_path TO DEFAULT")


def _tables(cursor: Any, schema: str) -> list[str]:
    """The tables of the index in a schema; that of the vectors is only there where it was ever needed."""
    tables = [f"matching_{name}" for name in TABLES]
    cursor.execute(
        "SELECT t FROM unnest(%s::text[]) AS t WHERE to_regclass(%s || '.' || t) IS NOT NULL", [tables, schema]
    )
    return [table for (table,) in cursor.fetchall()]


def _clear(cursor: Any) -> None:
    """Drops the schemas of runs that no longer hold their lock."""
    cursor.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE %s", [f"{PREFIX}%"])
    for (name,) in cursor.fetchall():
        cursor.execute("SELECT pg_try_advisory_lock(hashtext(%s))", [name])
        if cursor.fetchall() == [(True,)]:
            cursor.execute(f"DROP SCHEMA {name} CASCADE")
            cursor.execute("SELECT pg_advisory_unlock(hashtext(%s))", [name])


def size_of(schema: str) -> int:
    """Bytes on disk of the schema's tables and indexes."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint FROM pg_class c"
            " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = %s AND c.relkind = 'r'",
            [schema],
        )
        (size,) = cursor.fetchone()
    return int(size)


def analyse(schema: str) -> None:
    """Lets the planner know the schema's tables, as it knows those of a running service."""
    from django.db import connection

    with connection.cursor() as cursor:
        for table in _tables(cursor, schema):
            cursor.execute(f"ANALYZE {schema}.{table}")
