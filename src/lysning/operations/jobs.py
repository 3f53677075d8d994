"""Jobs whose worker died: put back in the queue, or given up after repeated deaths.

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

log = logging.getLogger(__name__)


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="rescue_stalled_jobs", pass_context=False)
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
