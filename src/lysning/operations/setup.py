"""Bringing a database up to date: migrations, then the set-up steps, each once per version, one process at a time.

What has been done is kept in the database itself, in the table `lysning_setup`; so several machines that share one
database agree, and a later start asks one quick question.
"""

import hashlib
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from lysning.operations.database import database_settings
from lysning.operations.failures import SetupFailed
from lysning.operations.places import CHECKOUT
from lysning.operations.text import PACKAGE, _

Progress = Callable[[int, int, str], None]
"""Called with (done, total, label) while a step works."""
Announce = Callable[[str], Progress]
"""Called with the title of a step that begins; returns where the step reports its progress."""

DJANGO_S_OWN = {"pool", "server_side_binding"}
LIBPQ_NAMES = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD", "dbname": "NAME"}
LOCK = 7_246_001
"""The advisory lock in PostgreSQL that lets one process set up at a time."""


@dataclass(frozen=True)
class Step:
    """One function that fills an empty database; it may run again when its version rises, so it must be idempotent."""

    path: str
    title: str
    version: int = 1
    is_example: bool = False


SETUP_STEPS = (
    Step("lysning.taxonomy.actions.seed_reference", _("Loading service areas, KLE, CPV and topics"), version=3),
    Step("lysning.directory.actions.seed_directory", _("Loading municipalities, posts and partners")),
    Step("lysning.direction.actions.seed_rings", _("Loading the rings of the radar")),
    Step("lysning.trials.actions.seed_measures", _("Loading the outcome measures of trials"), version=2),
    Step("lysning.matching.actions.bring_up_to_date", _("Reading what can be searched")),
    Step("lysning.web.demo.load_demo", _("Loading example data"), is_example=True),
)


def bring_up_to_date(*, announce: Announce, with_example: bool, steps: tuple[Step, ...] = SETUP_STEPS) -> list[str]:
    """Migrates and runs the steps that have not been run in their present version; returns what was done.

    `LYSNING_SETUP=0` says that someone else prepares the database: a separate deployment job, or the test run.

    Args:
        announce: is told each step that begins, and returns where it reports its progress.
        with_example: whether the steps that load example data belong to this installation.
        steps: which steps, in order.

    Raises:
        SetupFailed: a step raised; the message names it. Steps before it stay done.
    """
    if not pending(with_example=with_example, steps=steps):
        return []
    with _one_at_a_time():
        due = pending(with_example=with_example, steps=steps)
        for name, version in due.items():
            _perform(name, next((step for step in steps if step.path == name), None), announce)
            _note(name, version)
        return list(due)


def pending(*, with_example: bool, steps: tuple[Step, ...] = SETUP_STEPS) -> dict[str, str]:
    """Returns what is still to be done, name to version; one quick question that does not need Django."""
    if os.environ.get("LYSNING_SETUP") == "0":
        return {}
    wanted = {"schema": schema_version()}
    wanted |= {step.path: str(step.version) for step in steps if with_example or not step.is_example}
    done = _done()
    return {name: version for name, version in wanted.items() if done.get(name) != version}


def schema_version() -> str:
    """Returns a mark of every migration this Lysning knows: the names of its own, and the versions of its packages."""
    digest = hashlib.sha256((CHECKOUT / "requirements.lock").read_bytes())
    for path in sorted(PACKAGE.glob("*/migrations/*.py")):
        digest.update(path.relative_to(PACKAGE).as_posix().encode())
    return digest.hexdigest()[:16]


def _perform(name: str, step: Step | None, announce: Announce) -> None:
    from django.core.management import call_command
    from django.utils.module_loading import import_string

    try:
        if step is None:
            announce(_("Preparing the tables"))
            call_command("migrate", interactive=False, verbosity=0)
        else:
            import_string(step.path)(progress=announce(step.title))
    except Exception as error:
        raise SetupFailed(_("the set-up step {name} stopped: {error}").format(name=name, error=error)) from error


def _done() -> dict[str, str]:
    with direct_connection() as connection:
        if connection.execute("SELECT to_regclass('lysning_setup')").fetchone() == (None,):
            return {}
        return dict(connection.execute("SELECT step, version FROM lysning_setup").fetchall())


def _note(name: str, version: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO lysning_setup (step, version) VALUES (%s, %s)"
            " ON CONFLICT (step) DO UPDATE SET version = excluded.version, done_at = now()",
            [name, version],
        )


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Holds the advisory lock on a connection of its own, so that nothing a step does can let it go."""
    with direct_connection() as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        connection.execute(
            "CREATE TABLE IF NOT EXISTS lysning_setup"
            " (step text PRIMARY KEY, version text NOT NULL, done_at timestamptz NOT NULL DEFAULT now())"
        )
        yield


def direct_connection(**options: Any) -> Any:
    """Returns a psycopg connection in autocommit, outside Django's pool and transactions; works before Django does too."""
    import psycopg

    return psycopg.connect(**{**_parameters(), **options}, autocommit=True)


def _parameters() -> dict[str, Any]:
    """Returns where the database is: as Django knows it once it runs (a test has a database of its own)."""
    if "django.db" in sys.modules:
        from django.apps import apps
        from django.db import connection

        if apps.ready:
            parameters = connection.get_connection_params()
            return {name: value for name, value in parameters.items() if name not in {"cursor_factory", "context"}}
    place = database_settings()
    parameters = {name: place[key] for name, key in LIBPQ_NAMES.items() if place[key]}
    return parameters | {name: value for name, value in place["OPTIONS"].items() if name not in DJANGO_S_OWN}
