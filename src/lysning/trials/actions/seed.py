"""The outcome measures that come with Lysning, from the file in trials/data."""

import tomllib
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction

from lysning.core import audit, clock
from lysning.core.actors import SYSTEM
from lysning.core.progress import Progress, silent
from lysning.taxonomy.actions import Counts, sync_rows
from lysning.taxonomy.models import ServiceArea
from lysning.trials.models import OutcomeMeasure
from lysning.trials.queries.measures import measures

FILE = Path(__file__).resolve().parents[1] / "data" / "measures.toml"
LANGUAGES = ("da", "en")
TEXTS = ("name", "definition", "counted", "of")


def seed_measures(*, at: datetime | None = None, progress: Progress = silent, file: Path = FILE) -> Counts:
    """Brings the outcome measures in line with the data file; a second run changes nothing.

    A measure that is not in the file stays, since measurements point at it. `at` is now when it is left out.
    """
    written: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
    source = f"{written['source']['source']}, {written['source']['date']}"
    rows = [_row(row, position, source) for position, row in enumerate(written["measure"], 1)]
    with transaction.atomic():
        counts = sync_rows(OutcomeMeasure.objects, rows, key="key")
        areas = {area.key: area for area in ServiceArea.objects.all()}
        stored = OutcomeMeasure.objects.prefetch_related("areas").in_bulk(field_name="key")
        for row in written["measure"]:
            wanted = {areas[key] for key in row["areas"]}
            if set(stored[row["key"]].areas.all()) != wanted:
                stored[row["key"]].areas.set(wanted)
        if counts.new or counts.changed:
            at = at or clock.now()
            audit.record("trials.seed_measures", None, by=SYSTEM, at=at, new=counts.new, changed=counts.changed)
    measures.forget()
    progress(1, 1, "")
    return counts


def _row(row: Mapping[str, Any], position: int, source: str) -> dict[str, Any]:
    texts = {f"{name}_{language}": row[f"{name}_{language}"] for name in TEXTS for language in LANGUAGES}
    return {
        **texts,
        **{name: row[name] for name in ("key", "kind", "better", "status")},
        "position": position,
        "scale": row.get("scale", 1),
        "minimum": Decimal(row["minimum"]).quantize(Decimal("0.001")) if "minimum" in row else None,
        **{f"minimum_source_{language}": row.get(f"minimum_source_{language}", "") for language in LANGUAGES},
        "source": source,
    }
