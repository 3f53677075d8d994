"""What a trial's sites have measured, for rooms above: one flat row for each site, arm, phase, period and measure."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lysning.trials.models import Measurement, Trial
from lysning.trials.rules import Arm, Kind, Phase
from lysning.trials.rules.small import is_small

_COLUMNS = (
    "site_id",
    "site__name",
    "site__seat__municipality_id",
    "site__seat__municipality__name",
    "arm",
    "phase",
    "period_from",
    "period_to",
    "measure__key",
    "measure__kind",
    "events",
    "total",
    "time",
    "mean",
    "sd",
    "n",
)


@dataclass(frozen=True)
class MeasuredRow:
    """What one site reported of one measure in one arm and period (both days counted).

    By `kind` these are set, the others None: binary `events` of `total` persons; rate `events` over `time` (person-time in the
    measure's unit); continuous `mean`, `sd` of `n` persons.
    """

    site_id: int
    site: str
    municipality_id: int
    municipality: str
    arm: Arm
    phase: Phase
    period_from: date
    period_to: date
    measure: str
    kind: Kind
    events: int | None
    total: int | None
    time: Decimal | None
    mean: float | None
    sd: float | None
    n: int | None

    @property
    def is_small(self) -> bool:
        """True when a count in it is below five: it may be reckoned with, and not be shown to the public by itself."""
        return is_small(self.kind, events=self.events, total=self.total, n=self.n)


def measured(trial: Trial, *, measure: str = "") -> tuple[MeasuredRow, ...]:
    """Every measurement of the trial, or of one measure (key), as reported; small counts among them. One query.

    Ordered by measure, municipality, site, arm and period. Who shows single rows to the public asks `is_small` first.
    """
    rows = Measurement.objects.filter(site__seat__trial=trial)
    if measure:
        rows = rows.filter(measure__key=measure)
    order = ("measure__position", "site__seat__municipality__name", "site__name", "site_id", "arm", "period_from")
    return tuple(MeasuredRow(*row) for row in rows.order_by(*order).values_list(*_COLUMNS))
