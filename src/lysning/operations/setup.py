"""Bringing a database up to date: migrations, then the set-up steps, each once per version, one process at a time.

What has been done is kept in the database itself, in the table `lysning_setup`; so several machines that share one
database agree, and a later start asks one quick question.
"""

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from lysning.operations.failures import SetupFailed
from lysning.operations.places import CHECKOUT
from lysning.operations.text import PACKAGE, _

Progress = Callable[[int, int, str], None]
"""Called with (done, total, label) while a step works."""
Announce = Callable[[str], Progress]
"""Called with the title of a step that begins; returns where the step reports its progress."""

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
    Step("lysning.taxonomy.actions.seed_reference", _("Loading service areas, KLE and CPV")),
    Step("lysning.directory.actions.seed_directory", _("Loading municipalities, posts and partners")),
    Step("lysning.matching.actions.index_reference", _("Reading the titles of KLE")),
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
    if os.environ.get("LYSNING_SETUP") == "0":
        return []
    wanted = {"schema": schema_version()}
    wanted |= {step.path: str(step.version) for step in steps if with_example or not step.is_example}
    if _done().items() >= wanted.items():
        return []
    with _one_at_a_time():
        done = _done()
        performed = []
        for name, version in wanted.items():
            if done.get(name) == version:
                continue
            _perform(name, next((step for step in steps if step.path == name), None), announce)
            _note(name, version)
            performed.append(name)
        return performed


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
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('lysning_setup')")
        if cursor.fetchone() == (None,):
            return {}
        cursor.execute("SELECT step, version FROM lysning_setup")
        rows: list[tuple[str, str]] = cursor.fetchall()
    return dict(rows)


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
    """Returns a psycopg connection in autocommit to Django's database, outside its pool and its transactions."""
    import psycopg
    from django.db import connection

    parameters = connection.get_connection_params()
    parameters.pop("cursor_factory", None)
    parameters.pop("context", None)
    return psycopg.connect(**{**parameters, **options}, autocommit=True)
