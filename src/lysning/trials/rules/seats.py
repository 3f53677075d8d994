"""Whether a trial takes municipalities in on a day."""

from datetime import date

from lysning.trials.rules.faults import Fault
from lysning.trials.rules.moves import TAKES_APPLICATIONS
from lysning.trials.rules.protocols import Protocol


def application_fault(protocol: Protocol, state: str, today: date, *, is_on_list: bool = False) -> Fault | None:
    """What keeps a municipality from asking, or who is on the list from moving up; None when nothing does.

    Asked is until `apply_until`. Later only late joiners come in, until `late_until`. Who is on the list already gets a seat
    that becomes free until the follow-up begins, and after that as a late joiner.
    """
    if state not in TAKES_APPLICATIONS:
        return Fault("", "seat_closed")
    until = protocol.apply_until
    if is_on_list and until is not None and protocol.follow_from is not None:
        until = max(until, protocol.follow_from)
    last = max((day for day in (until, protocol.late_until) if day is not None), default=None)
    if last is not None and today > last:
        return Fault("", "seat_too_late", {"day": f"{last:%d.%m.%Y}"})
    return None


def is_late(starts_on: date | None, today: date) -> bool:
    """True when the follow-up has begun before the municipality came in."""
    return starts_on is not None and today > starts_on
