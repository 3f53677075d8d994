import uuid
from typing import Self

from django.db import models
from django.db.models import Q

from lysning.core.actors import Actor
from lysning.core.permissions import verb

STATES = ("queued", "sending", "sent", "uncertain", "failed", "suppressed")


class MailQuerySet(models.QuerySet["Mail"]):
    def visible_to(self, actor: Actor) -> Self:
        """The mails the actor may see."""
        return self.filter(verb("notifications.view_mail").rows(actor))

    def unsettled(self) -> Self:
        """The mails of which somebody should judge what became of them, or that still wait."""
        return self.filter(state__in=("uncertain", "failed", "queued", "sending"))


class Mail(models.Model):
    """One mail on its way: written in the transaction of its cause, sent by a job, never twice silently and never lost.

    queued → sending (in a commit of its own) → sent; a crash in between leaves "uncertain" for the operator to judge.
    A refusal by the mail server leads back to queued with a later `next_try_at`, at last to failed. The README draws it.
    """

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    cause = models.TextField(
        unique=True, help_text="what it is about, e.g. enquiry:42:offer; the same cause never writes two mails"
    )
    kind = models.TextField()
    to = models.EmailField()
    language = models.TextField()
    subject = models.TextField()
    text = models.TextField()
    html = models.TextField(blank=True)
    reply_to = models.EmailField(blank=True)
    message_id = models.TextField(unique=True)
    state = models.TextField(default="queued", choices=[(state, state) for state in STATES])
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)
    is_example = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    next_try_at = models.DateTimeField(null=True, help_text="not before; empty: at once")
    sending_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="sending") | Q(sending_at__isnull=False), name="notifications_sending_at"
            ),
            models.CheckConstraint(condition=Q(state__in=STATES), name="notifications_mail_state"),
            models.CheckConstraint(condition=~Q(state="sent") | Q(sent_at__isnull=False), name="notifications_sent_at"),
        ]
        indexes = [
            models.Index(fields=["state", "created_at"], name="notifications_mail_queue"),
            models.Index(fields=["to", "-created_at"], name="notifications_mail_address"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.to}"
