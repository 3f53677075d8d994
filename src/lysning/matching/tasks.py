from contextlib import suppress

from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from lysning.core import clock
from lysning.matching import actions
from lysning.matching.dense import available_encoder

SLICE_SECONDS = 15.0
"""Less than a worker that is told to stop may take to finish."""


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


@app.task(name="matching.index_solutions_of_topics", pass_context=False)
def index_solutions_of_topics(topic_ids: list[int]) -> None:
    """Reads the solutions of topics that are called something else now."""
    actions.index_solutions_of_topics(topic_ids, at=clock.now())


@app.task(name="matching.read_projects", lock="matching.read_projects", pass_context=False)
def read_projects() -> None:
    """Reads earlier projects for a while, and asks to be called again when there are more."""
    if actions.read_projects(at=clock.now(), seconds=SLICE_SECONDS):
        read_projects.defer()


@app.periodic(cron="*/10 * * * *")
@app.task(name="matching.embed", queueing_lock="matching.embed", lock="matching.embed", pass_context=False)
def embed(timestamp: int | None = None) -> None:  # noqa: ARG001 -- procrastinate tells when it was due
    """Makes missing vectors for a while, and asks to be called again when there are more; nothing without an encoder."""
    encoder = available_encoder()
    if encoder is not None and actions.embed_slice(at=clock.now(), seconds=SLICE_SECONDS, encoder=encoder):
        with suppress(AlreadyEnqueued):
            embed.defer()
