"""Reads of reports."""

from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Case, Count, F, Max, Min, Q, QuerySet, When

from lysning.catalogue.models import Solution
from lysning.moderation.models import SUBJECTS, Report

_WAITS = Q(decided_at__isnull=True) | Q(appealed_at__isnull=False, appeal_decided_at__isnull=True)
_IS_REAL = reduce(or_, (Q(**{f"{name}__is_example": False}) for name in SUBJECTS))


@dataclass(frozen=True)
class Queue:
    """What waits for a moderator: how many reports and appeals, since when, and whether all are about examples."""

    number: int
    oldest_at: datetime
    newest_at: datetime
    is_example: bool


def with_subjects() -> QuerySet[Report]:
    """Every report with what it is about and who has decided."""
    return Report.objects.select_related(
        "solution__current_version",
        "need",
        "direction__municipality",
        "direction__area",
        "placement__direction__municipality",
        "placement__direction__area",
        "placement__topic__current",
        "placement__solution__current_version",
        "coalition",
        "post__coalition",
        "trial",
        "finding__current_version",
        "decided_by",
        "appeal_decided_by",
    )


def waiting() -> QuerySet[Report]:
    """The reports and appeals that wait for a moderator, oldest first."""
    return with_subjects().filter(_WAITS).order_by("created_at", "pk")


def queue() -> Queue | None:
    """The reports and appeals that wait, in numbers; None when nothing does. One query."""
    since = Case(When(decided_at__isnull=True, then=F("created_at")), default=F("appealed_at"))
    facts = Report.objects.filter(_WAITS).aggregate(
        number=Count("pk"), oldest_at=Min(since), newest_at=Max(since), real=Count("pk", filter=_IS_REAL)
    )
    is_example = not facts.pop("real")
    return Queue(**facts, is_example=is_example) if facts["number"] else None


def settled() -> QuerySet[Report]:
    """The reports with which nothing more is to be done, the last decided first."""
    return with_subjects().exclude(_WAITS).order_by("-decided_at", "-pk")


def standing(report: Report) -> Report | None:
    """The newest other decision by which the same text is hidden and stays so, if there is one."""
    others = report.subject.reports.filter(is_upheld=True).exclude(is_appeal_granted=True).exclude(pk=report.pk)
    return others.order_by("-decided_at", "-pk").first()


def about_the_same(report: Report) -> QuerySet[Report]:
    """The other reports about the same text, newest first."""
    return report.subject.reports.exclude(pk=report.pk).order_by("-created_at", "-pk")


def hiding(solution: Solution) -> Report | None:
    """The decision that hides the solution; None when it is not hidden. One query."""
    upheld = Report.objects.filter(solution=solution, is_upheld=True).exclude(is_appeal_granted=True)
    return upheld.order_by("-decided_at", "-pk").first()
