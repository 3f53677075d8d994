from datetime import date
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import ExtractYear

from lysning.core.actors import Actor
from lysning.core.permissions import verb
from lysning.evidence.rules.periods import Dated, Precision
from lysning.taxonomy.models import ServiceArea, Topic

TITLE_AND_PERIOD = "title_and_period"
REASONS = {TITLE_AND_PERIOD: "the same title and the same period"}
PRECISIONS = [(each.value, each.name) for each in Precision]
KNOWN = [each.value for each in Precision]


def _dated(day: date | None, precision: int | None) -> Dated | None:
    return None if day is None or precision is None else Dated(day, Precision(precision))


class EarlierProjectQuerySet(models.QuerySet["EarlierProject"]):
    def visible_to(self, actor: Actor) -> Self:
        """The projects the actor may see: all of them."""
        return self.filter(verb("evidence.view_project").rows(actor))

    def listed(self) -> Self:
        """Each project once: what tells of the same as another row is left out."""
        return self.filter(same_as__isnull=True)

    def unread(self) -> Self:
        """The projects whose words have changed since areas and topics were last suggested for them."""
        return self.exclude(read_as=F("digest"))


class EarlierProject(models.Model):
    """Something that has been tried before, here or elsewhere, as a public list tells it. Never edited here: a list brings it.

    Sums and periods stand as they were written too, understood or not. A day that is known to the month or year only is that
    month's or year's first.
    """

    slug = models.SlugField(max_length=80, unique=True)
    source = models.TextField(help_text="the list it comes from, as people name it")
    source_id = models.TextField(help_text="its number there, or a digest of what makes it the same row")
    title = models.TextField()
    text = models.TextField(blank=True)
    started_on = models.DateField(null=True)
    started_precision = models.PositiveSmallIntegerField(null=True, choices=PRECISIONS)
    ended_on = models.DateField(null=True)
    ended_precision = models.PositiveSmallIntegerField(null=True, choices=PRECISIONS)
    period_written = models.TextField(blank=True)
    lead = models.TextField(blank=True)
    partners = ArrayField(models.TextField(), default=list)
    budget_amount = models.DecimalField(max_digits=15, decimal_places=2, null=True)
    budget_currency = models.CharField(max_length=3, blank=True)
    budget_written = models.TextField(blank=True)
    country = models.CharField(max_length=2, blank=True)
    region = models.TextField(blank=True)
    theme = models.TextField(blank=True, help_text="what the list files it under")
    link = models.TextField(blank=True)
    language = models.CharField(max_length=2, blank=True)
    areas = models.ManyToManyField(ServiceArea, related_name="earlier_projects")
    topics = models.ManyToManyField(Topic, related_name="earlier_projects")
    read_as = models.TextField(blank=True, help_text="the digest for which areas and topics were suggested")
    same_as = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="twins")
    same_as_reason = models.TextField(blank=True, choices=list(REASONS.items()))
    likeness = models.TextField(
        blank=True, help_text="rows with the same one tell of the same project; empty says nothing"
    )
    digest = models.TextField()
    imported_at = models.DateTimeField()
    is_example = models.BooleanField(default=False)

    objects = EarlierProjectQuerySet.as_manager()

    class Meta:
        ordering = [F("ended_on").desc(nulls_last=True), "pk"]
        indexes = [
            models.Index(fields=["likeness"], name="evidence_likeness"),
            models.Index(ExtractYear("started_on"), name="evidence_started_year"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["source", "source_id"], name="evidence_project_once"),
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(source="") & ~Q(source_id="") & ~Q(digest=""),
                name="evidence_project_has_words",
            ),
            models.CheckConstraint(
                condition=Q(started_on__isnull=True, started_precision__isnull=True)
                | Q(started_on__isnull=False, started_precision__isnull=False, started_precision__in=KNOWN),
                name="evidence_start_precise",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, ended_precision__isnull=True)
                | Q(ended_on__isnull=False, ended_precision__isnull=False, ended_precision__in=KNOWN),
                name="evidence_end_precise",
            ),
            models.CheckConstraint(
                condition=Q(budget_amount__isnull=True, budget_currency="")
                | Q(budget_amount__isnull=False, budget_amount__gte=0, budget_currency__regex="^[A-Z]{3}$"),
                name="evidence_budget_has_currency",
            ),
            models.CheckConstraint(
                condition=Q(same_as__isnull=True, same_as_reason="")
                | (Q(same_as__isnull=False, same_as_reason__in=list(REASONS)) & ~Q(same_as=F("pk"))),
                name="evidence_same_as_why",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def start(self) -> Dated | None:
        """When it began, as exactly as it is known."""
        return _dated(self.started_on, self.started_precision)

    @property
    def end(self) -> Dated | None:
        """When it ended, as exactly as it is known."""
        return _dated(self.ended_on, self.ended_precision)
