"""What a trial waits for from one of those who take part in it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Literal

StepKey = Literal["protocol", "approve", "sites", "report", "finish", "measure", "begin"]


@dataclass(frozen=True)
class NextStep:
    """What comes next, its day if it has one, and whether it is up to the reader."""

    key: StepKey
    day: date | None = None
    is_asked: bool = True


def next_step(
    state: str, has: Collection[str], *, begins: date | None, owed: date | None, ahead: date | None
) -> NextStep | None:
    """The step for who leads ("lead"), evaluates ("evaluator"), has a seat ("seat") and has said where ("sites").

    None when it is up to others. `begins`: the first day of the follow-up. `owed`: the last day of the oldest period that
    is over and not reported by the reader's own sites. `ahead`: the last day of the period that goes on.
    """
    if state == "draft":
        return NextStep("protocol") if "lead" in has else None
    if state == "proposed":
        return NextStep("approve") if "evaluator" in has else None
    if "seat" in has and "sites" not in has:
        return NextStep("sites", begins)
    if owed is not None:
        return NextStep("report", owed)
    if state == "registered":
        return NextStep("begin", begins, is_asked=False)
    if ahead is not None:
        return NextStep("measure", ahead, is_asked=False)
    return NextStep("finish") if "lead" in has or "evaluator" in has else None
