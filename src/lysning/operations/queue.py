"""The jobs as the operator sees them, on a page or in a terminal: how many of each, which failed, and trying some again."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection, transaction
from procrastinate.contrib.django import app

from lysning.core import audit
from lysning.core.actors import Actor

FAILED_SHOWN = 50
HISTORY = ("succeeded", "cancelled", "aborted")


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


class NotFailed(LookupError):  # noqa: N818 -- an expected answer, not an error
    """What `retry` raises: `numbers` are those of no failed job; nothing has been put back."""

    def __init__(self, numbers: Collection[int]) -> None:
        super().__init__(numbers)
        self.numbers = sorted(numbers)


def counts(*, with_history: bool = False) -> list[JobCount]:
    """Every task with its states, those that are history only when asked for. One query."""
    sql = """
        SELECT task_name, status::text, count(*) FROM procrastinate_jobs
         WHERE NOT status::text = ANY(%s) GROUP BY 1, 2 ORDER BY 1, 2
    """
    return [JobCount(*row) for row in _rows(sql, [] if with_history else list(HISTORY))]


def failed() -> list[FailedJob]:
    """The newest failed jobs, at most FAILED_SHOWN. One query."""
    sql = """
        SELECT job.id, job.task_name, job.attempts, max(event.at)
          FROM procrastinate_jobs AS job LEFT JOIN procrastinate_events AS event ON event.job_id = job.id
         WHERE job.status = 'failed' GROUP BY job.id ORDER BY max(event.at) DESC NULLS LAST, job.id DESC LIMIT %s
    """
    return [FailedJob(*row) for row in _rows(sql, FAILED_SHOWN)]


def failed_count() -> int:
    """How many jobs have used up their tries. One query."""
    return int(_rows("SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'")[0][0])


def failed_ids() -> list[int]:
    """The numbers of all failed jobs."""
    return [row[0] for row in _rows("SELECT id FROM procrastinate_jobs WHERE status = 'failed' ORDER BY id")]


def retry(*, job_ids: Collection[int], by: Actor, at: datetime) -> None:
    """Puts failed jobs back into the queue, all or none. Raises NotFailed for numbers of no failed job."""
    sql = "SELECT id FROM procrastinate_jobs WHERE id = ANY(%s) AND status = 'failed' ORDER BY id FOR UPDATE"
    with transaction.atomic():
        found = [row[0] for row in _rows(sql, list(job_ids))]
        if missing := set(job_ids) - set(found):
            raise NotFailed(missing)
        for job_id in found:
            app.job_manager.retry_job_by_id(job_id, retry_at=at)
            audit.record("operations.retry_job", None, by=by, at=at, job=job_id)


def _rows(sql: str, *values: int | list[int] | list[str]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
