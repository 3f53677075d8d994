from procrastinate.contrib.django import app

from lysning.core import clock
from lysning.matching import actions


@app.periodic(cron="*/10 * * * *")
@app.task(name="matching.compact", queueing_lock="matching.compact", pass_context=False)
def compact(timestamp: int) -> None:  # noqa: ARG001 -- procrastinate tells when it was due
    """Folds long deltas into the term rows."""
    actions.compact_where_needed(at=clock.now())


@app.task(name="matching.index_reference", pass_context=False)
def index_reference() -> None:
    """Reads the titles of KLE."""
    actions.index_reference(at=clock.now())
