"""What is decided about mails, and about what people follow, from plain values. Pure: no Django, no clock."""

from lysning.notifications.rules.digest import Event, News, Reason, Told, lines_of
from lysning.notifications.rules.following import CONFIRM_LIFE, LONGEST_QUERY, MOST_FOLLOWED, Kind, Wanted
from lysning.notifications.rules.mails import (
    ASKED_FOR,
    DIGEST_LINES,
    FOLLOWED,
    SILENT_FOR,
    WAITS,
    NextStep,
    Outcome,
    is_stopped,
    next_step,
    one_line,
    outcome_of,
    unlinked,
)

__all__ = [
    "ASKED_FOR",
    "CONFIRM_LIFE",
    "DIGEST_LINES",
    "FOLLOWED",
    "LONGEST_QUERY",
    "MOST_FOLLOWED",
    "SILENT_FOR",
    "WAITS",
    "Event",
    "Kind",
    "News",
    "NextStep",
    "Outcome",
    "Reason",
    "Told",
    "Wanted",
    "is_stopped",
    "lines_of",
    "next_step",
    "one_line",
    "outcome_of",
    "unlinked",
]
