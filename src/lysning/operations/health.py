"""Is this installation well? What `/sundhed` and `lysning health` answer."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from lysning.core.kept import kept_for

SECONDS_TO_CONNECT = 3
LATE_HEARTBEAT_SECONDS = 60.0
LATE_JOB_SECONDS = 600.0
SECONDS_A_PLAN_IS_KEPT = 30.0

HEARTBEAT = "SELECT extract(epoch FROM now() - max(last_heartbeat))::float8 FROM procrastinate_workers"
OLDEST_WAITING = """
    SELECT extract(epoch FROM now() - min(coalesce(job.scheduled_at, event.at)))::float8
      FROM procrastinate_jobs AS job
      LEFT JOIN procrastinate_events AS event ON event.job_id = job.id AND event.type = 'deferred'
     WHERE job.status = 'todo' AND (job.scheduled_at IS NULL OR job.scheduled_at <= now())
"""
STALLED = """
    SELECT count(*)
      FROM procrastinate_jobs AS job
      LEFT JOIN procrastinate_workers AS worker ON worker.id = job.worker_id
     WHERE job.status = 'doing'
       AND (worker.id IS NULL OR worker.last_heartbeat < now() - make_interval(secs => %s))
"""


@dataclass(frozen=True)
class Health:
    """The state of the installation. Seconds are ages; None means there is nothing to measure, or nobody to ask.

    `dense_search` is "on", or the code of why it is not; being optional it is never a problem.
    """

    database: bool
    unapplied_migrations: int | None = None
    worker_heartbeat_seconds: float | None = None
    oldest_waiting_job_seconds: float | None = None
    stalled_jobs: int | None = None
    dense_search: str | None = None

    @cached_property
    def problems(self) -> list[str]:
        """Returns what is wrong, as codes, the gravest first."""
        found = {
            "database_unreachable": not self.database,
            "migrations_unapplied": bool(self.unapplied_migrations),
            "worker_silent": self.database and not _is_recent(self.worker_heartbeat_seconds),
            "jobs_waiting": (self.oldest_waiting_job_seconds or 0) > LATE_JOB_SECONDS,
            "jobs_stalled": bool(self.stalled_jobs),
        }
        return [code for code, is_so in found.items() if is_so]

    @property
    def can_serve(self) -> bool:
        """Returns whether pages can be shown; a silent worker delays mails, and is no reason to turn visitors away."""
        return self.database and not self.unapplied_migrations

    @property
    def status(self) -> str:
        """Returns "ok", "degraded" (pages work, something else does not) or "down"."""
        if not self.can_serve:
            return "down"
        return "degraded" if self.problems else "ok"

    def as_json(self) -> dict[str, Any]:
        """Returns the answer of `/sundhed`; every value is a plain figure, word or null."""
        return {
            "status": self.status,
            "problems": self.problems,
            "database": "ok" if self.database else "unreachable",
            "unapplied_migrations": self.unapplied_migrations,
            "worker_heartbeat_seconds": _rounded(self.worker_heartbeat_seconds),
            "oldest_waiting_job_seconds": _rounded(self.oldest_waiting_job_seconds),
            "stalled_jobs": self.stalled_jobs,
            "dense_search": self.dense_search,
        }


def health() -> Health:
    """Returns the state of this installation, asked over a connection of its own, within a few seconds at worst."""
    import psycopg

    from lysning.operations.setup import direct_connection

    try:
        with direct_connection(connect_timeout=SECONDS_TO_CONNECT) as connection:
            connection.execute("SET statement_timeout = '3s'")
            unapplied = _unapplied(connection)
            try:
                return Health(
                    database=True,
                    unapplied_migrations=unapplied,
                    worker_heartbeat_seconds=_value(connection, HEARTBEAT),
                    oldest_waiting_job_seconds=_value(connection, OLDEST_WAITING),
                    stalled_jobs=_value(connection, STALLED, LATE_HEARTBEAT_SECONDS),
                    dense_search=_dense_search(connection),
                )
            except psycopg.errors.UndefinedTable:
                return Health(database=True, unapplied_migrations=unapplied)
    except psycopg.Error:
        return Health(database=False)


def _value(connection: Any, query: str, *parameters: object) -> Any:
    return connection.execute(query, parameters).fetchone()[0]


def _dense_search(connection: Any) -> str:
    from lysning.matching.dense import why_no_encoder
    from lysning.matching.queries.dense import EXISTS, OFFERED, why_no_search

    return why_no_search(why_no_encoder(), _value(connection, EXISTS), _value(connection, OFFERED)) or "on"


def _unapplied(connection: Any) -> int:
    """Counts the migrations of this program that the database has not seen."""
    (table,) = connection.execute("SELECT to_regclass('django_migrations')").fetchone()
    rows = connection.execute("SELECT app, name FROM django_migrations").fetchall() if table else []
    return len(_known_migrations() - set(rows))


@kept_for(SECONDS_A_PLAN_IS_KEPT)
def _known_migrations() -> set[tuple[str, str]]:
    """Returns every migration of the program, by the names of its files; read rarely, since load balancers ask often.

    None is loaded: a web process would carry them all along. Those that a squashed one replaces are recorded too.
    """
    from django.apps import apps

    folders = {app.label: Path(app.path, "migrations") for app in apps.get_app_configs()}
    return {
        (label, file.stem)
        for label, folder in folders.items()
        if (folder / "__init__.py").exists()
        for file in folder.glob("[!_~]*.py")
    }


def _is_recent(seconds: float | None) -> bool:
    return seconds is not None and seconds <= LATE_HEARTBEAT_SECONDS


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 1)
