"""Full lists of KLE subjects and CPV codes that the operator brings: all or nothing, and twice is once."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from lysning.core import audit, events
from lysning.core.actors import Actor
from lysning.core.locks import lock
from lysning.core.progress import Progress, silent
from lysning.core.refusal import refusal_words
from lysning.taxonomy.actions.sync import Counts, sync_rows
from lysning.taxonomy.events import KleImported
from lysning.taxonomy.models import CpvCode, KleGroup
from lysning.taxonomy.queries import areas
from lysning.taxonomy.rules import ImportReport, Problem, check_cpv, check_kle, kle_gaps, read_table
from lysning.taxonomy.rules.codes import CPV_COLUMNS, KLE_COLUMNS, CheckedCode

refusal_words(
    kle_number=_("“%(value)s” is not a KLE number. Write 27, 27.36 or 27.36.04."),
    kle_parent=_("“%(value)s” belongs under %(parent)s, which is neither in the file nor known."),
    kle_gap=_(
        "“%(value)s” belongs under %(parent)s, which is neither in the file nor known. It is put under %(above)s."
    ),
    cpv_code=_("“%(value)s” is not a CPV code of eight digits."),
)


def import_kle(
    *, content: bytes, file_name: str, apply: bool, by: Actor, at: datetime, progress: Progress = silent
) -> ImportReport:
    """Takes over the subjects of a KLE list (number and title), or only tells what would change.

    Nothing is written when any row is bad. A topic whose group is missing stands under its main group, with a warning,
    until a list brings the group. Titles that are already the same stay untouched. Announces KleImported.
    """
    table = read_table(content, KLE_COLUMNS)
    checked, problems = check_kle(table, set(KleGroup.objects.values_list("number", flat=True)))
    if problems:
        return ImportReport(problems=problems)
    warnings = kle_gaps(checked, table.headed["number"])
    counts = Counts()
    with transaction.atomic():
        _one_at_a_time()
        for level in (1, 2, 3):
            stored = {row.number: row for row in KleGroup.objects.annotate(above=F("parent__number"))}
            codes = [code for code in checked if code.values["level"] == level]
            rows = _rows(stored, "number", codes, f"© KL, {file_name}", at)
            placed = [_placed(row, stored) for row in rows]
            counts += sync_rows(KleGroup.objects, placed, key="number", is_dry_run=not apply, progress=progress)
        if _is_written("taxonomy.import_kle", counts, apply=apply, by=by, at=at):
            events.announce(KleImported())
    return _report(counts, len(checked), apply=apply, warnings=warnings)


def import_cpv(
    *, content: bytes, file_name: str, apply: bool, by: Actor, at: datetime, progress: Progress = silent
) -> ImportReport:
    """Takes over the codes of a CPV list (code, Danish and perhaps English name), or only tells what would change.

    Nothing is written when any row is bad. A column the list does not have keeps what is stored.
    """
    checked, problems = check_cpv(read_table(content, CPV_COLUMNS))
    if problems:
        return ImportReport(problems=problems)
    with transaction.atomic():
        _one_at_a_time()
        rows = _rows({row.code: row for row in CpvCode.objects.all()}, "code", checked, file_name, at)
        counts = sync_rows(CpvCode.objects, rows, key="code", is_dry_run=not apply, progress=progress)
        _is_written("taxonomy.import_cpv", counts, apply=apply, by=by, at=at)
    return _report(counts, len(checked), apply=apply)


def _report(counts: Counts, rows: int, *, apply: bool, warnings: tuple[Problem, ...] = ()) -> ImportReport:
    unchanged = rows - counts.new - counts.changed
    return ImportReport(counts.new, counts.changed, unchanged, warnings=warnings, is_applied=apply)


def _placed(row: Mapping[str, Any], stored: Mapping[str, KleGroup]) -> dict[str, Any]:
    """The row with the subject it stands under in place of that subject's number."""
    parent = stored.get(row["above"])
    return {name: row[name] for name in row if name != "above"} | {"parent_id": parent and parent.pk}


def _one_at_a_time() -> None:
    lock("taxonomy.import")


def _rows(
    stored: Mapping[str, Any], key: str, codes: Iterable[CheckedCode], source: str, at: datetime
) -> list[dict[str, Any]]:
    """The values of each code that is new or says something else than what is stored; equal ones keep their source."""
    rows = []
    for code in codes:
        before = stored.get(code.code)
        if before is None or any(getattr(before, name) != value for name, value in code.values.items()):
            own = {"source": source, "status": "secondary", "imported_at": at}
            rows.append({key: code.code, **code.values, **own})
    return rows


def _is_written(verb: str, counts: Counts, *, apply: bool, by: Actor, at: datetime) -> bool:
    """Notes an import that changed something in the log; says whether it did."""
    if not apply or not (counts.new or counts.changed):
        return False
    audit.record(verb, None, by=by, at=at, new=counts.new, changed=counts.changed)
    transaction.on_commit(areas.forget)
    return True
