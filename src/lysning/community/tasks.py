"""Jobs of the coalitions."""

from procrastinate.contrib.django import app

from lysning.community import actions
from lysning.core import clock


@app.periodic(cron="50 3 * * *", periodic_id="forget_unused_documents")
@app.task(queueing_lock="forget_unused_documents", pass_context=False)
def forget_unused_documents(timestamp: int) -> None:  # noqa: ARG001 -- procrastinate says when the task was due
    """Each night: deletes the files that no coalition shares any more."""
    actions.forget_unused_documents(at=clock.now())
