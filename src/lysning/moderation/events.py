"""What happens to reports, for the rooms above: ids only, announced in the transaction of the act."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ReportReceived:
    """Somebody has reported a text."""

    report_id: int


@dataclass(frozen=True)
class ReportDecided:
    """A moderator has decided: hidden, or it may stand."""

    report_id: int


@dataclass(frozen=True)
class AppealReceived:
    """The owner of a hidden text asks for a new look."""

    report_id: int


@dataclass(frozen=True)
class AppealDecided:
    """The appeal against a hiding is decided."""

    report_id: int
