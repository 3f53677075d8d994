"""The reference data that comes with Lysning, from the files in taxonomy/data."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Manager, Model
from django.utils.translation import gettext

from lysning.core import audit, clock
from lysning.core.actors import SYSTEM
from lysning.core.progress import Progress, silent
from lysning.taxonomy.actions.sync import Counts, Origin, origins, read_rows, sync_rows
from lysning.taxonomy.actions.topics import tell
from lysning.taxonomy.models import CpvCode, FormArea, KleGroup, LeaderRole, ServiceArea, Topic
from lysning.taxonomy.queries import areas, facts_of, with_areas

FOLDER = Path(__file__).resolve().parents[1] / "data"
Written = dict[str, Any]
Link = tuple[str, str, Mapping[str, int]]
"""The name in the file, the relation of the row, and the key of each code there may be."""
M = TypeVar("M", bound=Model)


def seed_reference(*, at: datetime | None = None, progress: Progress = silent) -> Counts:
    """Brings KLE, FORM, CPV, service areas, leader roles and topics in line with the data files; a second run changes nothing.

    `at` is now when it is left out. Codes from a list of the operator stay as imported, topics as edited. Returns the counts
    over all tables.
    """
    origin = origins(FOLDER)
    steps = (
        ("KLE", _kle),
        ("FORM", _form),
        ("CPV", _cpv),
        (gettext("Service areas"), _areas),
        (gettext("Leader roles"), _roles),
        (gettext("Topics"), _topics),
    )
    at = at or clock.now()
    counts = Counts()
    with transaction.atomic():
        for number, (label, step) in enumerate(steps):
            progress(number, len(steps), label)
            counts += step(origin, at)
        if counts.new or counts.changed:
            audit.record("taxonomy.seed_reference", None, by=SYSTEM, at=at, new=counts.new, changed=counts.changed)
    areas.forget()
    progress(len(steps), len(steps), "")
    return counts


def _sourced(values: Written, origin: Origin) -> Written:
    return {**values, "source": origin.source, "status": values.get("status") or origin.status}


def _kle(origin: dict[str, Origin], _at: datetime) -> Counts:
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


def _form(origin: dict[str, Origin], _at: datetime) -> Counts:
    rows = (_sourced(dict(row), origin["form"]) for row in read_rows(FOLDER / "form.csv"))
    return sync_rows(FormArea.objects, rows, key="code")


def _cpv(origin: dict[str, Origin], _at: datetime) -> Counts:
    rows = (
        _sourced({**row, "is_light_regime": row["is_light_regime"] == "1"}, origin["cpv"])
        for row in read_rows(FOLDER / "cpv.csv")
    )
    return sync_rows(CpvCode.objects, rows, key="code", leave=_is_imported)


def _is_imported(row: KleGroup | CpvCode) -> bool:
    return row.imported_at is not None


def _in_file(name: str) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = tomllib.loads((FOLDER / f"{name}s.toml").read_text(encoding="utf-8"))[name]
    return entries


def _areas(origin: dict[str, Origin], _at: datetime) -> Counts:
    in_file = _in_file("area")
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
    links = (
        ("kle", "kle_groups", _ids(KleGroup.objects, "number")),
        ("form", "form_areas", _ids(FormArea.objects, "code")),
        ("cpv", "cpv_codes", _ids(CpvCode.objects, "code")),
    )
    return counts + Counts(changed=len(_linked_anew(stored, in_file, links)))


def _ids(table: Manager[M], code: str) -> dict[str, int]:
    return dict(table.values_list(code, "pk"))


def _linked_anew(stored: Mapping[str, M], in_file: Sequence[Written], links: Iterable[Link]) -> list[M]:
    """Brings the links of the stored rows in line with the file; returns each row once for every kind of link that changed.

    At most three statements for a kind of link, however many rows there are.
    """
    return [row for link in links for row in _linked(stored, in_file, link)]


def _linked(stored: Mapping[str, M], in_file: Sequence[Written], link: Link) -> list[M]:
    name, relation, ids = link
    known = [(stored[entry["key"]], entry) for entry in in_file if entry["key"] in stored]
    if not known:
        return []
    rows = {row.pk: row for row, _entry in known}
    wanted = {(row.pk, ids[code]) for row, entry in known for code in entry.get(name, ())}
    manager = getattr(known[0][0], relation)
    own, other, table = f"{manager.source_field_name}_id", f"{manager.target_field_name}_id", manager.through.objects
    kept = {(mine, its): key for key, mine, its in table.filter(**{f"{own}__in": rows}).values_list("pk", own, other)}
    if gone := [kept[pair] for pair in kept.keys() - wanted]:
        table.filter(pk__in=gone).delete()
    table.bulk_create([table.model(**{own: mine, other: its}) for mine, its in sorted(wanted - kept.keys())])
    changed = {mine for mine, _its in wanted ^ kept.keys()}
    return [row for key, row in rows.items() if key in changed]


def _roles(origin: dict[str, Origin], _at: datetime) -> Counts:
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
        for area in _in_file("area")
        for position, role in enumerate(area["roles"], 1)
    )
    return sync_rows(LeaderRole.objects, rows, key="key")


def _topics(origin: dict[str, Origin], at: datetime) -> Counts:
    """The topics of the file, new ones accepted at once; those the operator has a hand in stay as they are."""
    in_file = _in_file("topic")
    names = ("key", "name_da", "name_en", "explanation_da", "explanation_en")
    known = {topic.key: facts_of(topic) for topic in with_areas(Topic.objects.all())}
    begun = {"valid_from_date": origin["topics"].dated, "proposed_at": at, "accepted_at": at}
    rows = (
        _sourced(
            {**{name: topic[name] for name in names}, **({} if topic["key"] in known else begun)}, origin["topics"]
        )
        for topic in in_file
    )
    counts = sync_rows(Topic.objects, rows, key="key", leave=_is_the_operators)
    stored = {row.key: row for row in with_areas(Topic.objects.all()) if not _is_the_operators(row)}
    links = (
        ("areas", "areas", _ids(ServiceArea.objects, "key")),
        ("kle", "kle_groups", _ids(KleGroup.objects, "number")),
    )
    _linked_anew(stored, in_file, links)
    now = {topic: facts_of(topic) for topic in with_areas(Topic.objects.all())}
    if changed := [topic for topic, facts in now.items() if known.get(topic.key) != facts]:
        tell(*changed)
    return Counts(counts.new, len(changed) - counts.new, len(now) - len(changed))


def _is_the_operators(row: Topic) -> bool:
    return row.edited_at is not None or row.merged_into_id is not None
