from typing import Any, NoReturn, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from lysning.catalogue.models import Solution
from lysning.core.actors import Actor
from lysning.core.permissions import verb
from lysning.direction.rules import (
    VISIBILITIES,
    DirectionFacts,
    DirectionState,
    Link,
    PlacementFacts,
    PlacementState,
    Subject,
)
from lysning.directory.models import Municipality, Post
from lysning.taxonomy.models import ServiceArea, Sourced, Topic

KINDS = ("placed", "moved", "edited", "published", "removed", "restored")


class Ring(Sourced):
    """How far a municipality is with something. Dated: a ring that ends stays in the history and takes nothing new."""

    key = models.SlugField(unique=True, max_length=40)
    position = models.PositiveSmallIntegerField(help_text="from the centre, 1 is the innermost")

    class Meta(Sourced.Meta):
        ordering = ["position", "key"]

    def __str__(self) -> str:
        return self.key


class RingWording(Sourced):
    """What a ring is called from `valid_from_date` until its next wording."""

    key = models.SlugField(unique=True, max_length=60)
    ring = models.ForeignKey(Ring, on_delete=models.PROTECT, related_name="wordings")
    name_da = models.TextField()
    name_en = models.TextField()
    meaning_da = models.TextField()
    meaning_en = models.TextField()

    class Meta(Sourced.Meta):
        ordering = ["ring", "valid_from_date"]
        constraints = [
            *Sourced.Meta.constraints,
            models.CheckConstraint(condition=Q(valid_from_date__isnull=False), name="direction_wording_begins"),
            models.UniqueConstraint(fields=["ring", "valid_from_date"], name="direction_wording_once_a_day"),
        ]

    def __str__(self) -> str:
        return self.name_da


class DirectionQuerySet(models.QuerySet["Direction"]):
    def visible_to(self, actor: Actor) -> Self:
        """The directions the actor may see: the published ones, and one's own municipality's."""
        return self.filter(verb("direction.view_direction").rows(actor))

    def public(self) -> Self:
        """The directions that everyone may see."""
        return self.filter(published_at__isnull=False, hidden_at__isnull=True)


class Direction(models.Model):
    """Where one municipality wants to develop in one service area; its placements are the radar."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="directions")
    area = models.ForeignKey(ServiceArea, on_delete=models.PROTECT, related_name="directions")
    aims = ArrayField(models.TextField(), default=list, help_text="where to develop, the most important first")
    background = models.TextField(blank=True, help_text="why; limited Markdown")
    owner_post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="directions")
    decided_on = models.DateField(null=True)
    decided_by = models.TextField(blank=True, help_text="the body that decided, in the municipality's words")
    review_by = models.DateField()
    is_example = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, db_index=True)
    hidden_at = models.DateTimeField(null=True)
    hidden_reason = models.TextField(blank=True)
    reminded_on = models.DateField(null=True, help_text="the day of the last reminder of the review")
    revision = models.PositiveIntegerField(default=1, help_text="the number of the last change")

    objects = DirectionQuerySet.as_manager()

    class Meta:
        ordering = ["municipality", "area"]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "area"], name="direction_once"),
            models.CheckConstraint(
                condition=Q(hidden_at__isnull=True) | ~Q(hidden_reason=""), name="direction_hidden_has_reason"
            ),
            models.CheckConstraint(condition=Q(aims__len__lte=7), name="direction_aims"),
            models.CheckConstraint(
                condition=Q(decided_on__isnull=True) | Q(decided_on__lt=F("review_by")), name="direction_review_after"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area}, {self.municipality}"

    @property
    def is_public(self) -> bool:
        """True when everyone may see it; the row side of `DirectionQuerySet.public`."""
        return self.published_at is not None and self.hidden_at is None

    @property
    def state(self) -> DirectionState:
        """What the direction says now, as plain values."""
        facts = DirectionFacts(
            aims=tuple(self.aims),
            background=self.background,
            owner_post_id=self.owner_post_id,
            review_by=self.review_by,
            decided_on=self.decided_on,
            decided_by=self.decided_by,
        )
        return DirectionState(facts, is_published=self.published_at is not None)


LIGHTEST_FIRST = ("decided_on", "pk")
"""The order of published placements by what they weigh where two are of one topic, as `rules.joined.weight` has it."""


class PlacementQuerySet(models.QuerySet["Placement"]):
    def visible_to(self, actor: Actor) -> Self:
        """The placements the actor may see, those that have left the radar among them."""
        return self.filter(verb("direction.view_placement").rows(actor))

    def standing(self) -> Self:
        """The placements on the radar, drafts among them."""
        return self.filter(removed_at__isnull=True)

    def public(self) -> Self:
        """The placements that everyone may see on a radar now."""
        return self.shared().filter(visibility="public")

    def shared(self) -> Self:
        """The placements that somebody outside the municipality may see on a radar now."""
        return self.standing().filter(
            visibility__in=("public", "community"),
            published_at__isnull=False,
            hidden_at__isnull=True,
            direction__published_at__isnull=False,
            direction__hidden_at__isnull=True,
        )


class Placement(models.Model):
    """Where a municipality puts a topic, a solution or a technology in its own words, and why."""

    direction = models.ForeignKey(Direction, on_delete=models.PROTECT, related_name="placements")
    slug = models.SlugField(max_length=80, unique=True)
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, null=True, related_name="placements")
    solution = models.ForeignKey(Solution, on_delete=models.PROTECT, null=True, related_name="placements")
    own_title = models.TextField(blank=True, help_text="a technology that has no topic yet")
    ring = models.ForeignKey(Ring, on_delete=models.PROTECT, related_name="placements")
    owner_post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="placements")
    reason = models.TextField(blank=True, help_text="public; only a draft may lack it")
    internal_note = models.TextField(blank=True, help_text="for the municipality alone; never leaves it")
    decided_on = models.DateField()
    review_by = models.DateField()
    visibility = models.TextField(default="public", choices=[(each, each) for each in VISIBILITIES])
    links = models.JSONField(default=list, help_text="label and https address of each")
    copied_from = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="copies")
    is_example = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)
    hidden_at = models.DateTimeField(null=True)
    hidden_reason = models.TextField(blank=True)
    reminded_on = models.DateField(null=True, help_text="the day of the last reminder of the review")
    revision = models.PositiveIntegerField(default=1, help_text="the number of the last change")

    objects = PlacementQuerySet.as_manager()

    class Meta:
        ordering = ["direction", "ring", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(topic__isnull=False, solution__isnull=True, own_title="")
                | Q(topic__isnull=True, solution__isnull=False, own_title="")
                | (Q(topic__isnull=True, solution__isnull=True) & ~Q(own_title="")),
                name="direction_placement_one_subject",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | ~Q(reason=""), name="direction_published_has_reason"
            ),
            models.CheckConstraint(
                condition=Q(hidden_at__isnull=True) | ~Q(hidden_reason=""), name="direction_placement_hidden_has_reason"
            ),
            models.CheckConstraint(condition=Q(visibility__in=VISIBILITIES), name="direction_placement_visibility"),
            models.CheckConstraint(condition=Q(decided_on__lt=F("review_by")), name="direction_placement_review_after"),
            models.UniqueConstraint(
                fields=["direction", "topic"],
                condition=Q(removed_at__isnull=True, topic__isnull=False),
                name="direction_topic_once",
            ),
            models.UniqueConstraint(
                fields=["direction", "solution"],
                condition=Q(removed_at__isnull=True, solution__isnull=False),
                name="direction_solution_once",
            ),
            models.UniqueConstraint(
                "direction",
                Lower("own_title"),
                condition=Q(removed_at__isnull=True) & ~Q(own_title=""),
                name="direction_own_title_once",
            ),
        ]
        indexes = [models.Index(fields=["review_by"], name="direction_review_by")]

    def __str__(self) -> str:
        return self.slug

    @property
    def subject(self) -> Subject:
        """What is placed."""
        return Subject(self.topic_id, self.solution_id, self.own_title)

    @property
    def state(self) -> PlacementState:
        """What the placement says now, as plain values; asks for its ring when that is not loaded."""
        facts = PlacementFacts(
            ring=self.ring.key,
            owner_post_id=self.owner_post_id,
            reason=self.reason,
            decided_on=self.decided_on,
            review_by=self.review_by,
            visibility=self.visibility,  # type: ignore[arg-type]
            internal_note=self.internal_note,
            links=tuple(Link(**link) for link in self.links),
        )
        return PlacementState(
            self.subject,
            facts,
            is_published=self.published_at is not None,
            is_removed=self.removed_at is not None,
            copied_from_id=self.copied_from_id,
        )


class Change(models.Model):
    """One act: its number in the row's history (the row's revision after it) and the whole state that it left.

    Written once and changed never: a trigger refuses. Only examples can be taken away.
    """

    number = models.PositiveIntegerField()
    kind = models.TextField(choices=[(kind, kind) for kind in KINDS])
    state = models.JSONField()
    note = models.TextField(blank=True, help_text="what was said of this change; public like the reason")
    by_user_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    is_example = models.BooleanField(default=False)

    class Meta:
        abstract = True
        ordering = ["at", "number"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="%(app_label)s_%(class)s_kind"),
            models.CheckConstraint(condition=Q(number__gte=1), name="%(app_label)s_%(class)s_number"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.kind} {self.at:%Y-%m-%d}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Adds the change; refuses to write one again."""
        if self.pk is not None:
            raise TypeError("the history only grows")
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Refuses: the history only grows."""
        raise TypeError("the history only grows")


class DirectionChange(Change):
    """One act upon a direction's own words."""

    direction = models.ForeignKey(Direction, on_delete=models.PROTECT, related_name="changes")

    class Meta(Change.Meta):
        constraints = [
            *Change.Meta.constraints,
            models.UniqueConstraint(fields=["direction", "number"], name="direction_change_number"),
        ]


class PlacementChange(Change):
    """One act upon a placement."""

    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="changes")

    class Meta(Change.Meta):
        constraints = [
            *Change.Meta.constraints,
            models.UniqueConstraint(fields=["placement", "number"], name="direction_placement_change_number"),
        ]
        indexes = [
            models.Index(fields=["placement", "at"], name="direction_placement_at"),
            models.Index(fields=["at", "placement"], condition=Q(kind="moved"), name="direction_moved_at"),
        ]
