from typing import Any

import click

from lysning.operations.text import _


@click.group(help=_("Show waiting and failed jobs, and try them again."))
def jobs() -> None:
    from lysning import operations

    operations.ready()


@jobs.command("list", help=_("Count the jobs by task and state; with --failed, list the last failed ones."))
@click.option("--failed", is_flag=True, help=_("List the last fifty failed jobs with their number."))
def list_jobs(*, failed: bool) -> None:
    query, heading = (FAILED, ("id", "task", "attempts", "since")) if failed else (COUNTS, ("task", "state", "jobs"))
    rows = [heading, *((str(value) for value in row) for row in _rows(query))]
    for row in rows:
        click.echo("  ".join(f"{value:<44}" if "." in value or value == "task" else f"{value:<10}" for value in row))


@jobs.command(help=_("Put failed jobs back in the queue: those with the given numbers, or --all."))
@click.argument("numbers", nargs=-1, type=int)
@click.option("--all", "every", is_flag=True, help=_("Every failed job."))
def retry(numbers: tuple[int, ...], *, every: bool) -> None:
    from django.utils import timezone
    from procrastinate.contrib.django import app

    if bool(numbers) == every:
        raise click.UsageError(_("Give the numbers of the jobs, or --all."))
    chosen = [row[0] for row in _rows(FAILED_NUMBERS)]
    if unknown := sorted(set(numbers) - set(chosen)):
        raise click.UsageError(_("No failed job has the number {number}.").format(number=unknown[0]))
    for number in chosen if every else numbers:
        app.job_manager.retry_job_by_id(number, retry_at=timezone.now())
    click.echo(_("Put back: {count}").format(count=len(chosen if every else numbers)))


COUNTS = "SELECT task_name, status::text, count(*) FROM procrastinate_jobs GROUP BY 1, 2 ORDER BY 1, 2"
FAILED_NUMBERS = "SELECT id FROM procrastinate_jobs WHERE status = 'failed' ORDER BY id"
FAILED = """
    SELECT job.id, job.task_name, job.attempts, max(event.at)::timestamp(0)
      FROM procrastinate_jobs AS job JOIN procrastinate_events AS event ON event.job_id = job.id
     WHERE job.status = 'failed' GROUP BY job.id ORDER BY max(event.at) DESC LIMIT 50
"""


def _rows(query: str) -> list[tuple[Any, ...]]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())
