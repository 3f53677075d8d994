from typing import Self

from django.db import models
from django.db.models import F, Q

from lysning.accounts.models import User
from lysning.core.actors import Actor
from lysning.core.permissions import verb
from lysning.directory.models import Municipality, Post
from lysning.taxonomy.models import ServiceArea


class NeedQuerySet(models.QuerySet["Need"]):
    def visible_to(self, actor: Actor) -> Self:
        """The needs the actor may see: the public ones, one's own municipality's, and what one has written as a citizen."""
        return self.filter(verb("needs.view_need").rows(actor))

    def public(self) -> Self:
        """The needs that everyone may see."""
        return self.filter(hidden_at__isnull=True, waiting_since__isnull=True)

    def open(self) -> Self:
        """The public needs that are not closed."""
        return self.public().filter(closed_at__isnull=True)

    def standing_alone(self) -> Self:
        """The needs that are not joined into another one now."""
        return self.exclude(pk__in=Joining.objects.standing().values("need"))


class Need(models.Model):
    """A problem a municipality has, described without naming a product: by the municipality, or by a citizen of it."""

    slug = models.SlugField(max_length=80, unique=True)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="needs")
    post = models.ForeignKey(Post, on_delete=models.SET_NULL, null=True, related_name="needs")
    area = models.ForeignKey(ServiceArea, on_delete=models.PROTECT, related_name="needs")
    title = models.TextField()
    description = models.TextField()
    audience = models.TextField(blank=True, help_text="whom it concerns")
    scale = models.TextField(blank=True, help_text="how big it is: how often, how much time or money")
    tried = models.TextField(blank=True, help_text="what has been tried, and what came of it")
    people_concerned = models.PositiveIntegerField(null=True)
    is_citizens = models.BooleanField(default=False, help_text="written by a citizen, not by the municipality")
    waiting_since = models.DateTimeField(null=True, help_text="a citizen's need that no moderator has let through")
    created_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    sent_key = models.UUIDField(null=True, help_text="the form it came with: sent twice, it is one need")
    is_example = models.BooleanField(default=False)
    created_at = models.DateTimeField(help_text="since when it is public; of one that waits, when it was written")
    closed_at = models.DateTimeField(null=True)
    closing_note = models.TextField(blank=True)
    hidden_at = models.DateTimeField(null=True)
    hidden_reason = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=1)

    objects = NeedQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(condition=~Q(title="") & ~Q(description=""), name="needs_need_has_words"),
            models.CheckConstraint(
                condition=Q(hidden_at__isnull=True) | ~Q(hidden_reason=""), name="needs_hidden_has_reason"
            ),
            models.CheckConstraint(
                condition=Q(waiting_since__isnull=True) | Q(is_citizens=True), name="needs_only_citizens_wait"
            ),
            models.CheckConstraint(
                condition=Q(is_citizens=False) | Q(post__isnull=True), name="needs_citizen_holds_no_post"
            ),
            models.UniqueConstraint(fields=["created_by", "sent_key"], name="needs_form_makes_one"),
        ]

    def __str__(self) -> str:
        return self.title


class CoSignatureQuerySet(models.QuerySet["CoSignature"]):
    def standing(self) -> Self:
        """The co-signatures that count now."""
        return self.filter(withdrawn_at__isnull=True)


class CoSignature(models.Model):
    """A municipality's word that it has the same need, with its own numbers; once each, and it can be taken back."""

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="cosignatures")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="cosignatures")
    post = models.ForeignKey(Post, on_delete=models.SET_NULL, null=True, related_name="+")
    people_concerned = models.PositiveIntegerField(null=True)
    words = models.TextField()
    created_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    is_example = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    revision = models.PositiveIntegerField(default=1)

    objects = CoSignatureQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="needs_cosignature_has_words"),
            models.UniqueConstraint(
                fields=["need", "municipality"],
                condition=Q(withdrawn_at__isnull=True),
                name="needs_cosigned_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.municipality} {self.need}"


class Support(models.Model):
    """One person stands behind a need. Who it is cannot be read here: `person` is a keyed hash, another one at each need.

    A trigger refuses changes: support is given and taken back by the person alone, and never moved (migration 0003).
    """

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="support")
    person = models.TextField(help_text="keyed hash of the need and the person's address")
    given_on = models.DateField(help_text="the day alone: an hour could tell who it was")
    is_example = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["need", "person"], name="needs_supported_once")]

    def __str__(self) -> str:
        return f"{self.need_id} {self.given_on}"


class SupportRequest(models.Model):
    """Somebody wrote an address at a need. It counts for nothing until its owner follows the link and presses the button.

    Then the address is emptied; the row stays until the link's end, so that pressing twice is no fault.
    """

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="support_requests")
    email = models.EmailField(blank=True)
    person = models.TextField(blank=True, help_text="who used the link, as in Support")
    token_hash = models.TextField(unique=True)
    language = models.TextField(default="da", choices=[("da", "da"), ("en", "en")])
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["need", "email"], condition=~Q(email=""), name="needs_asked_once"),
            models.CheckConstraint(condition=Q(email="") ^ Q(person=""), name="needs_request_forgets_the_address"),
        ]

    def __str__(self) -> str:
        return f"{self.need_id}"


class SupportPace(models.Model):
    """How many addresses were written and how many confirmed at a need within one hour; kept a week, to see a burst."""

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="support_pace")
    hour = models.DateTimeField()
    asked = models.PositiveIntegerField(default=0)
    confirmed = models.PositiveIntegerField(default=0)
    alarmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["need", "hour"], name="needs_pace_hour")]

    def __str__(self) -> str:
        return f"{self.need_id} {self.hour}"


class OfficialAnswer(models.Model):
    """What the municipality answers to a need. Each version is a row of its own; the one with the highest number counts.

    A trigger refuses changes (migration 0003).
    """

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="answers")
    number = models.PositiveIntegerField()
    text = models.TextField()
    post = models.ForeignKey(Post, on_delete=models.SET_NULL, null=True, related_name="+")
    created_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    is_example = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["need", "-number"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="needs_answer_has_words"),
            models.UniqueConstraint(fields=["need", "number"], name="needs_answer_number"),
        ]

    def __str__(self) -> str:
        return f"{self.need} {self.number}"


class JoiningQuerySet(models.QuerySet["Joining"]):
    def standing(self) -> Self:
        """The joinings that hold now."""
        return self.filter(separated_at__isnull=True)


class Joining(models.Model):
    """A need is joined into another one, by those who declared it. Support and co-signatures stay where they were given."""

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="joinings")
    into = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="joined_here")
    reason = models.TextField()
    joined_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    is_example = models.BooleanField(default=False)
    joined_at = models.DateTimeField()
    separated_at = models.DateTimeField(null=True)
    separation_reason = models.TextField(blank=True)

    objects = JoiningQuerySet.as_manager()

    class Meta:
        ordering = ["joined_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(need=F("into")), name="needs_not_into_itself"),
            models.CheckConstraint(condition=~Q(reason=""), name="needs_joining_has_reason"),
            models.CheckConstraint(
                condition=Q(separated_at__isnull=True) | ~Q(separation_reason=""), name="needs_separation_has_reason"
            ),
            models.UniqueConstraint(
                fields=["need"], condition=Q(separated_at__isnull=True), name="needs_joined_into_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.need} > {self.into}"
