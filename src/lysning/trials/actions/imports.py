"""A list of measurements: tried first, then written, all of it or nothing."""

from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction

from lysning.core import audit, events
from lysning.core.actors import Actor
from lysning.core.plaintext import clean
from lysning.core.progress import Progress, silent
from lysning.core.refusal import Refused
from lysning.taxonomy.rules import Problem, fold
from lysning.trials.actions.measuring import check_place, check_value, is_same, stored_value, written_value
from lysning.trials.actions.words import refuse_first
from lysning.trials.events import Measured
from lysning.trials.models import Measurement, MeasurementChange, Site, Trial
from lysning.trials.queries.planning import Plan, plan_of
from lysning.trials.queries.rows import HEADINGS
from lysning.trials.rules import Fault, text_faults
from lysning.trials.rules.sheets import ListedMeasurement, csv_of, read_sheet

BATCH = 1000
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How XLSX and ODS (zip), and the old XLS, begin."""
COLUMNS = ("events", "total", "time", "mean", "sd", "n", "entered_at", "revision")
_Place = tuple[int, int, str, str, date]


@dataclass(frozen=True)
class SheetImport:
    """What a list does, or has done: numbers of rows, and every bad place in it."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    problems: tuple[Problem, ...] = ()
    is_applied: bool = False

    @property
    def can_be_written(self) -> bool:
        """True when nothing has to be mended first, and something is new."""
        return not self.problems and bool(self.new or self.changed)


@dataclass
class _Found:
    plan: Plan
    sites: dict[tuple[str, str], Site] = field(default_factory=dict)
    alone: dict[str, Site] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)
    measures: dict[str, str] = field(default_factory=dict)
    stored: dict[_Place, Measurement] = field(default_factory=dict)


def read_upload(content: bytes) -> bytes:
    """The first sheet of a workbook (XLSX, XLS, ODS) as a CSV list, or the content as it is when it is none.

    A formula counts as its result. Raises Refused("measured_workbook", field="file").
    """
    if not content.startswith(WORKBOOKS):
        return content
    from io import BytesIO

    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        return csv_of(book.get_sheet_by_index(0).to_python(skip_empty_area=False))
    except (CalamineError, IndexError, ValueError, OSError) as error:
        raise Refused("measured_workbook", field="file") from error


def import_measurements(
    *,
    trial: Trial,
    content: bytes,
    municipalities: Collection[int] | None,
    note: str = "",
    apply: bool,
    by: Actor,
    at: datetime,
    progress: Progress = silent,
) -> SheetImport:
    """Tries a CSV list, and writes it when `apply` is said and it has no fault; the same list again changes nothing.

    `municipalities` are the ids one may report for, None for all. Announces Measured once. Raises Refused at "note": a change
    to what was reported needs one.
    """
    words = clean(note)
    refuse_first(Fault("note", each.code, each.facts) for each in text_faults("correction", words))
    with transaction.atomic():
        locked = Trial.objects.select_for_update().get(pk=trial.pk)
        found = _find(locked)
        listed, problems = read_sheet(content)
        planned = list(_planned(found, listed, problems, municipalities, at, progress))
        changed = sum(row.pk is not None for row, _value in planned)
        report = SheetImport(len(planned) - changed, changed, len(listed) - len(planned), _by_line(problems))
        if problems:
            return replace(report, unchanged=0, new=0, changed=0)
        if not apply or not report.can_be_written:
            return report
        if changed and not words:
            raise Refused("measured_needs_note", field="note")
        _write([row for row, _value in planned], words, by, at, progress)
        audit.record("trials.import_measurements", locked, by=by, at=at, new=report.new, changed=changed)
        events.announce(Measured(locked.pk))
    return replace(report, is_applied=True)


def _by_line(problems: list[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(problems, key=lambda problem: problem.line))


def _find(trial: Trial) -> _Found:
    plan = plan_of(trial)
    found = _Found(plan)
    many: set[str] = set()
    for site in Site.objects.filter(seat__trial=trial, seat__state="seated").select_related("seat__municipality"):
        place = site.seat.municipality
        for word in {fold(place.name), fold(place.official_name), fold(place.code)}:
            found.sites[word, fold(site.name)] = site
            if word in found.alone or word in many:
                many.add(word)
                found.alone.pop(word, None)
            else:
                found.alone[word] = site
            found.known.add(word)
    for key, measure in plan.measures.items():
        found.measures |= dict.fromkeys((fold(key), fold(measure.name_da), fold(measure.name_en)), key)
    for row in Measurement.objects.filter(site__seat__trial=trial):
        found.stored[row.site_id, row.measure_id, row.arm, row.phase, row.period_from] = row
    return found


def _planned(
    found: _Found,
    listed: list[ListedMeasurement],
    problems: list[Problem],
    municipalities: Collection[int] | None,
    at: datetime,
    progress: Progress,
) -> Iterator[tuple[Measurement, ListedMeasurement]]:
    """The rows to write, each new or with its new value; what is wrong is added to the problems."""
    seen: dict[_Place, int] = {}
    for done, row in enumerate(listed, 1):
        if done % BATCH == 0:
            progress(done, 2 * len(listed), "")
        try:
            measurement, place = _measurement(found, row, municipalities, at)
        except Refused as refused:
            field = refused.field or ""
            problems.append(Problem(row.line, HEADINGS.get(field, field), refused.code, _plain(refused.facts)))
            continue
        if place in seen:
            problems.append(Problem(row.line, "", "measured_twice", {"line": seen[place]}))
            continue
        seen[place] = row.line
        if measurement is not None:
            yield measurement, row


def _measurement(
    found: _Found, row: ListedMeasurement, municipalities: Collection[int] | None, at: datetime
) -> tuple[Measurement | None, _Place]:
    """The row as a measurement with its value, None when that stands there already; and its place. Raises Refused."""
    site = _site(found, row, municipalities)
    key = found.measures.get(row.measure)
    if key is None:
        raise Refused("measured_no_measure", field="mål", value=row.said.get("measure", "")[:60])
    period = check_place(found.plan, site, row.period, row.arm, at)
    check_value(found.plan, key, row.value)
    measure = found.plan.measures[key]
    place = (site.pk, measure.pk, row.arm, period.phase, period.start)
    stored = found.stored.get(place)
    if stored is not None and is_same(stored, row.value):
        return None, place
    measurement = stored or Measurement(
        site=site,
        measure=measure,
        arm=row.arm,
        phase=period.phase,
        period_from=period.start,
        period_to=period.end,
        revision=0,
        is_example=site.is_example,
    )
    for name, number in asdict(stored_value(row.value)).items():
        setattr(measurement, name, number)
    measurement.entered_at, measurement.revision = at, measurement.revision + 1
    return measurement, place


def _site(found: _Found, row: ListedMeasurement, municipalities: Collection[int] | None) -> Site:
    if row.municipality not in found.known:
        raise Refused("measured_no_municipality", field="kommune", value=row.said["municipality"][:60])
    site = found.sites.get((row.municipality, row.site)) if row.site else found.alone.get(row.municipality)
    if site is None:
        raise Refused("measured_no_site", field="sted", value=row.said.get("site", "")[:60])
    if municipalities is not None and site.seat.municipality_id not in municipalities:
        raise Refused("measured_not_your_site", field="kommune", value=row.said["municipality"][:60])
    return site


def _write(rows: list[Measurement], note: str, by: Actor, at: datetime, progress: Progress) -> None:
    for start in range(0, len(rows), BATCH):
        block = rows[start : start + BATCH]
        changed = [row for row in block if row.pk is not None]
        Measurement.objects.bulk_create([row for row in block if row.pk is None])
        Measurement.objects.bulk_update(changed, COLUMNS)
        MeasurementChange.objects.bulk_create([_change(row, note, by, at) for row in block])
        progress(len(rows) + start + len(block), 2 * len(rows), "")


def _change(row: Measurement, note: str, by: Actor, at: datetime) -> MeasurementChange:
    return MeasurementChange(
        measurement=row,
        number=row.revision,
        value=written_value(row.value),
        note=note if row.revision > 1 else "",
        by_user_id=by.user_id,
        at=at,
        is_example=row.is_example,
    )


def _plain(facts: dict[str, Any]) -> dict[str, str | int]:
    return {name: value if isinstance(value, int) else str(value) for name, value in facts.items()}
