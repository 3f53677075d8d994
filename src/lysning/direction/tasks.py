"""The room's job. It may be run twice: each reminder is sent once."""

from procrastinate.contrib.django import app

from lysning.core import clock
from lysning.direction import actions


@app.periodic(cron="15 6 * * *", periodic_id="direction.remind_of_reviews")
@app.task(name="direction.remind_of_reviews", queueing_lock="direction.remind_of_reviews", pass_context=False)
def remind_of_reviews(timestamp: int) -> None:  # noqa: ARG001 -- the queue passes the minute it is due
    """Every morning: who has promised to look at something in two weeks or today hears of it."""
    actions.remind_of_reviews(at=clock.now())
