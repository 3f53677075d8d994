"""Reads of reports."""

from django.db.models import Q, QuerySet

from lysning.moderation.models import Report

_WAITS = Q(decided_at__isnull=True) | Q(appealed_at__isnull=False, appeal_decided_at__isnull=True)


def with_subjects() -> QuerySet[Report]:
    """Every report with what it is about and who has decided."""
    return Report.objects.select_related("solution__current_version", "need", "decided_by", "appeal_decided_by")


def waiting() -> QuerySet[Report]:
    """The reports and appeals that wait for a moderator, oldest first."""
    return with_subjects().filter(_WAITS).order_by("created_at", "pk")


def settled() -> QuerySet[Report]:
    """The reports with which nothing more is to be done, the last decided first."""
    return with_subjects().exclude(_WAITS).order_by("-decided_at", "-pk")


def about_the_same(report: Report) -> QuerySet[Report]:
    """The other reports about the same text, newest first."""
    return report.subject.reports.exclude(pk=report.pk).order_by("-created_at", "-pk")
