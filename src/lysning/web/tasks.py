from procrastinate.contrib.django import app

from lysning.core import clock
from lysning.web.openness import measure_openness


@app.periodic(cron="40 1 * * *")
@app.task(name="web.measure_openness", queueing_lock="web.measure_openness", pass_context=False)
def measure_open_data(timestamp: int) -> None:  # noqa: ARG001 -- procrastinate tells when it was due
    """Every night: is all that is public in the open data?"""
    measure_openness(at=clock.now())
