from procrastinate.contrib.django import app

from lysning.accounts import actions
from lysning.core import clock


@app.periodic(cron="20 2 * * *")
@app.task(name="accounts.forget_unverified", queueing_lock="accounts.forget_unverified", pass_context=False)
def forget_unverified(timestamp: int) -> None:  # noqa: ARG001 -- procrastinate tells when it was due
    """Removes accounts that nobody has verified."""
    actions.forget_unverified(at=clock.now())
