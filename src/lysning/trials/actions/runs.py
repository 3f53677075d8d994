"""A long list is written by a job that tells how far it is; it has been tried in the page before."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from procrastinate.contrib.django import app

from lysning.core import audit
from lysning.core.actors import Actor
from lysning.core.progress import told_outside
from lysning.trials.actions.imports import import_measurements
from lysning.trials.models import SheetRun, Trial

RUN_TASK = "trials.run_sheet"
LONG = 500
"""From how many rows to write on a job writes them."""


@transaction.atomic
def start_sheet_run(
    *, trial: Trial, content: bytes, municipalities: Collection[int] | None, note: str, by: Actor, at: datetime
) -> SheetRun:
    """Keeps a list that has been tried and defers the job that writes it; sent twice it is kept once while it is under way."""
    list(Trial.objects.select_for_update().filter(pk=trial.pk))
    going = SheetRun.objects.filter(trial=trial, by_user_id=by.user_id, finished_at=None, failed_at=None)
    same = next((run for run in going if bytes(run.content) == content), None)
    if same is not None:
        return same
    run = SheetRun.objects.create(
        trial=trial,
        content=content,
        municipalities=None if municipalities is None else sorted(municipalities),
        note=note,
        by_user_id=by.user_id,
        started_at=at,
    )
    audit.record("trials.start_sheet_run", trial, by=by, at=at, run=run.pk)
    app.configure_task(RUN_TASK).defer(run_id=run.pk)
    return run


def run_sheet(*, run_id: int, at: datetime) -> SheetRun:
    """Writes the list of a run that is under way; any other stays as it is. Run again after a crash it finds what is written.

    A list that meanwhile has a fault, or a reason nobody foresaw, marks the run as failed; the latter is raised on.
    """
    run = SheetRun.objects.select_related("trial").get(pk=run_id)
    if run.finished_at or run.failed_at:
        return run
    try:
        with transaction.atomic(), told_outside(run) as progress:
            found = import_measurements(
                trial=run.trial,
                content=bytes(run.content),
                municipalities=run.municipalities,
                note=run.note,
                apply=True,
                by=Actor(user_id=run.by_user_id),
                at=at,
                progress=progress,
            )
            ending = {"failed_at": at} if found.problems else {"finished_at": at, "written": found.new + found.changed}
            SheetRun.objects.filter(pk=run_id).update(content=b"", **ending)
    except Exception:
        SheetRun.objects.filter(pk=run_id).update(failed_at=at, content=b"")
        raise
    run.refresh_from_db()
    return run
