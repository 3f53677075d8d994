"""What stands in the weekly mail, in which order, and why. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple

from lysning.notifications.rules.following import Kind

Event = Literal[
    "published",
    "withdrawn",
    "renewed",
    "need",
    "met",
    "coalition_closed",
    "coalition_started",
    "decision",
    "member",
    "trial",
    "trial_begun",
    "trial_over",
    "protocol",
    "replied",
    "joined",
    "separated",
    "took_in",
    "cosigned",
    "finding",
    "corrected",
    "adopted",
    "directed",
    "decided",
    "placed",
    "moved",
    "answers",
    "answering",
]
EVENTS: tuple[Event, ...] = (
    "withdrawn",
    "published",
    "renewed",
    "need",
    "met",
    "coalition_closed",
    "coalition_started",
    "decision",
    "member",
    "trial_over",
    "trial",
    "trial_begun",
    "protocol",
    "joined",
    "separated",
    "took_in",
    "replied",
    "cosigned",
    "finding",
    "corrected",
    "adopted",
    "directed",
    "decided",
    "placed",
    "moved",
    "answers",
    "answering",
)
"""When several things happened to one thing, the first of these is told."""
CLOSENESS: tuple[Kind, ...] = (
    "finding",
    "trial",
    "coalition",
    "need",
    "solution",
    "search",
    "topic",
    "municipality",
    "area",
)
"""What one follows, from the closest to the widest."""


@dataclass(frozen=True)
class News:
    """What happened to one thing. `thing` names it ("solution:42"); `number` counts, where the event is about several.

    `title_en` is what English readers call it, where that is another name.
    """

    thing: str
    event: Event
    at: datetime
    title: str
    whose: str
    path: str
    is_example: bool = False
    number: int = 0
    title_en: str = ""

    def title_in(self, language: str) -> str:
        """What a reader of that language calls it."""
        return self.title_en or self.title if language == "en" else self.title


class Reason(NamedTuple):
    """Why it is told: a subscription (its key) and its kind."""

    kind: Kind
    subscription_id: int


@dataclass(frozen=True)
class Told:
    """One line of the mail: the news, and the reasons, the closest first."""

    news: News
    reasons: tuple[Reason, ...]


def lines_of(found: Iterable[tuple[News, Reason]]) -> list[Told]:
    """Every thing once, the most relevant first.

    Of one thing that event is told which stands first in EVENTS. What concerns something followed more closely stands before
    what concerns something wider; then what more subscriptions point at, then the newest, then by name.
    """
    told: dict[str, tuple[News, set[Reason]]] = {}
    for news, reason in found:
        known, reasons = told.setdefault(news.thing, (news, set()))
        reasons.add(reason)
        told[news.thing] = min(known, news, key=_first), reasons
    lines = (Told(news, tuple(sorted(reasons, key=_close))) for news, reasons in told.values())
    return sorted(lines, key=_relevance)


def _first(news: News) -> tuple[int, float]:
    return EVENTS.index(news.event), -news.at.timestamp()


def _close(reason: Reason) -> tuple[int, int]:
    return CLOSENESS.index(reason.kind), reason.subscription_id


def _relevance(line: Told) -> tuple[int, int, float, str]:
    return _close(line.reasons[0])[0], -len(line.reasons), -line.news.at.timestamp(), line.news.thing
