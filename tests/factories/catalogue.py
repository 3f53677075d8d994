"""Solutions through the room's own actions, so that they are what a supplier would have made."""

import io
from decimal import Decimal
from itertools import count

from PIL import Image

from lysning.catalogue import actions
from lysning.core import clock
from lysning.core.actors import SYSTEM
from lysning.directory.models import Municipality, Supplier
from lysning.taxonomy.models import KleGroup, ServiceArea

_numbers = count(1)

TEXTS = {
    "title": "Indlægssål der mærker faldrisiko",
    "problem": "Ældre falder på plejehjem, og personalet opdager først faldrisikoen bagefter.",
    "audience": "Beboere på plejehjem og deres personale.",
    "description": "En **sål** måler gangen. Personalet får besked, før et fald sker.\n\n- tynd\n- vaskbar",
    "maturity": "tested",
    "price_model": "per_user",
    "price_amount": Decimal(1_200),
    "price_units": 150,
    "personal_data": "sensitive",
    "ai_use": "assists",
    "medical_device": "class_i",
    "contact_email": "salg@eksempel.dk",
}


def make_supplier(name=None, **fields):
    number = next(_numbers)
    name = name or f"Leverandør {number}"
    fields = {"slug": f"leverandoer-k{number}", "created_at": clock.now(), **fields}
    return Supplier.objects.create(kind="supplier", name=name, **fields)


def make_area(key="aeldre-sundhed", name="Ældre og pleje"):
    """The area with this key: the seeded one when it is there."""
    facts = {
        "name_da": name,
        "name_en": key.title(),
        "committee_da": "Udvalget",
        "committee_en": "The committee",
        "position": next(_numbers) + 1_000,
        "source": "test",
        "status": "verified",
    }
    return ServiceArea.objects.get_or_create(key=key, defaults=facts)[0]


def make_kle(number="27.36", title="Hjælp til personer med funktionsnedsættelse"):
    facts = {"title": title, "level": number.count(".") + 1, "source": "test", "status": "verified"}
    return KleGroup.objects.get_or_create(number=number, defaults=facts)[0]


def make_municipality(code="0999", name="Testkøbing", population=40_000):
    number = next(_numbers)
    facts = {
        "kind": "municipality",
        "name": name,
        "slug": f"kommune-{code}",
        "official_name": f"{name} Kommune",
        "nuts3": "DK042",
        "population": population,
        "tile_column": 60 + number % 900,
        "tile_row": 60 + number // 900,
        "source": "test",
        "created_at": clock.now(),
    }
    return Municipality.objects.get_or_create(code=code, defaults=facts)[0]


def make_version(solution=None, *, supplier=None, empty=False, areas=None, by=SYSTEM, at=None, **texts):
    """A draft: the first one of a new solution, or the next one of the given solution. `empty`: without any answer."""
    at = at or clock.now()
    if solution is None:
        version = actions.start_solution(supplier=supplier or make_supplier(), by=by, at=at)
    else:
        version = actions.start_new_version(solution=solution, by=by, at=at)
    if solution is None and not empty:
        texts, areas = {**TEXTS, **texts}, areas or ("aeldre-sundhed",)
    if areas is not None:
        texts["areas"] = [make_area(key).key for key in areas]
    return actions.save_draft(version=version, revision=version.revision, changes=texts, by=by, at=at)


def make_solution(*, published=True, supplier=None, areas=("aeldre-sundhed",), by=SYSTEM, at=None, **texts):
    """A complete solution, published unless told otherwise; `texts` are its answers."""
    at = at or clock.now()
    version = make_version(supplier=supplier, areas=areas, by=by, at=at, **texts)
    if published:
        version = actions.publish_solution(version=version, by=by, at=at)
    return version.solution


def picture_bytes(size=(120, 80), kind="PNG", colour="seagreen", **options):
    target = io.BytesIO()
    Image.new("RGB", size, colour).save(target, kind, **options)
    return target.getvalue()
