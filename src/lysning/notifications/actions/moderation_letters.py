"""Mails about reports: what waits for the moderators, and what they have decided."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from lysning.accounts import queries as accounts
from lysning.accounts.models import User
from lysning.core import clock
from lysning.moderation import queries as moderation
from lysning.moderation.models import Report
from lysning.notifications.actions.write import write_mail
from lysning.notifications.models import Mail

WAITING = "reports_waiting"


def write_waiting(*, at: datetime) -> int:
    """To each moderator, at most one mail a day: how many reports and appeals wait, and since when.

    Writes to nobody who has been written to since the newest of them came. Returns how many mails are there for the day.
    """
    queue = moderation.queue()
    if queue is None:
        return 0
    told = set(Mail.objects.filter(kind=WAITING, created_at__gte=queue.newest_at).values_list("to", flat=True))
    mails = [
        write_mail(
            cause=f"{WAITING}:{clock.day_of(at)}:{moderator.pk}",
            kind=WAITING,
            to=moderator.email,
            language=moderator.language,
            context={
                "number": queue.number,
                "oldest_at": queue.oldest_at,
                "url": settings.BASE_URL + reverse("moderation:queue"),
            },
            at=at,
            is_example=queue.is_example,
        )
        for moderator in accounts.platform_people("moderator")
        if moderator.email not in told
    ]
    return len(mails)


def write_decision(*, report_id: int, at: datetime) -> None:
    """To who reported it, and to the owners when the text was hidden, with the way to appeal."""
    report = _report(report_id)
    if report.is_upheld:
        _tell_owners(report, "hidden", report.decision_reason, at=at)
    reporter = report.reporter
    write_mail(
        cause=f"report:{report.pk}:decided:reporter",
        kind="report_decided",
        to=reporter.email if reporter else report.reporter_email,
        language=reporter.language if reporter else "da",
        context={"title": _title(report), "is_hidden": report.is_upheld, "reason": report.decision_reason},
        at=at,
        is_example=_is_example(report),
    )


def write_appeal_decision(*, report_id: int, at: datetime) -> None:
    """To the owners: the text is back, or stays hidden, and why; also when it is another decision that keeps it hidden."""
    report = _report(report_id)
    other = moderation.standing(report) if report.is_appeal_granted else None
    _tell_owners(report, "appeal_decided", report.appeal_reason, at=at, standing=other)


def _tell_owners(report: Report, kind: str, reason: str, *, at: datetime, standing: Report | None = None) -> None:
    for owner in _owners(report):
        write_mail(
            cause=f"report:{report.pk}:{kind}:{owner.pk}",
            kind=kind,
            to=owner.email,
            language=owner.language,
            context={
                "title": _title(report),
                "reason": reason,
                "is_granted": report.is_appeal_granted,
                "standing": standing.decision_reason if standing else "",
                "url": settings.BASE_URL + reverse("moderation:case", args=[(standing or report).pk]),
            },
            at=at,
            is_example=_is_example(report),
        )


def _owners(report: Report) -> list[User]:
    if report.solution is not None:
        return list(accounts.supplier_people(report.solution.supplier_id))
    if report.need is None:
        return []
    author = report.need.created_by
    if author is not None and author.is_active:
        return [author]
    return list(accounts.coordinators(report.need.municipality_id))


def _title(report: Report) -> str:
    if report.solution is not None:
        version = report.solution.current_version
        return version.title if version else report.solution.slug
    return report.need.title if report.need else ""


def _is_example(report: Report) -> bool:
    subject = report.solution or report.need
    return subject is not None and subject.is_example


def _report(report_id: int) -> Report:
    rows = Report.objects.select_related("solution__current_version", "need__created_by", "reporter")
    return rows.get(pk=report_id)
