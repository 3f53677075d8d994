"""The rings that come with Lysning, from the file in direction/data."""

import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from lysning.core import audit, clock
from lysning.core.actors import SYSTEM
from lysning.core.progress import Progress, silent
from lysning.direction.models import Ring, RingWording
from lysning.direction.queries import rings
from lysning.taxonomy.actions import Counts, sync_rows

FILE = Path(__file__).resolve().parents[1] / "data" / "rings.toml"


def seed_rings(*, at: datetime | None = None, progress: Progress = silent, file: Path = FILE) -> Counts:
    """Brings the rings and their wordings in line with the data file; a second run changes nothing.

    A ring that is not in the file stays, since placements point at it. `at` is now when it is left out.
    """
    written: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
    origin = {
        "source": f"{written['source']['source']}, {written['source']['date']}",
        "status": written["source"]["status"],
    }
    with transaction.atomic():
        counts = sync_rows(
            Ring.objects,
            (
                {"key": ring["key"], "position": place, **_days(ring), **origin}
                for place, ring in enumerate(written["ring"], 1)
            ),
            key="key",
        )
        ids = dict(Ring.objects.values_list("key", "pk"))
        counts += sync_rows(RingWording.objects, (_wording(row, ids, origin) for row in written["wording"]), key="key")
        if counts.new or counts.changed:
            audit.record(
                "direction.seed_rings", None, by=SYSTEM, at=at or clock.now(), new=counts.new, changed=counts.changed
            )
    rings.forget()
    progress(1, 1, "")
    return counts


def _days(row: Mapping[str, Any]) -> dict[str, date | None]:
    return {"valid_from_date": row.get("valid_from"), "valid_to_date": row.get("valid_to")}


def _wording(row: Mapping[str, Any], ids: Mapping[str, int], origin: Mapping[str, str]) -> dict[str, Any]:
    texts = {name: row[name] for name in ("key", "name_da", "name_en", "meaning_da", "meaning_en")}
    return {**texts, "ring_id": ids[row["ring"]], **_days(row), **origin}
