"""What a trial's protocol in force plans: which measures in which periods, and what is still awaited of whom."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from lysning.trials.models import OutcomeMeasure, ProtocolVersion, Trial
from lysning.trials.rules import TAKES_MEASUREMENTS, Period, Protocol, periods_of


@dataclass(frozen=True)
class Plan:
    """The protocol in force (or the draft) with its number, and the measures by key in the protocol's order."""

    trial_id: int
    state: str
    number: int
    protocol: Protocol
    measures: Mapping[str, OutcomeMeasure]

    @property
    def takes_measurements(self) -> bool:
        """True when the trial stands where sites may report."""
        return self.state in TAKES_MEASUREMENTS

    @cached_property
    def periods(self) -> tuple[Period, ...]:
        """Every period, the baseline first."""
        return periods_of(self.protocol)

    def period_at(self, start: date) -> Period | None:
        """The period that begins on the day, or None."""
        return self._by_start.get(start)

    @staticmethod
    def day_after(period: Period) -> date:
        """The first day on which the period can be reported."""
        return period.end + timedelta(days=1)

    @cached_property
    def _by_start(self) -> dict[date, Period]:
        return {period.start: period for period in self.periods}


def version_in_force(trial: Trial) -> ProtocolVersion:
    """The newest version of the protocol: the one in force, or the draft. One query."""
    return trial.versions.order_by("-number")[0]


def plan_of(trial: Trial, version: ProtocolVersion | None = None) -> Plan:
    """What the trial plans to measure. Two queries, one when the version is given."""
    chosen = version or version_in_force(trial)
    protocol = chosen.protocol
    keys = [measure.key for measure in protocol.measures]
    rows = {row.key: row for row in OutcomeMeasure.objects.filter(key__in=keys)} if keys else {}
    measures = {key: rows[key] for key in keys if key in rows}
    return Plan(trial.pk, trial.state, chosen.number, protocol, measures)
