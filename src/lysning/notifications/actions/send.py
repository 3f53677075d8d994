"""Sending: taken in a commit of its own, handed over once, and never silently a second time."""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.db.models import F, Q

from lysning.notifications import rules
from lysning.notifications.actions.write import defer_send, way_out
from lysning.notifications.models import Mail

log = logging.getLogger(__name__)


def send(*, mail_id: int, at: datetime) -> str | None:
    """Takes a queued mail and hands it to the mail server; returns the state it is left in, None when it was not ours.

    Three commits: queued → sending, the handing over, sending → sent. Killed between them the mail stays "sending", and
    `expire_sending` shows it to the operator as "uncertain". Only one of several workers gets it. Never raises for a mail
    that cannot be built or is refused: that is a state of the mail.
    """
    with transaction.atomic():
        due = Q(next_try_at__isnull=True) | Q(next_try_at__lte=at)
        rows = Mail.objects.filter(due, pk=mail_id, state="queued")
        if not rows.update(state="sending", sending_at=at, attempts=F("attempts") + 1, error=""):
            return None
    mail = Mail.objects.get(pk=mail_id)
    if not _stays_here(mail) and (trouble := _hand_over(mail)) is not None:
        return _put_down(mail, *trouble, at=at)
    return _leave(mail, "sent", sent_at=at)


def expire_sending(*, at: datetime) -> int:
    """Calls mails "uncertain" that have been "sending" for ten minutes: the worker died with them. Returns how many."""
    rows = Mail.objects.filter(state="sending", sending_at__lt=at - rules.SILENT_FOR)
    return rows.update(state="uncertain", error="the worker stopped while the mail was being handed over")


def requeue_forgotten(*, at: datetime) -> int:
    """Defers a job for queued mails that have waited ten minutes beyond their time: their job was lost. Returns how many."""
    late = at - rules.SILENT_FOR
    due = Q(next_try_at__isnull=True, created_at__lt=late) | Q(next_try_at__lt=late)
    ids = list(Mail.objects.filter(due, state="queued").order_by("created_at").values_list("pk", flat=True)[:500])
    for mail_id in ids:
        defer_send(mail_id)
    return len(ids)


def _stays_here(mail: Mail) -> bool:
    return bool(settings.EXAMPLE_MODE) or mail.is_example


def _hand_over(mail: Mail) -> tuple[rules.Outcome, str] | None:
    handed_over = False
    try:
        message = _message(mail)
        message.message()
        connection = get_connection(settings.MAIL_BACKEND)
        connection.open()
        handed_over = True
        connection.send_messages([message])
    except Exception as error:  # noqa: BLE001 -- whatever goes wrong with one mail is that mail's state; the queue goes on
        return rules.outcome_of(error, handed_over=handed_over), rules.one_line(f"{type(error).__name__}: {error}", 500)
    try:
        connection.close()
    except OSError:
        log.info("the mail server hung up after mail %s was taken", mail.pk)
    return None


def _message(mail: Mail) -> EmailMultiAlternatives:
    headers = {"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
    if stop := way_out(mail.kind, mail.to):
        headers["List-Unsubscribe"] = f"<{stop}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message = EmailMultiAlternatives(
        mail.subject,
        mail.text,
        settings.DEFAULT_FROM_EMAIL,
        [mail.to],
        reply_to=[mail.reply_to] if mail.reply_to else None,
        headers=headers,
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    return message


def _put_down(mail: Mail, outcome: rules.Outcome, error: str, *, at: datetime) -> str | None:
    step = rules.next_step(outcome, mail.attempts)
    log.warning("mail %s: %s (%s)", mail.pk, step.state, error)
    with transaction.atomic():
        left = _leave(mail, step.state, error=error, next_try_at=at + step.wait if step.wait else None)
        if left == "queued":
            defer_send(mail.pk, (step.wait or timedelta()) + timedelta(seconds=1))
    return left


def _leave(mail: Mail, state: str, **values: object) -> str | None:
    rows = Mail.objects.filter(pk=mail.pk, state="sending", attempts=mail.attempts)
    return state if rows.update(state=state, **values) else None
