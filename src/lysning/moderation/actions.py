"""What is done with reports. A report removes nothing by itself: a person decides, with a reason that can be appealed."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lysning.accounts.models import Membership
from lysning.catalogue.actions import hide_solution, unhide_solution
from lysning.catalogue.models import Solution
from lysning.community.actions import hide_coalition, hide_post, show_coalition, show_post
from lysning.community.models import Coalition, Post
from lysning.core import audit, events
from lysning.core.actors import SYSTEM, Actor
from lysning.core.locks import lock
from lysning.core.plaintext import clean, has_cpr_number
from lysning.core.refusal import TOO_MANY, Refused, refusal_words
from lysning.direction.actions import hide_direction, hide_placement, show_direction, show_placement
from lysning.direction.models import Direction, Placement
from lysning.evidence.actions import hide_finding, show_finding
from lysning.evidence.models import Finding
from lysning.moderation.events import AppealDecided, AppealReceived, ReportDecided, ReportReceived
from lysning.moderation.models import Report, Subject
from lysning.moderation.queries import standing
from lysning.moderation.rules import ADDRESS_KEPT, LONGEST, WINDOW, is_too_many
from lysning.needs.actions import hide_need, publish_need, show_need
from lysning.needs.models import Need
from lysning.trials.actions import hide_trial, show_trial
from lysning.trials.models import Trial

_SIGHT: dict[type[Subject], tuple[Callable[..., Any], Callable[..., Any]]] = {
    Solution: (hide_solution, unhide_solution),
    Need: (hide_need, show_need),
    Direction: (hide_direction, show_direction),
    Placement: (hide_placement, show_placement),
    Coalition: (hide_coalition, show_coalition),
    Post: (hide_post, show_post),
    Trial: (hide_trial, show_trial),
    Finding: (hide_finding, show_finding),
}
"""How what can be reported is hidden and put back: the two actions of its own room."""
refusal_words(
    report_text_missing=_("Write a text."),
    report_text_too_long=_("This is %(length)s characters. There is room for %(longest)s."),
    report_text_has_cpr=_("The text holds something that looks like a CPR number. Remove it."),
    report_is_decided=_("The report has been decided already."),
    report_takes_no_appeal=_("There is nothing to appeal, or it has been appealed already."),
    report_same_moderator=_("Another moderator than the one who hid it decides the appeal."),
)


@transaction.atomic
def report(
    *, subject: Subject, reason: str, text: str, email: str, address_hash: str, by: Actor, at: datetime
) -> Report:
    """Records that a public text should not stand; announces ReportReceived.

    `address_hash` stands for where a visitor is, kept for the limit alone and for a day. Raises Refused at "text", or
    "too_many" after five in an hour from one person or place, or sixty in all.
    """
    words = _checked(text, "text")
    lock("moderation.report")  # forty at once are counted one by one
    recent = Report.objects.filter(created_at__gt=at - WINDOW)
    mine = Q(reporter_id=by.user_id) if by.is_signed_in else Q(address_hash=address_hash)
    if is_too_many(recent.filter(mine).count(), recent.count()):
        raise Refused(TOO_MANY)
    found = Report.objects.create(
        reason=reason,
        text=words,
        reporter_id=by.user_id,
        reporter_email=email,
        address_hash="" if by.is_signed_in else address_hash,
        created_at=at,
        **{type(subject).__name__.lower(): subject},
    )
    audit.record("moderation.report", found, by=by, at=at, reason=reason)
    events.announce(ReportReceived(found.pk))
    return found


@transaction.atomic
def open_case(*, need: Need, reason: str, text: str, at: datetime) -> Report:
    """Puts a need before the moderators that nobody has reported; announces ReportReceived.

    A first look that waits already is the same case.
    """
    lock(f"moderation.case:{need.pk}")
    found = Report.objects.filter(need=need, reason=reason, decided_at__isnull=True).first()
    if found is not None:
        return found
    row = Report.objects.create(need=need, reason=reason, text=text, created_at=at)
    audit.record("moderation.open_case", row, by=SYSTEM, at=at, reason=reason)
    events.announce(ReportReceived(row.pk))
    return row


@transaction.atomic
def decide(*, report: Report, hide: bool, reason: str, by: Actor, at: datetime) -> Report:
    """Hides what was reported, or lets it stand, with a reason; announces ReportDecided.

    Of a citizen's need that waits it means: it is let through, or not.

    Raises Refused at "decision_reason", or "report_is_decided".
    """
    words = _checked(reason, "decision_reason")
    row = Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
    if row.decided_at is not None:
        raise Refused("report_is_decided")
    row.decided_at, row.decided_by_id, row.is_upheld, row.decision_reason = at, by.user_id, hide, words
    row.save(update_fields=["decided_at", "decided_by", "is_upheld", "decision_reason"])
    if hide:
        _hide(row.subject, words, by=by, at=at)
    elif row.is_first_look and row.need is not None:
        publish_need(need=row.need, by=by, at=at)
    audit.record("moderation.decide", row, by=by, at=at, hide=hide)
    events.announce(ReportDecided(row.pk))
    return row


@transaction.atomic
def appeal(*, report: Report, text: str, by: Actor, at: datetime) -> Report:
    """The owner asks for a new look at a hiding, once; announces AppealReceived.

    Raises Refused at "appeal_text", or "report_takes_no_appeal".
    """
    words = _checked(text, "appeal_text")
    rows = Report.objects.filter(pk=report.pk, is_upheld=True, appealed_at__isnull=True)
    if not rows.update(appealed_at=at, appeal_text=words):
        raise Refused("report_takes_no_appeal")
    audit.record("moderation.appeal", report, by=by, at=at)
    events.announce(AppealReceived(report.pk))
    report.refresh_from_db()
    return report


@transaction.atomic
def decide_appeal(*, report: Report, grant: bool, reason: str, by: Actor, at: datetime) -> Report:
    """Puts the text back or keeps it hidden, with a reason; announces AppealDecided.

    A text that another decision hides as well stays hidden when the appeal is granted, now for that decision's reason.
    By another moderator than the first where there is one: Refused("report_same_moderator"). Raises Refused at
    "appeal_reason", or "report_takes_no_appeal".
    """
    words = _checked(reason, "appeal_reason")
    row = Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
    if row.appealed_at is None or row.appeal_decided_at is not None:
        raise Refused("report_takes_no_appeal")
    others = Membership.objects.in_force().filter(role="moderator").exclude(user_id=by.user_id or 0)
    if row.decided_by_id == by.user_id and others.exists():
        raise Refused("report_same_moderator")
    row.appeal_decided_at, row.appeal_decided_by_id = at, by.user_id
    row.is_appeal_granted, row.appeal_reason = grant, words
    row.save(update_fields=["appeal_decided_at", "appeal_decided_by", "is_appeal_granted", "appeal_reason"])
    if grant:
        _put_back(row, by=by, at=at)
    audit.record("moderation.decide_appeal", row, by=by, at=at, grant=grant)
    events.announce(AppealDecided(row.pk))
    return row


def _hide(subject: Subject, reason: str, *, by: Actor, at: datetime) -> None:
    hide, _show_again = _SIGHT[type(subject)]
    hide(**{type(subject).__name__.lower(): subject}, reason=reason, by=by, at=at)


def _show(subject: Subject, *, by: Actor, at: datetime) -> None:
    _hide_first, show = _SIGHT[type(subject)]
    show(**{type(subject).__name__.lower(): subject}, by=by, at=at)


def _put_back(report: Report, *, by: Actor, at: datetime) -> None:
    """Ends what the report's decision did; the lock lets two appeals about one text see each other's outcome."""
    subject = report.subject
    type(subject).objects.select_for_update().get(pk=subject.pk)
    if other := standing(report):
        _hide(subject, other.decision_reason, by=by, at=at)
    else:
        _show(subject, by=by, at=at)
        if report.is_first_look and isinstance(subject, Need):
            publish_need(need=subject, by=by, at=at)


def forget_addresses(*, at: datetime) -> int:
    """Forgets where reports came from once the limit needs it no more, a day after; returns how many were forgotten."""
    old = Report.objects.exclude(address_hash="").filter(created_at__lt=at - ADDRESS_KEPT)
    return old.update(address_hash="")


def _checked(text: str, field: str) -> str:
    words = clean(text)
    if not words:
        raise Refused("report_text_missing", field=field)
    if len(words) > LONGEST:
        raise Refused("report_text_too_long", field=field, length=len(words), longest=LONGEST)
    if has_cpr_number(words):
        raise Refused("report_text_has_cpr", field=field)
    return words
