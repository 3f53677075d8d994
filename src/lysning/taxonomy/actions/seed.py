"""The reference data that comes with Lysning, from the files in taxonomy/data."""

import tomllib
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from lysning.core import audit, clock
from lysning.core.actors import SYSTEM
from lysning.core.progress import Progress, silent
from lysning.taxonomy.actions.sync import Counts, Origin, origins, read_rows, sync_rows
from lysning.taxonomy.models import CpvCode, FormArea, KleGroup, LeaderRole, ServiceArea
from lysning.taxonomy.queries import areas

FOLDER = Path(__file__).resolve().parents[1] / "data"
Written = dict[str, Any]


def seed_reference(*, at: datetime | None = None, progress: Progress = silent) -> Counts:
    """Brings KLE, FORM, CPV, service areas and leader roles in line with the data files; a second run changes nothing.

    `at` is now when it is left out. Codes from a list of the operator stay as imported. Returns the counts over all tables.
    """
    origin = origins(FOLDER)
    steps = (
        ("KLE", _kle),
        ("FORM", _form),
        ("CPV", _cpv),
        (gettext("Service areas"), _areas),
        (gettext("Leader roles"), _roles),
    )
    at = at or clock.now()
    counts = Counts()
    with transaction.atomic():
        for number, (label, step) in enumerate(steps):
            progress(number, len(steps), label)
            counts += step(origin)
        if counts.new or counts.changed:
            audit.record("taxonomy.seed_reference", None, by=SYSTEM, at=at, new=counts.new, changed=counts.changed)
    areas.forget()
    progress(len(steps), len(steps), "")
    return counts


def _sourced(values: Written, origin: Origin) -> Written:
    return {**values, "source": origin.source, "status": values.get("status") or origin.status}


def _kle(origin: dict[str, Origin]) -> Counts:
    counts = Counts()
    rows = read_rows(FOLDER / "kle.csv")
    for level in (1, 2, 3):
        parents = dict(KleGroup.objects.filter(level=level - 1).values_list("number", "pk"))
        wanted = (
            _sourced({**row, "level": level, "parent_id": parents.get(row["number"][:-3])}, origin["kle"])
            for row in rows
            if row["number"].count(".") == level - 1
        )
        counts += sync_rows(KleGroup.objects, wanted, key="number", leave=_is_imported)
    return counts


def _form(origin: dict[str, Origin]) -> Counts:
    rows = (_sourced(dict(row), origin["form"]) for row in read_rows(FOLDER / "form.csv"))
    return sync_rows(FormArea.objects, rows, key="code")


def _cpv(origin: dict[str, Origin]) -> Counts:
    rows = (
        _sourced({**row, "is_light_regime": row["is_light_regime"] == "1"}, origin["cpv"])
        for row in read_rows(FOLDER / "cpv.csv")
    )
    return sync_rows(CpvCode.objects, rows, key="code", leave=_is_imported)


def _is_imported(row: KleGroup | CpvCode) -> bool:
    return row.imported_at is not None


def _areas_in_file() -> list[dict[str, Any]]:
    areas: list[dict[str, Any]] = tomllib.loads((FOLDER / "areas.toml").read_text(encoding="utf-8"))["area"]
    return areas


def _areas(origin: dict[str, Origin]) -> Counts:
    in_file = _areas_in_file()
    names = ("key", "name_da", "name_en", "committee_da", "committee_en")
    counts = sync_rows(
        ServiceArea.objects,
        (
            _sourced({**{name: area[name] for name in names}, "position": position}, origin["areas"])
            for position, area in enumerate(in_file, 1)
        ),
        key="key",
    )
    stored = ServiceArea.objects.prefetch_related("kle_groups", "form_areas", "cpv_codes").in_bulk(field_name="key")
    kle = dict(KleGroup.objects.values_list("number", "pk"))
    form = dict(FormArea.objects.values_list("code", "pk"))
    cpv = dict(CpvCode.objects.values_list("code", "pk"))
    changed = 0
    for area in in_file:
        row = stored[area["key"]]
        for codes, ids in (
            (row.kle_groups, _ids(area["kle"], kle)),
            (row.form_areas, _ids(area["form"], form)),
            (row.cpv_codes, _ids(area["cpv"], cpv)),
        ):
            if {code.pk for code in codes.all()} != ids:
                codes.set(ids)
                changed += 1
    return counts + Counts(changed=changed)


def _ids(codes: Iterable[str], known: dict[str, int]) -> set[int]:
    return {known[code] for code in codes}


def _roles(origin: dict[str, Origin]) -> Counts:
    area_ids = dict(ServiceArea.objects.values_list("key", "pk"))
    rows = (
        _sourced(
            {
                "key": role["key"],
                "area_id": area_ids[area["key"]],
                "title_da": role["da"],
                "title_en": role["en"],
                "level": role["level"],
                "position": position,
            },
            origin["roles"],
        )
        for area in _areas_in_file()
        for position, role in enumerate(area["roles"], 1)
    )
    return sync_rows(LeaderRole.objects, rows, key="key")
