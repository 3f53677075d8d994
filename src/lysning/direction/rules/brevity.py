"""How a memo says less when there is more than two pages hold: shorter reasons first, then fewer of what is told. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

ENDS = (". ", "! ", "? ")


@dataclass(frozen=True)
class Brevity:
    """How much a memo says at most: letters of an aim, of the background, of a reason (0: none) and of a finding's conclusion;
    whether owner and review are told; placements told one by one in each ring, findings, rows of each table, links; the
    picture's width in per cent.
    """

    aim: int
    background: int
    reason: int
    remarks: bool
    conclusion: int
    told: int
    findings: int
    rows: int
    links: int
    picture: int


WHOLE = Brevity(200, 10_000, 10_000, True, 10_000, 1_000, 1_000, 1_000, 1_000, 45)
LEVELS = (
    WHOLE,
    Brevity(200, 1_500, 240, True, 400, 40, 6, 15, 10, 45),
    Brevity(200, 900, 160, True, 240, 14, 3, 10, 6, 40),
    Brevity(200, 900, 140, False, 240, 14, 3, 10, 6, 38),
    Brevity(200, 700, 110, False, 240, 14, 3, 8, 5, 36),
    Brevity(200, 600, 90, False, 200, 10, 3, 8, 5, 34),
    Brevity(200, 600, 70, False, 200, 7, 3, 8, 5, 30),
    Brevity(120, 500, 0, False, 200, 5, 2, 6, 3, 30),
    Brevity(80, 300, 0, False, 120, 2, 1, 4, 2, 30),
)
"""From everything to the least, in which a direction with all that may stand on it keeps to two pages."""


def brief_lines(lines: Sequence[str], most: int) -> list[str]:
    """The first lines whole, as many as at most so many letters hold, and the next one as `brief` has it.

    An ellipsis tells that there was more. Nothing where `most` is 0; unchanged where all fit.
    """
    told: list[str] = []
    left = most
    for line in lines:
        words = brief(line, max(left, 0))
        if len(words) > left or not words:
            break
        told.append(words)
        left -= len(line)
    if told and len(told) < len(lines) and not told[-1].endswith("…"):
        told[-1] += " …"
    return told


def brief(text: str, most: int) -> str:
    """The text in at most so many letters: as many whole sentences as fit, else as many words, with an ellipsis.

    Nothing where `most` is 0; unchanged where it fits.
    """
    if len(text) <= most:
        return text
    if not most:
        return ""
    start = text[: most - 1]
    ended = max(start.rfind(end) + 1 for end in ENDS)
    if ended > most // 3:
        return f"{start[:ended]} …"
    words = start.rpartition(" ")[0] or start
    return f"{words.rstrip(',;:.–- ')}…"
