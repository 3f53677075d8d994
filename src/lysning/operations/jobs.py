"""The queue's own upkeep: jobs whose worker died are put back or given up, and old finished ones are removed.

The queue marks a job "doing" when a worker takes it, and nothing changes that when the worker is killed. A worker that
lives reports itself every ten seconds; a job whose worker has been silent for a minute, or is no longer listed, is
taken from it. Every task must therefore bear being run twice.
"""

import logging

from django.utils import timezone
from procrastinate import jobs
from procrastinate.contrib.django import app

SILENT_SECONDS = 60
MOST_ATTEMPTS = 5
DAYS_A_FINISHED_JOB_IS_KEPT = 30

log = logging.getLogger(__name__)


@app.periodic(cron="* * * * *")
@app.task(name="operations.rescue_stalled_jobs", queueing_lock="operations.rescue_stalled_jobs")
async def rescue_stalled_jobs(timestamp: int) -> int:  # noqa: ARG001 -- the queue passes the minute it is due
    """Puts back every job whose worker has been silent for SILENT_SECONDS; gives up after MOST_ATTEMPTS.

    Returns:
        How many jobs were taken from a dead worker.
    """
    stalled = list(await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=SILENT_SECONDS))
    for job in stalled:
        if job.id is None:
            continue
        if job.attempts + 1 >= MOST_ATTEMPTS:
            log.error("job %s (%s) is given up: its worker died %s times", job.id, job.task_name, job.attempts + 1)
            await app.job_manager.finish_job_by_id_async(job.id, status=jobs.Status.FAILED, delete_job=False)
        else:
            log.warning("job %s (%s) is put back: its worker died", job.id, job.task_name)
            await app.job_manager.retry_job_by_id_async(job.id, retry_at=timezone.now())
    return len(stalled)


@app.periodic(cron="17 3 * * *")
@app.task(name="operations.remove_old_jobs", queueing_lock="operations.remove_old_jobs")
async def remove_old_jobs(timestamp: int) -> None:  # noqa: ARG001 -- the queue passes the minute it is due
    """Removes jobs that succeeded more than DAYS_A_FINISHED_JOB_IS_KEPT days ago; failed ones stay for the operator."""
    await app.job_manager.delete_old_jobs(nb_hours=DAYS_A_FINISHED_JOB_IS_KEPT * 24)
