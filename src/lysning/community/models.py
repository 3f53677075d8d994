import uuid
from typing import Any, NoReturn, Self

from django.db import models
from django.db.models import F, Q

from lysning.accounts.models import User
from lysning.catalogue.models import Solution
from lysning.community.rules import JOINING, KINDS_OF_FILE, Standing, standing_of
from lysning.core.actors import Actor
from lysning.core.permissions import verb
from lysning.directory.models import Organisation
from lysning.needs.models import Need
from lysning.taxonomy.models import ServiceArea, Topic

ONE_SUBJECT = (
    Q(need__isnull=False, topic__isnull=True, solution__isnull=True)
    | Q(need__isnull=True, topic__isnull=False, solution__isnull=True)
    | Q(need__isnull=True, topic__isnull=True, solution__isnull=False)
)


class CoalitionQuerySet(models.QuerySet["Coalition"]):
    def visible_to(self, actor: Actor) -> Self:
        """The coalitions whose public page the actor may see."""
        return self.filter(verb("community.view_coalition").rows(actor))

    def public(self) -> Self:
        """The coalitions that everyone may see."""
        return self.filter(hidden_at__isnull=True)

    def going(self) -> Self:
        """The coalitions that are at work: not closed, not hidden."""
        return self.filter(closed_at__isnull=True, hidden_at__isnull=True)


class Coalition(models.Model):
    """Municipalities and partners that go together around one need, topic or solution."""

    slug = models.SlugField(max_length=80, unique=True)
    title = models.TextField()
    purpose = models.TextField()
    area = models.ForeignKey(ServiceArea, on_delete=models.PROTECT, related_name="coalitions")
    need = models.ForeignKey(Need, on_delete=models.PROTECT, null=True, related_name="coalitions")
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, null=True, related_name="coalitions")
    solution = models.ForeignKey(Solution, on_delete=models.PROTECT, null=True, related_name="coalitions")
    joining = models.TextField(default="request", choices=[(each, each) for each in JOINING])
    next_step = models.TextField(help_text="what happens next; always there while the coalition is at work")
    next_step_on = models.DateField(null=True, help_text="the day by which it should have happened")
    is_example = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closing_note = models.TextField(blank=True, help_text="what came of it")
    hidden_at = models.DateTimeField(null=True)
    hidden_reason = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=1)

    objects = CoalitionQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=ONE_SUBJECT, name="community_one_subject"),
            models.CheckConstraint(condition=Q(joining__in=JOINING), name="community_joining"),
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(purpose="") & ~Q(next_step=""), name="community_coalition_has_words"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | ~Q(closing_note=""), name="community_closed_has_note"
            ),
            models.CheckConstraint(
                condition=Q(hidden_at__isnull=True) | ~Q(hidden_reason=""), name="community_hidden_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class MemberQuerySet(models.QuerySet["Member"]):
    def visible_to(self, actor: Actor) -> Self:
        """The memberships and requests of which the actor may see mandate and words."""
        return self.filter(verb("community.view_member").rows(actor))

    def in_force(self) -> Self:
        """The memberships that count now."""
        return self.filter(joined_at__isnull=False, left_at__isnull=True)

    def waiting(self) -> Self:
        """The requests that nobody has answered or withdrawn."""
        return self.filter(joined_at__isnull=True, declined_at__isnull=True, withdrawn_at__isnull=True)


class Member(models.Model):
    """A municipality or partner in a coalition, from its request to its leaving, with the mandate it came with.

    The moments say where it stands: asked → joined → left, or asked → declined, or asked → withdrawn.
    """

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="members")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="coalition_members")
    mandate_by = models.TextField(help_text="the body that decided, in the organisation's words")
    mandate_on = models.DateField(help_text="the day it decided")
    message = models.TextField(blank=True, help_text="what was said to the stewards when asking")
    asked_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField()
    joined_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)
    decline_reason = models.TextField(blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    leaving_note = models.TextField(blank=True)
    removal_reason = models.TextField(
        blank=True, help_text="why the stewards took it out; empty when it left by itself"
    )
    is_steward = models.BooleanField(default=False)
    is_example = models.BooleanField(default=False)

    objects = MemberQuerySet.as_manager()

    class Meta:
        ordering = ["joined_at", "asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["coalition", "organisation"],
                condition=Q(declined_at__isnull=True, withdrawn_at__isnull=True, left_at__isnull=True),
                name="community_member_once",
            ),
            models.CheckConstraint(
                condition=Q(joined_at__isnull=True, declined_at__isnull=True)
                | Q(joined_at__isnull=True, withdrawn_at__isnull=True)
                | Q(declined_at__isnull=True, withdrawn_at__isnull=True),
                name="community_member_one_answer",
            ),
            models.CheckConstraint(
                condition=Q(left_at__isnull=True) | Q(joined_at__isnull=False, left_at__gte=F("joined_at")),
                name="community_member_left_after",
            ),
            models.CheckConstraint(
                condition=Q(removal_reason="") | Q(left_at__isnull=False), name="community_member_removed_has_left"
            ),
            models.CheckConstraint(
                condition=Q(is_steward=False) | Q(joined_at__isnull=False, left_at__isnull=True),
                name="community_steward_is_member",
            ),
            models.CheckConstraint(
                condition=Q(declined_at__isnull=True) | ~Q(decline_reason=""), name="community_declined_has_reason"
            ),
            models.CheckConstraint(condition=~Q(mandate_by=""), name="community_member_has_mandate"),
        ]
        indexes = [models.Index(fields=["organisation", "coalition"], name="community_member_of")]

    def __str__(self) -> str:
        return f"{self.organisation} {self.coalition}"

    @property
    def standing(self) -> Standing:
        """Where it stands: asked, joined, declined, withdrawn or left."""
        return standing_of(self.joined_at, self.declined_at, self.withdrawn_at, self.left_at)


class ParticipantQuerySet(models.QuerySet["Participant"]):
    def in_force(self) -> Self:
        """The people who take part now, for a member that is in force."""
        return self.filter(ended_at__isnull=True, member__joined_at__isnull=False, member__left_at__isnull=True)


class Participant(models.Model):
    """A person who takes part in the work for a member: can be given tasks, be mentioned, and is told."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="participants")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        ordering = ["began_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "user"], condition=Q(ended_at__isnull=True), name="community_participant_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.member}"


class DecisionQuerySet(models.QuerySet["Decision"]):
    def visible_to(self, actor: Actor) -> Self:
        """The decisions the actor may read."""
        return self.filter(verb("community.view_decision").rows(actor))

    def public(self) -> Self:
        """The decisions that everyone may read."""
        return self.filter(is_public=True, coalition__hidden_at__isnull=True)


class Decision(models.Model):
    """What a coalition has decided, and when; the newest of its changes, all of which stay."""

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="decisions")
    number = models.PositiveIntegerField()
    key = models.UUIDField(default=uuid.uuid4, help_text="of the form it was sent with: the same form is one decision")
    title = models.TextField()
    text = models.TextField()
    decided_on = models.DateField()
    is_public = models.BooleanField(default=False)
    is_example = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    revision = models.PositiveIntegerField(default=1, help_text="the number of the last change")

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["-decided_on", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["coalition", "number"], name="community_decision_number"),
            models.UniqueConstraint(fields=["coalition", "key"], name="community_decision_sent_once"),
            models.CheckConstraint(condition=~Q(title="") & ~Q(text=""), name="community_decision_has_words"),
        ]

    def __str__(self) -> str:
        return self.title


class DecisionChange(models.Model):
    """One wording of a decision. Written once and changed never: a trigger refuses. Only examples can be taken away."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="changes")
    number = models.PositiveIntegerField()
    title = models.TextField()
    text = models.TextField()
    decided_on = models.DateField()
    is_public = models.BooleanField()
    note = models.TextField(blank=True, help_text="why it was changed")
    by_user_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    is_example = models.BooleanField(default=False)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["decision", "number"], name="community_decision_change_number"),
            models.CheckConstraint(condition=Q(number=1) | ~Q(note=""), name="community_decision_change_has_note"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Adds the wording; refuses to write one again."""
        if not self._state.adding:
            raise TypeError("the history only grows")
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Refuses: the history only grows."""
        raise TypeError("the history only grows")


class Task(models.Model):
    """Something to be done, by a person who takes part or by nobody yet."""

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="tasks")
    key = models.UUIDField(default=uuid.uuid4, help_text="of the form it was sent with")
    title = models.TextField()
    owner = models.ForeignKey(Participant, on_delete=models.SET_NULL, null=True, related_name="tasks")
    due_on = models.DateField(null=True)
    reminded_of = models.DateField(null=True, help_text="the day it was last reminded of")
    is_example = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = [F("due_on").asc(nulls_last=True), "pk"]
        constraints = [
            models.UniqueConstraint(fields=["coalition", "key"], name="community_task_sent_once"),
            models.CheckConstraint(condition=~Q(title=""), name="community_task_has_words"),
        ]

    def __str__(self) -> str:
        return self.title


class Written(models.Model):
    """What one member has put in: by a person, for its organisation, once for each form."""

    key = models.UUIDField(default=uuid.uuid4, help_text="of the form it was sent with")
    by_user = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    is_example = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True


class Post(Written):
    """A contribution to a coalition's discussion. Who removes it leaves its place and no words."""

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="posts")
    member = models.ForeignKey(Member, on_delete=models.RESTRICT, related_name="posts")
    text = models.TextField(blank=True, help_text="empty once it is removed")
    mentioned = models.ManyToManyField(Participant, related_name="mentions")
    hidden_at = models.DateTimeField(null=True)
    hidden_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["coalition", "key"], name="community_post_sent_once"),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=False, text="") | (Q(removed_at__isnull=True) & ~Q(text="")),
                name="community_post_has_words",
            ),
            models.CheckConstraint(
                condition=Q(hidden_at__isnull=True) | ~Q(hidden_reason=""), name="community_post_hidden_has_reason"
            ),
        ]
        indexes = [models.Index(fields=["coalition", "-created_at"], name="community_posts")]

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d %H:%M}"


class Document(Written):
    """A file that members share: kept under its hash, looked through before, given out as a download and only to members."""

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="documents")
    member = models.ForeignKey(Member, on_delete=models.RESTRICT, related_name="documents")
    title = models.TextField()
    kind = models.TextField(choices=[(kind, kind) for kind in KINDS_OF_FILE])
    size = models.PositiveIntegerField(help_text="bytes")
    sha256 = models.TextField()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["coalition", "key"], name="community_document_sent_once"),
            models.UniqueConstraint(
                fields=["coalition", "sha256"],
                condition=Q(removed_at__isnull=True),
                name="community_document_once",
            ),
            models.CheckConstraint(condition=Q(kind__in=KINDS_OF_FILE), name="community_document_kind"),
            models.CheckConstraint(condition=~Q(title="") & Q(size__gt=0), name="community_document_is_something"),
        ]
        indexes = [models.Index(fields=["sha256"], name="community_document_file")]

    def __str__(self) -> str:
        return self.title
