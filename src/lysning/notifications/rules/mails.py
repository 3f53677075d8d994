"""What is decided about a mail before and after the mail server has spoken. Pure: no Django, no clock."""

import re
from dataclasses import dataclass
from datetime import timedelta
from smtplib import (
    SMTPConnectError,
    SMTPDataError,
    SMTPHeloError,
    SMTPNotSupportedError,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)
from typing import Literal

SUBJECT_LENGTH = 180
DIGEST_LINES = 10
WAITS = (timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=8), timedelta(hours=24))
SILENT_FOR = timedelta(minutes=10)
DOT = re.compile(r"(?<=\w)([.\N{IDEOGRAPHIC FULL STOP}\N{FULLWIDTH FULL STOP}])(?=[^\W\d_])")
AT_SIGN = re.compile(r"(?<=\S)@(?=\S)")

ASKED_FOR = frozenset(
    {
        "account",
        "appeal_decided",
        "claim_decided",
        "claim_waiting",
        "coalition_answer",
        "coalition_removed",
        "coordinator_added",
        "follow",
        "hidden",
        "invitation",
        "let_through",
        "membership_ended",
        "not_let_through",
        "report_decided",
        "reports_waiting",
        "support",
    }
)
"""Kinds that a person has asked for or must know: unsubscribing does not stop them, a dead address does."""

FOLLOWED = "followed"
"""The kind of the weekly mail to those who only follow: they have asked for it, and stop it by ending what they follow."""

Outcome = Literal["refused", "rejected", "unknown"]


@dataclass(frozen=True)
class NextStep:
    """What becomes of a mail after a try that went wrong: the state, and how long to wait when it is tried again."""

    state: Literal["queued", "failed", "uncertain"]
    wait: timedelta | None = None


def outcome_of(error: BaseException, *, handed_over: bool) -> Outcome:
    """What an error from the mail server says about the mail.

    "refused": the server has surely not taken it, and may later. "rejected": surely not, and never will (RFC 5321, 4.2.1:
    codes 500-599 for this recipient or this text). "unknown": the mail was being handed over and may have been taken.
    """
    if isinstance(error, SMTPRecipientsRefused):
        codes = [code for code, _words in error.recipients.values()]
        return "rejected" if codes and all(code >= 500 for code in codes) else "refused"  # noqa: PLR2004 -- RFC 5321
    if isinstance(error, SMTPDataError):
        return "rejected" if error.smtp_code >= 500 else "refused"  # noqa: PLR2004 -- RFC 5321
    if isinstance(error, SMTPSenderRefused | SMTPHeloError | SMTPConnectError | SMTPResponseException):
        return "refused"
    if isinstance(error, SMTPNotSupportedError | ValueError | UnicodeError | TypeError):
        return "rejected"
    return "unknown" if handed_over else "refused"


def next_step(outcome: Outcome, attempts: int) -> NextStep:
    """What to do after the given number of tries (from 1): wait longer each time, give up after the last wait."""
    if outcome == "unknown":
        return NextStep("uncertain")
    if outcome == "rejected" or attempts > len(WAITS):
        return NextStep("failed")
    return NextStep("queued", WAITS[attempts - 1])


def is_stopped(kind: str, suppression: str | None) -> bool:
    """True when the address's suppression (a reason, or None) keeps mails of this kind away from it.

    Sign-in codes always go out: a person who asks for one at the address knows that it works.
    """
    if suppression is None or kind == "account":
        return False
    return suppression != "unsubscribed" or kind not in ASKED_FOR | {FOLLOWED}


def one_line(text: str, length: int = SUBJECT_LENGTH) -> str:
    """The text on one line without control characters, cut at a word: fit for a header."""
    line = " ".join("".join(c if c.isprintable() or c.isspace() else "" for c in text).split())
    if len(line) <= length:
        return line
    return line[: length - 1].rsplit(" ", 1)[0] + "…"


def unlinked(text: str) -> str:
    """The text so that no mail program makes a link of it: a space after each dot, colon or at that an address is made of.

    For what people and firms write themselves: "Hej www.ond.dk" as a name becomes "Hej www. ond. dk". Invisible joiners
    do not help: some programs link across them. Numbers keep their dots.
    """
    return AT_SIGN.sub(" @ ", DOT.sub(r"\1 ", text.replace("://", ": //")))
