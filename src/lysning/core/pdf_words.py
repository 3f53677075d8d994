"""The words of a PDF that somebody sent, looked through in a process of its own with few seconds, little memory and no secrets.

The reader (pypdf) is Python throughout, so a hostile file can waste what its process was given and nothing else.
"""

import json
import subprocess
import sys
import threading
from dataclasses import dataclass
from typing import Literal

Why = Literal["broken", "closed", "long", "heavy", "busy"]
PROGRAM = "lysning.core.pdf_words_child"
MOST_SECONDS = 12
MOST_PAGES, MOST_CPU_SECONDS, MOST_MEMORY_MB = 300, 8, 256
WAIT_SECONDS = 3
_ONE_AT_A_TIME = threading.Lock()


class Unread(Exception):  # noqa: N818 -- an expected answer, not an error
    """The words could not be read: broken, closed by a password, long (pages), heavy (over its limits), or we are busy."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why: Why = why


@dataclass(frozen=True)
class Words:
    """What was found: something like a personal number; pages that show something in which there are no words to read."""

    has_cpr: bool
    unread_pages: int


def look_for_words(content: bytes) -> Words:
    """What the words of this PDF hold: its pages, notes, form fields, bookmarks and description.

    Raises Unread. Takes 0.2 s and some 15 ms for each page, never more than 15 s; a web worker reads one file at a time.
    """
    if not _ONE_AT_A_TIME.acquire(timeout=WAIT_SECONDS):
        raise Unread("busy")
    try:
        return _asked(content)
    finally:
        _ONE_AT_A_TIME.release()


def _asked(content: bytes) -> Words:
    kept = [f"-Xpycache_prefix={sys.pycache_prefix}"] if sys.pycache_prefix else []
    limits = [str(limit) for limit in (MOST_PAGES, MOST_CPU_SECONDS, MOST_MEMORY_MB)]
    try:
        child = subprocess.run(  # noqa: S603 -- our own program, without a shell
            [sys.executable, "-I", *kept, "-m", PROGRAM, *limits],
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            cwd="/",
            timeout=MOST_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Unread("heavy") from None
    if child.returncode != 0:
        raise Unread("heavy")
    said = json.loads(child.stdout)
    if why := said.get("why"):
        raise Unread(why)
    return Words(**said)
