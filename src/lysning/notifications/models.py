import uuid
from datetime import datetime
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from lysning.accounts.models import User
from lysning.accounts.queries import verified_addresses
from lysning.catalogue.models import Solution
from lysning.community.models import Coalition
from lysning.core.actors import Actor
from lysning.core.permissions import verb
from lysning.directory.models import Municipality
from lysning.evidence.models import Finding
from lysning.needs.models import Need
from lysning.notifications.rules import CONFIRM_LIFE
from lysning.notifications.rules.following import KINDS
from lysning.taxonomy.models import ServiceArea, Topic
from lysning.trials.models import Trial

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


TARGETS = ("area", "topic", "solution", "need", "municipality", "coalition", "trial", "finding")


def _has_its_target() -> Q:
    """Each kind of subscription has its own target and no other; a search has none."""
    condition = Q()
    for kind in KINDS:
        targets = {f"{name}__isnull": name != kind for name in TARGETS}
        condition |= Q(kind=kind, **targets)
    return condition


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def visible_to(self, actor: Actor) -> Self:
        """The subscriptions of the actor's own account; those of an address are seen by its link alone."""
        return self.filter(verb("notifications.view_subscription").rows(actor))

    def confirmed(self) -> Self:
        """The subscriptions that count: asked for by an account, or confirmed by the owner of the address."""
        return self.filter(confirmed_at__isnull=False)

    def of_address(self, email: str) -> Self:
        """The confirmed subscriptions whose mails go to the address, with an account or without one."""
        mine = Q(user__isnull=True, email=email.lower()) | Q(user__email=email.lower())
        return self.confirmed().filter(mine)

    def of_person(self, user: User) -> Self:
        """All that the person follows: with the account, and without one with an address that is verified as theirs."""
        return self.filter(Q(user=user) | Q(user__isnull=True, email__in=verified_addresses(user)))

    def ended(self, at: datetime) -> Self:
        """The subscriptions that nobody has confirmed in time."""
        return self.filter(confirmed_at__isnull=True, created_at__lte=at - CONFIRM_LIFE)


class Subscription(models.Model):
    """One thing that one follower follows: area, topic, solution, need, municipality, coalition, trial or finding, or a search.

    The follower is an account, or an address and nothing more. A search is words and marks (catalogue.rules.facets).
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="subscriptions")
    email = models.EmailField(blank=True, help_text="of a follower without an account")
    language = models.TextField(default="da", choices=[("da", "da"), ("en", "en")])
    kind = models.TextField(choices=[(kind, kind) for kind in KINDS])
    what = models.TextField(help_text="the thing in one word: rules.following")
    area = models.ForeignKey(ServiceArea, on_delete=models.CASCADE, null=True, related_name="+")
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, null=True, related_name="+")
    solution = models.ForeignKey(Solution, on_delete=models.CASCADE, null=True, related_name="+")
    need = models.ForeignKey(Need, on_delete=models.CASCADE, null=True, related_name="+")
    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, null=True, related_name="+")
    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, null=True, related_name="+")
    trial = models.ForeignKey(Trial, on_delete=models.CASCADE, null=True, related_name="+")
    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, null=True, related_name="+")
    query = models.TextField(blank=True)
    marks = ArrayField(models.TextField(), default=list)
    created_at = models.DateTimeField(help_text="or asked for anew")
    confirmed_at = models.DateTimeField(null=True)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=True) & ~Q(email="") | Q(user__isnull=False, email=""),
                name="notifications_one_follower",
            ),
            models.CheckConstraint(condition=Q(email=Lower("email")), name="notifications_follower_lower"),
            models.CheckConstraint(condition=_has_its_target(), name="notifications_subscription_target"),
            models.CheckConstraint(
                condition=Q(kind="search") | Q(query="", marks=[]), name="notifications_only_searches_ask"
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=True) | Q(confirmed_at__isnull=False), name="notifications_account_confirmed"
            ),
            models.UniqueConstraint(
                fields=["user", "email", "what"], nulls_distinct=False, name="notifications_followed_once"
            ),
        ]
        indexes = [models.Index(fields=["email"], name="notifications_follower")]

    def __str__(self) -> str:
        return self.what


class Digest(models.Model):
    """One week's round of mails: what it tells of (after `since`, not after `until`), how far it has come, and what became of
    each address: written, stopped by its owner, quiet because there was nothing, or failed.

    `last_email` is where a round that was interrupted goes on; it is emptied when the round is done.
    """

    week = models.TextField(unique=True, help_text="2026-W48")
    since = models.DateTimeField()
    until = models.DateTimeField()
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    last_email = models.TextField(blank=True)
    address_count = models.PositiveIntegerField(default=0)
    written_count = models.PositiveIntegerField(default=0)
    stopped_count = models.PositiveIntegerField(default=0)
    quiet_count = models.PositiveIntegerField(default=0)
    failed_count = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-until"]
        constraints = [
            models.CheckConstraint(condition=Q(since__lt=F("until")), name="notifications_digest_window"),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True) | Q(last_email=""), name="notifications_digest_forgets"
            ),
            models.CheckConstraint(
                condition=Q(
                    address_count=F("written_count") + F("stopped_count") + F("quiet_count") + F("failed_count")
                ),
                name="notifications_digest_loses_nobody",
            ),
        ]

    def __str__(self) -> str:
        return self.week
