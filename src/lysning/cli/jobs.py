from collections.abc import Sequence

import click

from lysning.operations.text import _


@click.group(help=_("Show waiting and failed jobs, and try them again."))
def jobs() -> None:
    from lysning import operations

    operations.ready()


@jobs.command("list", help=_("Count the jobs by task and state; with --failed, list the last failed ones."))
@click.option("--failed", is_flag=True, help=_("List the last fifty failed jobs with their number."))
def list_jobs(*, failed: bool) -> None:
    from lysning.operations import queue

    if failed:
        rows = [(*job[:3], f"{job.failed_at:%Y-%m-%d %H:%M:%S}" if job.failed_at else "–") for job in queue.failed()]
        _show("{:<10}{:<46}{:<10}{}", ("id", "task", "attempts", "since"), rows)
    else:
        _show("{:<46}{:<12}{}", ("task", "state", "jobs"), queue.counts(with_history=True))


@jobs.command(help=_("Put failed jobs back in the queue: those with the given numbers, or --all."))
@click.argument("numbers", nargs=-1, type=int)
@click.option("--all", "every", is_flag=True, help=_("Every failed job."))
def retry(numbers: tuple[int, ...], *, every: bool) -> None:
    from lysning.core import clock
    from lysning.core.actors import SYSTEM
    from lysning.operations import queue

    if bool(numbers) == every:
        raise click.UsageError(_("Give the numbers of the jobs, or --all."))
    chosen = set(queue.failed_ids() if every else numbers)
    try:
        queue.retry(job_ids=chosen, by=SYSTEM, at=clock.now())
    except queue.NotFailed as refused:
        raise click.UsageError(_("No failed job has the number {number}.").format(number=refused.numbers[0])) from None
    click.echo(_("Put back: {count}").format(count=len(chosen)))


def _show(shape: str, heading: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    for row in (heading, *rows):
        click.echo(shape.format(*row))
