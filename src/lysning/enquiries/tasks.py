"""The room's jobs. The queue reckons in UTC: one hour (two in summer) behind the Danish clock.

Every task may be run twice: a run is made once per date and number, an enquiry is escalated and reminded once.
"""

from datetime import date

from procrastinate.contrib.django import app

from lysning.core import clock
from lysning.core.actors import SYSTEM, Actor
from lysning.enquiries import actions


@app.periodic(cron="0 1 * * *")
@app.task(name="enquiries.run_nightly_allocation", queueing_lock="enquiries.run_nightly_allocation", pass_context=False)
def run_nightly_allocation(timestamp: int) -> None:  # noqa: ARG001 -- the queue passes the minute it is due
    """The night's run, at two o'clock."""
    actions.run_allocation(by=SYSTEM, at=clock.now())


@app.task(name=actions.ALLOCATION_JOB, pass_context=False)
def run_allocation(run_date: str, number: int, user_id: int | None) -> None:
    """A run the operator asked for."""
    day = date.fromisoformat(run_date)
    actions.run_allocation(run_date=day, number=number, by=Actor(user_id), at=clock.now())


@app.periodic(cron="5 * * * *")
@app.task(name="enquiries.escalate_due", queueing_lock="enquiries.escalate_due", pass_context=False)
def escalate_due(timestamp: int) -> None:  # noqa: ARG001 -- the queue passes the minute it is due
    """Every hour: what is overdue goes to the coordinator."""
    actions.escalate_due(at=clock.now())


@app.periodic(cron="10 6-15 * * *")
@app.task(name="enquiries.remind_due", queueing_lock="enquiries.remind_due", pass_context=False)
def remind_due(timestamp: int) -> None:  # noqa: ARG001 -- the queue passes the minute it is due
    """Every hour of the working day: reminders; nobody is written to at night."""
    actions.remind_due(at=clock.now())


@app.periodic(cron="20 * * * *")
@app.task(name="enquiries.measure_promises", queueing_lock="enquiries.measure_promises", pass_context=False)
def measure_promises(timestamp: int) -> None:  # noqa: ARG001 -- the queue passes the minute it is due
    """Every hour: the promises as they stand."""
    actions.measure_promises(at=clock.now())
