"""What leaders' answers say of the matching: each is a judgement of one solution for one post."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from lysning.enquiries.models import Enquiry
from lysning.enquiries.rules.answers import AnswerKind
from lysning.enquiries.rules.restraint import OF_ITS_KIND

GRADES = {AnswerKind.TOGETHER: 3, AnswerKind.INTERESTED: 2, AnswerKind.LATER: 1, AnswerKind.HAS_IT: 1}
"""A no is 0 when its reason lies in the kind of solution; a no for price or contract says nothing of the matching."""


class Judged(NamedTuple):
    """One answer as a judgement; nothing in it tells who gave it beyond the post."""

    version_id: int
    post_id: int
    grade: int
    answered_at: datetime


def judged_by_answers() -> Iterator[Judged]:
    """Every answer that says something of the matching, oldest first."""
    rows = Enquiry.objects.filter(answered_at__isnull=False).order_by("answered_at", "pk")
    for version, post, at, kind, reason in rows.values_list(
        "version_id", "post_id", "answered_at", "answer_kind", "answer_reason"
    ).iterator():
        if at is not None and (kind != AnswerKind.NOT_RELEVANT or reason in OF_ITS_KIND):
            yield Judged(version, post, GRADES.get(AnswerKind(kind), 0), at)
