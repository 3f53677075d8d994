"""An import from the browser: uploaded, tried, confirmed, carried out by a job that tells how far it is."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from procrastinate.contrib.django import app

from lysning.core import audit
from lysning.core.actors import Actor
from lysning.core.progress import told_outside
from lysning.core.refusal import Refused
from lysning.directory.actions.import_posts import import_posts
from lysning.directory.models import Import, ImportProblem
from lysning.taxonomy.actions import Progress, import_cpv, import_kle, import_topics
from lysning.taxonomy.rules import MAX_BYTES, ImportReport

CODE_LISTS: dict[str, Callable[..., ImportReport]] = {"kle": import_kle, "cpv": import_cpv, "topics": import_topics}
RUN_TASK = "directory.run_import"


def start_import(*, kind: str, file_name: str, content: bytes, by: Actor, at: datetime) -> Import:
    """Keeps an uploaded list and defers the job that tries it; nothing else changes yet.

    Raises Refused("import_kind_unknown", field="kind") or ("import_is_empty" | "table_too_large", field="file").
    """
    if kind not in dict(Import.KINDS):
        raise Refused("import_kind_unknown", field="kind")
    if not content.strip():
        raise Refused("import_is_empty", field="file")
    if len(content) > MAX_BYTES:
        raise Refused("table_too_large", field="file", megabytes=MAX_BYTES // 1_000_000)
    with transaction.atomic():
        run = Import.objects.create(
            kind=kind, file_name=file_name[-200:], content=content, uploaded_by=by.user_id, uploaded_at=at
        )
        audit.record("directory.start_import", run, by=by, at=at, kind=kind)
        app.configure_task(RUN_TASK).defer(import_id=run.pk)
    return run


def confirm_import(*, run: Import, by: Actor, at: datetime) -> Import:
    """Says yes to what was tried and defers the job that writes it. Raises Refused("import_not_waiting")."""
    with transaction.atomic():
        if not Import.objects.waiting().filter(pk=run.pk).update(confirmed_at=at, done=0, total=0):
            raise Refused("import_not_waiting")
        audit.record("directory.confirm_import", run, by=by, at=at)
        app.configure_task(RUN_TASK).defer(import_id=run.pk)
    run.refresh_from_db()
    return run


def discard_import(*, run: Import, by: Actor, at: datetime) -> Import:
    """Throws an import that waits for a yes away, with its file. Raises Refused("import_not_waiting")."""
    with transaction.atomic():
        if not Import.objects.waiting().filter(pk=run.pk).update(discarded_at=at, content=b""):
            raise Refused("import_not_waiting")
        audit.record("directory.discard_import", run, by=by, at=at)
    run.refresh_from_db()
    return run


def run_import(*, import_id: int, at: datetime) -> Import:
    """Carries an import one step on: tries a fresh one, writes a confirmed one; any other stays as it is.

    The job behind it may run again after a crash: what was written is then found unchanged. When it fails for a reason
    nobody foresaw the import is marked as failed and the error is raised on.
    """
    run = Import.objects.get(pk=import_id)
    if run.state not in {"checking", "running"}:
        return run
    apply = run.state == "running"
    try:
        with transaction.atomic(), told_outside(run) as progress:
            report = _carried_out(run, apply=apply, at=at, progress=progress)
            _note(run, report, at)
    except Exception:
        Import.objects.filter(pk=import_id).update(failed_at=at)
        raise
    run.refresh_from_db()
    return run


def _carried_out(run: Import, *, apply: bool, at: datetime, progress: Progress) -> ImportReport:
    by, content = Actor(user_id=run.uploaded_by), bytes(run.content)
    if run.kind == "posts":
        return import_posts(content=content, apply=apply, by=by, at=at, progress=progress)
    return CODE_LISTS[run.kind](content=content, file_name=run.file_name, apply=apply, by=by, at=at, progress=progress)


def _note(run: Import, report: ImportReport, at: datetime) -> None:
    """Writes what came of the step in place of the last one's; a list that is over needs its file no more."""
    is_over = report.is_applied or bool(report.problems)
    Import.objects.filter(pk=run.pk).update(
        new_count=report.new,
        changed_count=report.changed,
        unchanged_count=report.unchanged,
        problem_count=len(report.problems),
        checked_at=run.checked_at or at,
        finished_at=at if report.is_applied else None,
        **({"content": b""} if is_over else {}),
    )
    run.problems.all().delete()
    told = [*((p, False) for p in report.problems), *((p, True) for p in report.warnings)]
    ImportProblem.objects.bulk_create(
        [
            ImportProblem(run=run, line=p.line, column=p.column, code=p.code, facts=dict(p.facts), is_warning=mild)
            for p, mild in told
        ],
        batch_size=2000,
    )
