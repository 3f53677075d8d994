"""What a trial's protocol in force plans: which measures in which periods, and what is still awaited of whom."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from lysning.trials.models import OutcomeMeasure, ProtocolVersion, Trial
from lysning.trials.queries.measures import measures
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


def plans_of(trials: Sequence[Trial]) -> dict[int, Plan]:
    """What each of the trials (by id) plans to measure. One query while the measures are kept."""
    newest = ProtocolVersion.objects.filter(trial__in=trials).order_by("trial_id", "-number").distinct("trial_id")
    versions = {row.trial_id: row for row in newest}
    return {trial.pk: _plan(trial, versions[trial.pk]) for trial in trials}


def plan_of(trial: Trial, version: ProtocolVersion | None = None) -> Plan:
    """What the trial plans to measure. One query while the measures are kept, none when the version is given."""
    return _plan(trial, version or version_in_force(trial))


def _measures_by_key(wanted: Collection[str]) -> dict[str, OutcomeMeasure]:
    known = {row.key: row for row in measures()}
    if not known.keys() >= set(wanted):
        measures.forget()  # another process has brought one since they were read
        known = {row.key: row for row in measures()}
    return known


def _plan(trial: Trial, version: ProtocolVersion) -> Plan:
    protocol = version.protocol
    known = _measures_by_key([each.key for each in protocol.measures])
    chosen = {each.key: known[each.key] for each in protocol.measures if each.key in known}
    return Plan(trial.pk, trial.state, version.number, protocol, chosen)
