"""Jobs of the catalogue."""

from procrastinate.contrib.django import app

from lysning.catalogue import actions
from lysning.core import clock


@app.periodic(cron="40 3 * * *", periodic_id="forget_unused_pictures")
@app.task(queueing_lock="forget_unused_pictures", pass_context=False)
def forget_unused_pictures(timestamp: int) -> None:  # noqa: ARG001 -- procrastinate says when the task was due
    """Each night: deletes the picture files that no version has any more."""
    actions.forget_unused_pictures(at=clock.now())


@app.periodic(cron="45 3 * * *", periodic_id="forget_changes")
@app.task(queueing_lock="forget_changes", pass_context=False)
def forget_changes(timestamp: int) -> None:  # noqa: ARG001 -- procrastinate says when the task was due
    """Each night: deletes the old notes that the catalogue has changed."""
    actions.forget_changes()
