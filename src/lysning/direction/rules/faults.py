"""What the words and days of a direction must be."""

import dataclasses
import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from urllib.parse import urlsplit

from lysning.core.plaintext import clean, text_fault
from lysning.direction.rules.states import VISIBILITIES, DirectionFacts, Link, PlacementFacts, Subject

LONGEST = {
    "aims": 200,
    "background": 6_000,
    "decided_by": 120,
    "reason": 2_000,
    "internal_note": 2_000,
    "own_title": 120,
    "note": 1_000,
    "links": 120,
}
"""The greatest length of each text in characters; of an aim and of a link's label for each one."""
LONGEST_ADDRESS = 500
MOST_AIMS = 7
MOST_LINKS = 10
REVIEW_AFTER_DAYS = 183
"""Half a year: when a placement is looked at again, unless somebody says another day."""
DECIDED_AT_MOST_AHEAD = timedelta(days=365)
REVIEWED_AT_MOST_AHEAD = timedelta(days=5 * 365)


@dataclass(frozen=True)
class Fault:
    """What is wrong: the field, a code that has words, and what fills them."""

    field: str
    code: str
    facts: dict[str, object] = dataclasses.field(default_factory=dict)


def review_day(decided_on: date) -> date:
    """The day on which a placement decided that day is looked at again, unless somebody says another."""
    return decided_on + timedelta(days=REVIEW_AFTER_DAYS)


def tidy_subject(subject: Subject) -> Subject:
    """The subject as it is stored: its own words cleaned and on one line."""
    return replace(subject, own_title=_line(subject.own_title))


def tidy_placement(facts: PlacementFacts) -> PlacementFacts:
    """The facts as they are stored: texts cleaned, links without empty ones, a link without a name called by its host."""
    links = (Link(_line(link.label) or _line(_host(_line(link.address))), _line(link.address)) for link in facts.links)
    return replace(
        facts,
        reason=clean(facts.reason),
        internal_note=clean(facts.internal_note),
        links=tuple(link for link in links if link.address),
    )


def tidy_direction(facts: DirectionFacts) -> DirectionFacts:
    """The facts as they are stored: texts cleaned, one line for each aim, no empty ones."""
    aims = tuple(line for line in map(_line, facts.aims) if line)
    return replace(facts, aims=aims, background=clean(facts.background), decided_by=_line(facts.decided_by))


def subject_faults(subject: Subject) -> list[Fault]:
    """What keeps a tidy subject from being placed."""
    if not subject.is_one:
        return [Fault("subject", "placement_one_subject")]
    return text_faults("own_title", subject.own_title)


def placement_faults(facts: PlacementFacts, today: date, *, needs_reason: bool, own: str = "") -> list[Fault]:
    """What keeps tidy facts from being stored; a draft may still lack its reason. `own` as for `link_faults`."""
    faults = [Fault("reason", "direction_text_missing")] if needs_reason and not facts.reason else []
    for name in ("reason", "internal_note"):
        faults += text_faults(name, getattr(facts, name))
    if facts.visibility not in VISIBILITIES:
        faults.append(Fault("visibility", "placement_visibility"))
    faults += day_faults(facts.decided_on, facts.review_by, today)
    return faults + link_faults(facts.links, own)


def direction_faults(facts: DirectionFacts, today: date) -> list[Fault]:
    """What keeps tidy facts from being stored."""
    faults = []
    if len(facts.aims) > MOST_AIMS:
        faults.append(Fault("aims", "direction_many_aims", {"most": MOST_AIMS}))
    for aim in facts.aims:
        faults += text_faults("aims", aim)
    for name in ("background", "decided_by"):
        faults += text_faults(name, getattr(facts, name))
    return faults + day_faults(facts.decided_on, facts.review_by, today)


def day_faults(decided_on: date | None, review_by: date, today: date) -> list[Fault]:
    """A decision lies at most a year ahead; a review after the decision, or after today, and within five years."""
    faults = []
    if decided_on is not None and decided_on > today + DECIDED_AT_MOST_AHEAD:
        faults.append(Fault("decided_on", "direction_decided_far"))
    if decided_on is not None and review_by <= decided_on:
        faults.append(Fault("review_by", "direction_review_first"))
    elif review_by > max(today, decided_on or today) + REVIEWED_AT_MOST_AHEAD:
        faults.append(Fault("review_by", "direction_review_far"))
    return faults


def link_faults(links: tuple[Link, ...], own: str = "") -> list[Fault]:
    """At most ten links, each with a name and a whole https address, or a page of ours.

    `own` is what our own addresses begin with: an installation that is tried out at home has no https.
    """
    faults = [] if len(links) <= MOST_LINKS else [Fault("links", "direction_many_links", {"most": MOST_LINKS})]
    for link in links:
        faults += text_faults("links", link.label)
        is_ours = bool(own) and link.address.startswith(f"{own}/") and is_safe_address(_secure(link.address, own))
        if not is_ours and not is_safe_address(link.address):
            faults.append(Fault("links", "direction_link", {"value": link.address[:60]}))
    return faults


def _secure(address: str, own: str) -> str:
    """An address of ours as it would be at a whole https address: what follows must be safe there too."""
    return f"https://own.invalid{address.removeprefix(own)}"


def is_safe_address(address: str) -> bool:
    """True for a whole https address without a user name in it, at most 500 characters."""
    if len(address) > LONGEST_ADDRESS or re.search(r"[\s\\]", address):
        return False
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018 -- raises for a port that is none
    except ValueError:
        return False
    return parts.scheme == "https" and "." in parts.netloc and "@" not in parts.netloc


def text_faults(name: str, text: str) -> list[Fault]:
    """A text fits, and holds no personal number."""
    fault = text_fault(text, LONGEST[name])
    return [Fault(name, f"direction_text_{fault}", {"length": len(text), "longest": LONGEST[name]})] if fault else []


def _host(address: str) -> str:
    try:
        return urlsplit(address).netloc
    except ValueError:
        return ""


def _line(text: str) -> str:
    return " ".join(clean(text).split())
