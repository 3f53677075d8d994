"""Organisations and posts with sensible defaults; every call makes a new one."""

from datetime import UTC, datetime
from itertools import count

from tests.factories.taxonomy import make_role

from lysning.directory.models import Municipality, Partner, Post, Supplier
from lysning.directory.queries import municipality_places

_number = count(1)
SINCE = datetime(2026, 1, 5, 9, tzinfo=UTC)


def make_municipality(name=None, **values):
    number = next(_number)
    municipality_places.forget()
    name = name or f"Kommune {number}"
    defaults = {
        "kind": "municipality",
        "slug": f"kommune-{number}",
        "created_at": SINCE,
        "code": f"{1000 + number}",
        "official_name": f"{name} Kommune",
        "nuts3": "DK011",
        "population": 40_000,
        "tile_column": number % 100,
        "tile_row": 100 + number // 100,  # far from the real ones, which some tests place as they lie
        "source": "test",
    }
    return Municipality.objects.create(name=name, **{**defaults, **values})


def make_supplier(name=None, **values):
    number = next(_number)
    defaults = {"kind": "supplier", "slug": f"leverandoer-{number}", "created_at": SINCE}
    return Supplier.objects.create(name=name or f"Leverandør {number}", **{**defaults, **values})


def make_partner(name=None, **values):
    number = next(_number)
    defaults = {
        "kind": "partner",
        "slug": f"partner-{number}",
        "created_at": SINCE,
        "partner_kind": "national",
        "source": "test",
    }
    return Partner.objects.create(name=name or f"Partner {number}", **{**defaults, **values})


def make_post(municipality=None, role=None, **values):
    role = role or make_role()
    defaults = {"area": role.area, "created_at": SINCE}
    return Post.objects.create(municipality=municipality or make_municipality(), role=role, **{**defaults, **values})
