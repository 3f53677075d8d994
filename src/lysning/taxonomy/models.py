from typing import Literal, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language

from lysning.core.actors import Actor
from lysning.core.permissions import verb

TopicState = Literal["proposed", "current", "merged"]


class Sourced(models.Model):
    """Reference data carries where it comes from, how sure it is, and from when to when it holds (half-open)."""

    source = models.TextField()
    status = models.TextField(
        choices=[("verified", "verified"), ("secondary", "secondary"), ("estimate", "estimate"), ("memory", "memory")]
    )
    valid_from_date = models.DateField(null=True)
    valid_to_date = models.DateField(null=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_from_date__isnull=True)
                | Q(valid_to_date__isnull=True)
                | Q(valid_from_date__lt=F("valid_to_date")),
                name="%(app_label)s_%(class)s_validity",
            ),
        ]


class KleGroup(Sourced):
    """A subject of the municipal classification KLE: main group "27", group "27.36" or topic "27.36.04"."""

    number = models.TextField(unique=True)
    level = models.PositiveSmallIntegerField()
    title = models.TextField()
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    imported_at = models.DateTimeField(null=True, help_text="from the operator's own list, which the seed leaves alone")

    class Meta(Sourced.Meta):
        ordering = ["number"]
        constraints = [
            *Sourced.Meta.constraints,
            models.CheckConstraint(condition=Q(level__in=(1, 2, 3)), name="taxonomy_kle_level"),
            models.CheckConstraint(condition=Q(number__regex=r"^\d\d(\.\d\d){0,2}$"), name="taxonomy_kle_number"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class CpvCode(Sourced):
    """A code of the Common Procurement Vocabulary 2008 (eight digits, without the check digit)."""

    code = models.TextField(unique=True)
    name_da = models.TextField()
    name_en = models.TextField(blank=True)
    is_light_regime = models.BooleanField(default=False)
    imported_at = models.DateTimeField(null=True, help_text="from the operator's own list, which the seed leaves alone")

    class Meta(Sourced.Meta):
        ordering = ["code"]
        constraints = [
            *Sourced.Meta.constraints,
            models.CheckConstraint(condition=Q(code__regex=r"^\d{8}$"), name="taxonomy_cpv_code"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name_da}"


class FormArea(Sourced):
    """A main area of the public sector's task model FORM."""

    code = models.TextField(unique=True)
    title = models.TextField()

    class Meta(Sourced.Meta):
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class ServiceArea(Sourced):
    """A field of a municipality's work that leaders, solutions and needs belong to (fagområde)."""

    key = models.SlugField(unique=True, max_length=40)
    name_da = models.TextField()
    name_en = models.TextField()
    committee_da = models.TextField()
    committee_en = models.TextField()
    position = models.PositiveSmallIntegerField()
    kle_groups = models.ManyToManyField(KleGroup, related_name="areas")
    form_areas = models.ManyToManyField(FormArea, related_name="areas")
    cpv_codes = models.ManyToManyField(CpvCode, related_name="areas")

    class Meta(Sourced.Meta):
        ordering = ["position"]
        constraints = [
            *Sourced.Meta.constraints,
            models.UniqueConstraint(
                fields=["position"], deferrable=models.Deferrable.DEFERRED, name="taxonomy_area_position"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The area's name in the reader's language."""
        return self.name_en if get_language() == "en" else self.name_da

    @property
    def committee(self) -> str:
        """The political committee in the reader's language."""
        return self.committee_en if get_language() == "en" else self.committee_da


class LeaderRole(Sourced):
    """A kind of leader post within a service area: "Plejehjemsleder" at the level of an institution, and so on."""

    LEVELS = [("director", "director"), ("head", "head"), ("institution", "institution"), ("specialist", "specialist")]

    key = models.SlugField(unique=True, max_length=60)
    area = models.ForeignKey(ServiceArea, on_delete=models.PROTECT, related_name="roles")
    title_da = models.TextField()
    title_en = models.TextField()
    level = models.TextField(choices=LEVELS)
    position = models.PositiveSmallIntegerField()

    class Meta(Sourced.Meta):
        ordering = ["area", "position"]
        constraints = [
            *Sourced.Meta.constraints,
            models.UniqueConstraint(
                fields=["area", "position"], deferrable=models.Deferrable.DEFERRED, name="taxonomy_role_position"
            ),
            models.CheckConstraint(
                condition=Q(level__in=("director", "head", "institution", "specialist")), name="taxonomy_role_level"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The post's title in the reader's language."""
        return self.title_en if get_language() == "en" else self.title_da


class TopicQuerySet(models.QuerySet["Topic"]):
    def visible_to(self, actor: Actor) -> Self:
        """The topics the actor may see: the accepted ones, and as operator the proposed ones too."""
        return self.filter(verb("taxonomy.view_topic").rows(actor))

    def accepted(self) -> Self:
        """The topics that everyone may see, also those that have been merged since."""
        return self.filter(accepted_at__isnull=False)

    def public(self) -> Self:
        """The topics to choose among: accepted, and not merged into another."""
        return self.accepted().filter(merged_into__isnull=True)

    def known_as(self, topic: "Topic") -> Self:
        """The topic and all that have been merged into it, however many steps ago."""
        return self.filter(current_id=topic.current_id)


class Topic(Sourced):
    """A kind of technology ("fall detection by sensor"), as opposed to a product. Proposed, then accepted; never deleted.

    A topic that is merged stays, with its address and with everything that points at it. `current` is the topic it counts
    as today, itself unless it is merged: whoever points at a topic reads `topic.current`, and nothing is ever moved.
    """

    key = models.SlugField(unique=True, max_length=60)
    name_da = models.TextField()
    name_en = models.TextField()
    explanation_da = models.TextField()
    explanation_en = models.TextField()
    areas = models.ManyToManyField(ServiceArea, related_name="topics")
    kle_groups = models.ManyToManyField(KleGroup, related_name="topics")
    proposed_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged")
    merged_at = models.DateTimeField(null=True)
    current = models.ForeignKey(
        "self",
        on_delete=models.CASCADE,
        related_name="+",
        editable=False,
        db_default=models.Value(0),
        help_text="where merged_into leads in the end; the database follows it and refuses a circle",
    )
    revision = models.PositiveIntegerField(default=1)
    edited_at = models.DateTimeField(null=True, help_text="by the operator, whose word the seed leaves alone")

    objects = TopicQuerySet.as_manager()

    class Meta(Sourced.Meta):
        ordering = ["key"]
        constraints = [
            *Sourced.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(key="") & ~Q(name_da="") & ~Q(name_en="") & ~Q(explanation_da="") & ~Q(explanation_en=""),
                name="taxonomy_topic_has_words",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True, merged_at__isnull=True)
                | Q(merged_into__isnull=False, merged_at__isnull=False),
                name="taxonomy_topic_merged_then",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(accepted_at__gte=F("proposed_at")),
                name="taxonomy_topic_accepted_after",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The topic's name in the reader's language."""
        return self.name_en if get_language() == "en" else self.name_da

    @property
    def explanation(self) -> str:
        """What it is, whom it helps and what to watch, in the reader's language."""
        return self.explanation_en if get_language() == "en" else self.explanation_da

    @property
    def state(self) -> TopicState:
        """Where the topic stands: proposed, current or merged."""
        if self.merged_into_id is not None:
            return "merged"
        return "proposed" if self.accepted_at is None else "current"


class EndedMerge(models.Model):
    """A topic counted as another from a moment until it was separated again; what holds today stands on the topic itself."""

    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="ended_merges")
    into = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="+")
    merged_at = models.DateTimeField()
    separated_at = models.DateTimeField()

    class Meta:
        ordering = ["topic", "merged_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(separated_at__gte=F("merged_at")), name="taxonomy_merge_ended_after_it_began"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic_id} -> {self.into_id}, {self.merged_at:%Y-%m-%d} - {self.separated_at:%Y-%m-%d}"
