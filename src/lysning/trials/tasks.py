"""The room's jobs. They may be run twice: each reminder is sent once, each list written once."""

from procrastinate.contrib.django import app

from lysning.core import clock
from lysning.trials import actions


@app.periodic(cron="20 6 * * *", periodic_id="trials.remind_of_measurements")
@app.task(name="trials.remind_of_measurements", queueing_lock="trials.remind_of_measurements", pass_context=False)
def remind_of_measurements(timestamp: int) -> None:  # noqa: ARG001 -- the queue passes the minute it is due
    """Every morning: who has not reported a period that is over hears of it, once for each period."""
    actions.remind_of_measurements(at=clock.now())


@app.task(name="trials.run_sheet", pass_context=False)
def run_sheet(run_id: int) -> None:
    """Writes one long list of measurements."""
    actions.run_sheet(run_id=run_id, at=clock.now())
