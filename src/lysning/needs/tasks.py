from procrastinate.contrib.django import app

from lysning.core import clock
from lysning.needs import actions


@app.periodic(cron="50 2 * * *")
@app.task(name="needs.forget_requests", queueing_lock="needs.forget_requests", pass_context=False)
def forget_requests(timestamp: int) -> None:  # noqa: ARG001 -- procrastinate tells when it was due
    """Deletes the addresses that nobody has confirmed within seven days."""
    actions.forget_requests(at=clock.now())
