"""What leaders say of the matching, by their answers or outright: each is a judgement of one solution for one post."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from django.db.models.functions import Coalesce

from lysning.enquiries.models import Enquiry
from lysning.enquiries.rules.answers import AnswerKind
from lysning.enquiries.rules.restraint import OF_ITS_KIND

GRADES = {AnswerKind.TOGETHER: 3, AnswerKind.INTERESTED: 2, AnswerKind.LATER: 1, AnswerKind.HAS_IT: 1}
"""A no is 0 when its reason lies in the kind of solution; a no for price or contract says nothing of the matching."""


class Judged(NamedTuple):
    """One judgement; nothing in it tells who gave it beyond the post."""

    version_id: int
    post_id: int
    grade: int
    judged_at: datetime


def judged_by_leaders() -> Iterator[Judged]:
    """Every enquiry of which a leader has said something that tells of the matching, oldest first.

    An answer that tells of it comes before the mere word on whether it fits.
    """
    rows = Enquiry.objects.annotate(judged_at=Coalesce("answered_at", "fits_said_at")).filter(judged_at__isnull=False)
    columns = ("version_id", "post_id", "judged_at", "answer_kind", "answer_reason", "fits")
    for version, post, at, kind, reason, fits in rows.order_by("judged_at", "pk").values_list(*columns).iterator():
        grade = _grade(kind, reason, fits)
        if grade is not None:
            yield Judged(version, post, grade, at)


def _grade(kind: str, reason: str, fits: bool | None) -> int | None:
    if kind and (kind != AnswerKind.NOT_RELEVANT or reason in OF_ITS_KIND):
        return GRADES.get(AnswerKind(kind), 0)
    return None if fits is None else int(fits)
