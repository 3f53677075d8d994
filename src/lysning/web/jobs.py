"""The jobs as the operator sees them: how many of each, which failed, and trying one again."""

from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection, transaction
from procrastinate.contrib.django import app

from lysning.core import audit
from lysning.core.actors import Actor

FAILED_SHOWN = 50


class JobCount(NamedTuple):
    """How many jobs of one task are in one state."""

    task: str
    state: str
    number: int


class FailedJob(NamedTuple):
    """A job that has used up its tries."""

    job_id: int
    task: str
    attempts: int
    failed_at: datetime | None


def counts() -> list[JobCount]:
    """Every task with its states that are not history. One query."""
    sql = """
        SELECT task_name, status::text, count(*) FROM procrastinate_jobs
        WHERE status::text IN ('todo', 'doing', 'failed') GROUP BY 1, 2 ORDER BY 1, 2
    """
    return [JobCount(*row) for row in _rows(sql)]


def failed() -> list[FailedJob]:
    """The newest failed jobs, at most FAILED_SHOWN. One query."""
    sql = """
        SELECT job.id, job.task_name, job.attempts, max(event.at)
        FROM procrastinate_jobs AS job JOIN procrastinate_events AS event ON event.job_id = job.id
        WHERE job.status = 'failed' GROUP BY job.id ORDER BY max(event.at) DESC LIMIT %s
    """
    return [FailedJob(*row) for row in _rows(sql, FAILED_SHOWN)]


def failed_count() -> int:
    """How many jobs have used up their tries."""
    return int(_rows("SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'")[0][0])


def retry(*, job_id: int, by: Actor, at: datetime) -> bool:
    """Puts a failed job back into the queue; False when there is no failed job with this number."""
    with transaction.atomic():
        if not _rows("SELECT id FROM procrastinate_jobs WHERE id = %s AND status = 'failed' FOR UPDATE", job_id):
            return False
        app.job_manager.retry_job_by_id(job_id, retry_at=at)
        audit.record("web.retry_job", None, by=by, at=at, job=job_id)
        return True


def _rows(sql: str, *values: int) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
