"""The catalogue of outcome measures."""

from lysning.taxonomy.queries import kept
from lysning.trials.models import OutcomeMeasure


@kept
def measures() -> tuple[OutcomeMeasure, ...]:
    """Every outcome measure in its order, with its service areas loaded. Kept."""
    return tuple(OutcomeMeasure.objects.prefetch_related("areas"))


def measures_for(area_id: int) -> tuple[OutcomeMeasure, ...]:
    """Every outcome measure, those of the service area first. No query while the measures are kept."""
    return tuple(
        sorted(measures(), key=lambda row: (area_id not in {area.pk for area in row.areas.all()}, row.position))
    )
