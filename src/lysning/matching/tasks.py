from procrastinate.contrib.django import app

from lysning.core import clock
from lysning.matching import actions


@app.periodic(cron="*/2 * * * *")
@app.task(name="matching.fold", queueing_lock="matching.fold", pass_context=False)
def fold(timestamp: int) -> None:  # noqa: ARG001 -- procrastinate tells when it was due
    """Folds long deltas into the term rows."""
    actions.fold_where_needed(at=clock.now())


@app.periodic(cron="*/15 * * * *")
@app.task(name="matching.bring_up_to_date", queueing_lock="matching.bring_up_to_date", pass_context=False)
def bring_up_to_date(timestamp: int) -> None:  # noqa: ARG001 -- procrastinate tells when it was due
    """After an upgrade of the analyser: reads in the background what another version has read."""
    actions.bring_up_to_date(at=clock.now())


@app.task(name="matching.index_reference", pass_context=False)
def index_reference() -> None:
    """Reads the titles of KLE."""
    actions.index_reference(at=clock.now())
