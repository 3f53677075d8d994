"""A subscription table that only remembers what was announced; a room's conftest imports the fixture."""

from dataclasses import asdict

import pytest

from lysning.core import events

_EVENTS = {
    "taxonomy": ("KleImported",),
    "directory": ("PostChanged",),
    "evidence": ("ProjectsImported", "FindingPublished", "FindingSeen", "FindingAdopted"),
    "community": (
        "CoalitionChanged",
        "MemberAsked",
        "MemberJoined",
        "MemberDeclined",
        "MemberLeft",
        "DecisionMade",
        "TaskGiven",
        "PostWritten",
    ),
    "needs": (
        "NeedDeclared",
        "NeedClosed",
        "NeedHidden",
        "NeedShown",
        "NeedSubmitted",
        "NeedPublished",
        "NeedCosigned",
        "NeedAnswered",
        "NeedJoined",
        "NeedSeparated",
        "SupportAsked",
        "SupportConfirmed",
        "SupportBurst",
    ),
    "direction": ("DirectionChanged", "PlacementChanged", "DirectionSeen", "PlacementSeen", "ReviewDue"),
    "trials": (
        "TrialMoved",
        "ProtocolChanged",
        "SeatGiven",
        "SeatGivenBack",
        "Measured",
        "MeasurementDue",
        "TrialSeen",
    ),
    "catalogue": ("SolutionHidden", "SolutionShown"),
    "moderation": ("ReportReceived", "ReportDecided", "AppealReceived", "AppealDecided"),
}
TABLE = {f"lysning.{room}.events.{name}": [f"{__name__}.hear"] for room, names in _EVENTS.items() for name in names}
heard = []


def hear(event):
    heard.append((type(event).__name__, *asdict(event).values()))


@pytest.fixture
def announced(settings):
    """What has been announced, as name and ids, instead of what others do about it."""
    settings.SUBSCRIPTIONS = f"{__name__}.TABLE"
    events._handlers.cache_clear()
    heard.clear()
    yield heard
    events._handlers.cache_clear()
