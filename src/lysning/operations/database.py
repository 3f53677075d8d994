"""Where the database is: `DATABASE_URL` for a server, otherwise the socket that the supervisor has announced."""

import os
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

POOL = {"min_size": 2, "max_size": 12, "timeout": 10}
TIMES_BEFORE_PREPARED = 3
"""A statement asked this often by one connection is parsed and planned no more: half of the database's time for a page."""


def database_settings() -> dict[str, Any]:
    """Django's settings for the one database, read from the environment.

    `DATABASE_URL` (postgresql://user:password@host:port/name?sslmode=…) wins; without it `PGHOST`, `PGPORT`, `PGUSER`
    and `PGDATABASE` are used, which the supervisor of the embedded server sets.
    """
    url = os.environ.get("DATABASE_URL")
    place = _from_url(url) if url else _from_environment()
    options: dict[str, Any] = place.pop("OPTIONS")
    options["server_side_binding"] = True
    if os.environ.get("LYSNING_DB_PREPARE", "1") == "1":
        options["prepare_threshold"] = TIMES_BEFORE_PREPARED
    if os.environ.get("LYSNING_DB_POOL", "0") == "1":
        options["pool"] = POOL
    return {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
        **place,
    }


def _from_url(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    return {
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "NAME": parts.path.lstrip("/") or "lysning",
        "OPTIONS": dict(parse_qsl(parts.query)),
    }


def _from_environment() -> dict[str, Any]:
    return {
        "HOST": os.environ.get("PGHOST", ""),
        "PORT": os.environ.get("PGPORT", ""),
        "USER": os.environ.get("PGUSER", "postgres"),
        "PASSWORD": "",
        "NAME": os.environ.get("PGDATABASE", "lysning"),
        "OPTIONS": {},
    }
