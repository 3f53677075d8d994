"""What the clock brings about by itself: reminders, and the coordinator after ten working days."""

from datetime import datetime, timedelta

from django.db import transaction

from lysning.core import audit, events
from lysning.core.actors import SYSTEM, Actor
from lysning.enquiries.events import EnquiryEscalated, EnquiryReminderDue
from lysning.enquiries.models import Enquiry
from lysning.enquiries.rules import clock
from lysning.enquiries.rules.promises import REMINDER_WORKING_DAYS


def escalate_due(*, at: datetime, by: Actor = SYSTEM) -> int:
    """Hands every enquiry whose deadline has passed to the municipality's coordinator; returns how many.

    Each in a transaction of its own, once, however many workers do it at the same time. Announces EnquiryEscalated.
    """
    due = Enquiry.objects.running().filter(deadline_at__lte=at).order_by("deadline_at", "pk")
    return sum(_escalate(pk, by, at) for pk in list(due.values_list("pk", flat=True)))


def remind_due(*, at: datetime, by: Actor = SYSTEM) -> int:
    """Has every leader reminded who has spent five, or eight, working days without answering; returns how many.

    Only the highest reminder reached counts, each once, on working days, never while the clock stands still. Announces
    EnquiryReminderDue.
    """
    waiting = Enquiry.objects.running().filter(
        deadline_at__gt=at,
        offered_at__lte=at - timedelta(days=min(REMINDER_WORKING_DAYS)),
        reminder_days__lt=max(REMINDER_WORKING_DAYS),
    )
    return sum(_remind(pk, by, at) for pk in list(waiting.order_by("deadline_at", "pk").values_list("pk", flat=True)))


def _escalate(pk: int, by: Actor, at: datetime) -> bool:
    with transaction.atomic():
        row = Enquiry.objects.select_for_update(skip_locked=True).filter(pk=pk).first()
        if row is None or clock.may_escalate(row.facts, at) is not None:
            return False
        row.escalated_at = at
        row.save(update_fields=["escalated_at"])
        audit.record("enquiries.escalate", row, by=by, at=at)
        events.announce(EnquiryEscalated(row.pk))
    return True


def _remind(pk: int, by: Actor, at: datetime) -> bool:
    with transaction.atomic():
        row = Enquiry.objects.select_for_update(skip_locked=True).filter(pk=pk).first()
        days = row and clock.reminder_due(row.facts, at, last_sent=row.reminder_days)
        if row is None or not days:
            return False
        row.reminded_at, row.reminder_days = at, days
        row.save(update_fields=["reminded_at", "reminder_days"])
        audit.record("enquiries.remind", row, by=by, at=at, days=days)
        events.announce(EnquiryReminderDue(row.pk, days))
    return True
