"""The municipalities, regions, partners and posts that come with Lysning, from the files in directory/data."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from lysning.core import audit, clock
from lysning.core.actors import SYSTEM
from lysning.core.plaintext import slug_of
from lysning.core.progress import Progress, silent
from lysning.directory.models import Municipality, Partner, Post, Region, RegionMembership
from lysning.directory.queries import municipality_places
from lysning.taxonomy.actions import Counts, Origin, origins, read_rows, sync_rows
from lysning.taxonomy.models import LeaderRole

FOLDER = Path(__file__).resolve().parents[1] / "data"


def seed_directory(*, at: datetime | None = None, progress: Progress = silent) -> Counts:
    """Brings municipalities, neighbours, regions, partners and posts in line with the data files.

    Each municipality gets one post per leader role, unless it has or has had one for it: what a coordinator closed stays
    closed. Needs the reference data. `at` is now when it is left out. A second run changes nothing. Returns the counts over
    all tables.
    """
    at = at or clock.now()
    origin = origins(FOLDER)
    counts = Counts()
    with transaction.atomic():
        progress(0, 4, gettext("Municipalities"))
        counts += _municipalities(origin["municipalities"], at) + _neighbours()
        progress(1, 4, gettext("Regions"))
        counts += _regions(origin["regions"]) + _region_memberships(origin["regions"])
        progress(2, 4, gettext("Partners"))
        counts += _partners(origin["partners"], at)
        progress(3, 4, gettext("Posts"))
        counts += _posts(at)
        if counts.new or counts.changed:
            audit.record("directory.seed_directory", None, by=SYSTEM, at=at, new=counts.new, changed=counts.changed)
    municipality_places.forget()
    progress(4, 4, "")
    return counts


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _municipalities(origin: Origin, at: datetime) -> Counts:
    stored = Municipality.objects.in_bulk(field_name="code")
    counts = Counts()
    for row in read_rows(FOLDER / "municipalities.csv"):
        values: dict[str, Any] = {
            **{name: row[name] for name in ("name", "official_name", "cvr", "slug", "nuts3")},
            **{name: int(row[name]) for name in ("population", "tile_column", "tile_row")},
            "source": origin.source,
        }
        counts += _save_one(
            Municipality, stored.get(row["code"]), values, code=row["code"], kind="municipality", created_at=at
        )
    return counts


def _partners(origin: Origin, at: datetime) -> Counts:
    stored = {partner.slug: partner for partner in Partner.objects.all()}
    counts = Counts()
    for row in read_rows(FOLDER / "partners.csv"):
        values = {
            "name": row["name"],
            "short_name": row["short_name"],
            "partner_kind": row["kind"],
            "source": origin.source,
        }
        slug = slug_of(row["name"])
        counts += _save_one(Partner, stored.get(slug), values, slug=slug, kind="partner", created_at=at)
    return counts


def _save_one(
    model: type[Municipality | Partner], row: Municipality | Partner | None, values: dict[str, Any], **first: Any
) -> Counts:
    """Creates or updates an organisation; Django writes rows of two tables one by one only."""
    if row is None:
        model.objects.create(**values, **first)
        return Counts(new=1)
    different = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in different.items():
        setattr(row, name, value)
    if different:
        row.save(update_fields=list(different))
    return Counts(changed=1) if different else Counts(unchanged=1)


def _neighbours() -> Counts:
    link = Municipality.neighbours.through
    ids = dict(Municipality.objects.values_list("code", "pk"))
    pairs = [(ids[row["code_a"]], ids[row["code_b"]]) for row in read_rows(FOLDER / "neighbours.csv")]
    wanted = {*pairs, *((b, a) for a, b in pairs)}
    stored = set(link.objects.values_list("from_municipality_id", "to_municipality_id"))
    missing = sorted(wanted - stored)
    link.objects.bulk_create([link(from_municipality_id=a, to_municipality_id=b) for a, b in missing])
    return Counts(new=len(missing), unchanged=len(wanted) - len(missing))


def _regions(origin: Origin) -> Counts:
    rows = (
        {
            "name": row["name"],
            "code": row["code"] or None,
            "cvr": row["cvr"],
            "valid_from_date": _day(row["valid_from_date"]),
            "valid_to_date": _day(row["valid_to_date"]),
            "source": origin.source,
            "status": row["status"],
        }
        for row in read_rows(FOLDER / "regions.csv")
    )
    return sync_rows(Region.objects, rows, key="name")


def _region_memberships(origin: Origin) -> Counts:
    """One membership per municipality; two, meeting at the new region's first day, where a reform moves it."""
    regions = Region.objects.in_bulk(field_name="name")
    ids = dict(Municipality.objects.values_list("code", "pk"))
    stored = {(m.municipality_id, m.region_id): m for m in RegionMembership.objects.all()}
    new: list[RegionMembership] = []
    changed: list[RegionMembership] = []
    wanted = 0
    for row in read_rows(FOLDER / "municipalities.csv"):
        for name in dict.fromkeys((row["region"], row["region_from_2027"])):
            region, wanted = regions[name], wanted + 1
            dates = {"valid_from_date": region.valid_from_date, "valid_to_date": region.valid_to_date}
            membership = stored.get((ids[row["code"]], region.pk))
            if membership is None:
                new.append(
                    RegionMembership(
                        municipality_id=ids[row["code"]],
                        region=region,
                        source=origin.source,
                        status=origin.status,
                        **dates,
                    )
                )
            elif any(getattr(membership, field) != day for field, day in dates.items()):
                for field, day in dates.items():
                    setattr(membership, field, day)
                changed.append(membership)
    RegionMembership.objects.bulk_create(new)
    RegionMembership.objects.bulk_update(changed, ["valid_from_date", "valid_to_date"])
    return Counts(len(new), len(changed), wanted - len(new) - len(changed))


def _posts(at: datetime) -> Counts:
    roles = list(LeaderRole.objects.values_list("pk", "area_id"))
    municipalities = list(Municipality.objects.order_by("code").values_list("pk", flat=True))
    taken = set(Post.objects.values_list("municipality_id", "role_id").distinct())
    posts = [
        Post(municipality_id=municipality, role_id=role, area_id=area, created_at=at)
        for municipality in municipalities
        for role, area in roles
        if (municipality, role) not in taken
    ]
    Post.objects.bulk_create(posts, batch_size=2000)
    return Counts(new=len(posts), unchanged=len(taken))
