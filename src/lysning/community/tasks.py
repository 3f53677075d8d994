"""Jobs of the coalitions."""

from procrastinate.contrib.django import app

from lysning.community import actions
from lysning.core import clock


@app.periodic(cron="50 3 * * *", periodic_id="forget_unused_documents")
@app.task(queueing_lock="forget_unused_documents", pass_context=False)
def forget_unused_documents(timestamp: int) -> None:  # noqa: ARG001 -- procrastinate says when the task was due
    """Each night: deletes the files that no coalition shares any more."""
    actions.forget_unused_documents(at=clock.now())


@app.periodic(cron="25 6 * * *", periodic_id="community.remind_of_tasks")
@app.task(name="community.remind_of_tasks", queueing_lock="community.remind_of_tasks", pass_context=False)
def remind_of_tasks(timestamp: int) -> None:  # noqa: ARG001 -- procrastinate says when the task was due
    """Every morning: who has a task whose day comes hears of it, once."""
    actions.remind_of_tasks(at=clock.now())
