"""Mails about reports: what waits for the moderators, and what they have decided."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from lysning.accounts import queries as accounts
from lysning.accounts.models import User
from lysning.catalogue.models import Solution
from lysning.community.models import Coalition, Post
from lysning.core import clock
from lysning.direction.models import Placement
from lysning.direction.queries import last_author
from lysning.evidence.models import Finding
from lysning.moderation import queries as moderation
from lysning.moderation.models import Report
from lysning.needs.models import Need
from lysning.notifications.actions.coalition_letters import stewards_of
from lysning.notifications.actions.write import write_each, write_mail
from lysning.notifications.models import Mail
from lysning.trials.models import Trial

WAITING = "reports_waiting"
PEOPLE = ("need__created_by", "post__by_user", "trial__created_by", "reporter")


def write_waiting(*, at: datetime) -> int:
    """To each moderator, at most one mail a day: how many reports and appeals wait, and since when.

    Writes to nobody who has been written to since the newest of them came. Returns how many mails are there for the day.
    """
    queue = moderation.queue()
    if queue is None:
        return 0
    told = set(Mail.objects.filter(kind=WAITING, created_at__gte=queue.newest_at).values_list("to", flat=True))
    moderators = [each for each in accounts.platform_people("moderator") if each.email not in told]
    context = {
        "number": queue.number,
        "oldest_at": queue.oldest_at,
        "url": settings.BASE_URL + reverse("moderation:queue"),
    }
    cause = f"{WAITING}:{clock.day_of(at)}"
    mails = write_each(moderators, cause=cause, kind=WAITING, say=lambda: context, at=at, is_example=queue.is_example)
    return len(mails)


def write_decision(*, report_id: int, at: datetime) -> None:
    """To who reported it, and to the owners when the text was hidden, with the way to appeal.

    The citizen whose need waited hears both a yes and a no.
    """
    report = _report(report_id)
    if report.is_first_look:
        kind = "not_let_through" if report.is_upheld else "let_through"
        _tell_owners(report, kind, report.decision_reason, at=at)
    elif report.is_upheld:
        _tell_owners(report, "hidden", report.decision_reason, at=at)
    reporter = report.reporter
    write_mail(
        cause=f"report:{report.pk}:decided:reporter",
        kind="report_decided",
        to=reporter.email if reporter else report.reporter_email,
        language=reporter.language if reporter else "da",
        context={"title": report.title, "is_hidden": report.is_upheld, "reason": report.decision_reason},
        at=at,
        is_example=report.subject.is_example,
    )


def write_appeal_decision(*, report_id: int, at: datetime) -> None:
    """To the owners: the text is back, or stays hidden, and why; also when it is another decision that keeps it hidden."""
    report = _report(report_id)
    other = moderation.standing(report) if report.is_appeal_granted else None
    _tell_owners(report, "appeal_decided", report.appeal_reason, at=at, standing=other)


def _tell_owners(report: Report, kind: str, reason: str, *, at: datetime, standing: Report | None = None) -> None:
    context = {
        "title": report.title,
        "reason": reason,
        "is_granted": report.is_appeal_granted,
        "standing": standing.decision_reason if standing else "",
        "url": settings.BASE_URL + _address(standing or report, kind),
    }
    cause, is_example = f"report:{report.pk}:{kind}", report.subject.is_example
    write_each(_owners(report), cause=cause, kind=kind, say=lambda: context, at=at, is_example=is_example)


def _address(report: Report, kind: str) -> str:
    if kind == "let_through" and report.need is not None:
        return reverse("needs:need", args=[report.need.slug])
    return reverse("moderation:case", args=[report.pk])


def _owners(report: Report) -> list[User]:
    """The supplier's or partner's people, who looks after the coalition, or who wrote it; where nobody is, the coordinators."""
    subject = report.subject
    if isinstance(subject, Solution):
        return list(accounts.supplier_people(subject.supplier_id))
    if isinstance(subject, Coalition):
        return list(stewards_of(subject))
    if isinstance(subject, Post):
        return [subject.by_user] if subject.by_user and subject.by_user.is_active else []
    if isinstance(subject, Finding):
        people = list(accounts.partner_people(subject.author_id))
        return people or list(accounts.coordinators(subject.author_id))
    if isinstance(subject, Trial):
        author, municipality_id = subject.created_by, subject.lead_id
    elif isinstance(subject, Need):
        author, municipality_id = subject.created_by, subject.municipality_id
    else:
        direction = subject.direction if isinstance(subject, Placement) else subject
        author, municipality_id = last_author(subject), direction.municipality_id
    if author is not None and author.is_active:
        return [author]
    return list(accounts.coordinators(municipality_id))


def _report(report_id: int) -> Report:
    return moderation.with_subjects().select_related(*PEOPLE).get(pk=report_id)
