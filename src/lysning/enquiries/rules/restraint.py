"""How a no counts for what resembles it: the same post is offered less of the same kind. Pure.

A post that has found a solution not relevant for a reason that lies in its kind is less likely to be offered one like it. Each
such no within the last year takes a quarter of what is left of the relevance, in proportion to how alike the two are; each yes
to one like it gives one no back; a third of the relevance always remains, so that nobody is shut out for good.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from lysning.enquiries.rules.answers import AnswerKind, Reason

MEMORY_DAYS = 365
TAKEN = 0.25
LEAST_LEFT = 1 / 3
OF_ITS_KIND = frozenset({Reason.OTHER_FIELD, Reason.HAVE_NO_NEED, Reason.TOO_SMALL})
"""Reasons that hold for similar solutions too. Price, maturity and a running contract belong to the one that was offered."""
YES = frozenset({AnswerKind.INTERESTED, AnswerKind.TOGETHER, AnswerKind.LATER, AnswerKind.HAS_IT})


@dataclass(frozen=True)
class PastAnswer:
    """What a post answered before: the day, the answer, its reason, and how alike (0 to 1) that solution is to this one."""

    on: date
    kind: AnswerKind
    reason: Reason | None
    likeness: float


def remaining(answers: Iterable[PastAnswer], today: date) -> float:
    """The part of a relevance (LEAST_LEFT to 1) that is left after what the post has answered to solutions alike."""
    counted = [
        each for each in answers if today - timedelta(days=MEMORY_DAYS) <= each.on <= today and each.likeness > 0
    ]
    noes = sorted(
        each.likeness for each in counted if each.kind == AnswerKind.NOT_RELEVANT and each.reason in OF_ITS_KIND
    )
    forgiven = sum(each.kind in YES for each in counted)
    left = 1.0
    for likeness in noes[: max(0, len(noes) - forgiven)]:
        left *= 1 - TAKEN * min(1.0, likeness)
    return max(LEAST_LEFT, left)
