"""Days as a calendar file that phones and mail programs subscribe to. Pure. After RFC 5545."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

MOST_OCTETS = 75
_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": ""})


@dataclass(frozen=True)
class Day:
    """Something on one or several whole days, both ends counted; `key` stays the same when its words or days change."""

    key: str
    first: date
    title: str
    text: str = ""
    address: str = ""
    last: date | None = None


def calendar(name: str, days: Iterable[Day], *, host: str, at: datetime) -> str:
    """The days as the text of a calendar, `at` being the moment they were written; `host` makes their keys one in the world."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Lysning//Lysning//DA", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    lines += [f"X-WR-CALNAME:{_text(name)}"]
    for day in days:
        lines += _event(day, host, at)
    return "".join(f"{piece}\r\n" for line in [*lines, "END:VCALENDAR"] for piece in _folded(line))


def _event(day: Day, host: str, at: datetime) -> list[str]:
    after = (day.last or day.first) + timedelta(days=1)
    return [
        "BEGIN:VEVENT",
        f"UID:{day.key}@{host}",
        f"DTSTAMP:{at.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{day.first:%Y%m%d}",
        f"DTEND;VALUE=DATE:{after:%Y%m%d}",
        f"SUMMARY:{_text(day.title)}",
        *([f"DESCRIPTION:{_text(day.text)}"] if day.text else []),
        *([f"URL:{day.address}"] if day.address else []),
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _text(text: str) -> str:
    return text.translate(_ESCAPED)


def _folded(line: str) -> Iterator[str]:
    """The line in pieces of at most 75 octets, none cut within a character; each but the first begins with a space."""
    piece, room = "", MOST_OCTETS
    for character in line:
        size = len(character.encode())
        if size > room:
            yield piece
            piece, room = " ", MOST_OCTETS - 1
        piece, room = piece + character, room - size
    yield piece
