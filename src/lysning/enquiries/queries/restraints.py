"""What posts have said of solutions like one: how much of its relevance is left for each."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models.functions import Coalesce

from lysning.catalogue.models import Solution
from lysning.enquiries.models import Enquiry
from lysning.enquiries.rules.answers import AnswerKind, Reason
from lysning.enquiries.rules.calendar import local_day, start_of_day
from lysning.enquiries.rules.restraint import MEMORY_DAYS, PastAnswer, remaining
from lysning.matching.queries.similar import alike

MOST_ALIKE = 100
IN_FIELD, NOT_IN_FIELD = (AnswerKind.INTERESTED, ""), (AnswerKind.NOT_RELEVANT, Reason.OTHER_FIELD)
"""How a mere word on whether an enquiry fits counts while there is no answer."""


class _Answered(NamedTuple):
    post_id: int
    on: date
    kind: AnswerKind
    reason: Reason | None


class Restraints:
    """The answers of the last year, read once for a run; asked about one solution at a time."""

    def __init__(self, today: date) -> None:
        self._today = today
        self._answered: dict[int, list[_Answered]] = defaultdict(list)
        since = start_of_day(today - timedelta(days=MEMORY_DAYS))
        said_at = Coalesce("answered_at", "fits_said_at")
        rows = Enquiry.objects.annotate(said_at=said_at).filter(said_at__gte=since, withdrawn_at__isnull=True)
        columns = ("version__solution_id", "post_id", "said_at", "answer_kind", "answer_reason", "fits")
        for solution, post, at, kind, reason, fits in rows.values_list(*columns).iterator():
            said = (kind, reason) if kind else (IN_FIELD if fits else NOT_IN_FIELD)
            answered = _Answered(post, local_day(at), AnswerKind(said[0]), Reason(said[1]) if said[1] else None)
            self._answered[solution].append(answered)

    def of(self, solution_id: int) -> Mapping[int, float]:
        """Post id to the part of the relevance that is left; posts that keep all of it are absent. Two queries at most."""
        others = [key for key in self._answered if key != solution_id]
        if not any(said.kind == AnswerKind.NOT_RELEVANT for key in others for said in self._answered[key]):
            return {}
        within = Solution.objects.filter(pk__in=others)
        past: dict[int, list[PastAnswer]] = defaultdict(list)
        for near in alike("solution", solution_id, "solution", within=within, limit=MOST_ALIKE):
            for post, on, kind, reason in self._answered[near.subject_id]:
                past[post].append(PastAnswer(on, kind, reason, near.share))
        left = {post: remaining(answers, self._today) for post, answers in past.items()}
        return {post: part for post, part in left.items() if part < 1}
