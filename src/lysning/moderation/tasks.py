from procrastinate.contrib.django import app

from lysning.core import clock
from lysning.moderation import actions


@app.periodic(cron="20 2 * * *")
@app.task(name="moderation.forget_addresses", queueing_lock="moderation.forget_addresses", pass_context=False)
def forget_addresses(timestamp: int) -> None:  # noqa: ARG001 -- procrastinate tells when it was due
    """Forgets where yesterday's reports came from."""
    actions.forget_addresses(at=clock.now())
