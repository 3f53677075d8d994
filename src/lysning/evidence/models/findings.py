from typing import Any, NoReturn, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language

from lysning.catalogue.models import Solution
from lysning.core.actors import Actor
from lysning.core.permissions import verb
from lysning.directory.models import Municipality, Organisation
from lysning.evidence.rules.conclusion import SURENESS, VERDICTS
from lysning.evidence.rules.numbers import Numbers, for_everyone
from lysning.evidence.rules.together import SPONSORS
from lysning.taxonomy.models import ServiceArea, Topic
from lysning.trials.models import OutcomeMeasure, Trial

PERSPECTIVES = ("technology", "citizen", "organisation", "economy")
"""Of the Danish method for judging welfare technology (VTV, Teknologisk Institut)."""
TEXTS = (*PERSPECTIVES, "words_da", "words_en")


class Words(models.Model):
    """What a finding says: its name, for whom, who paid, the four perspectives, and the conclusion as the evaluator put it.

    An empty conclusion is the generated one.
    """

    title = models.TextField()
    population = models.TextField(blank=True, help_text="for whom it holds")
    sponsor = models.TextField(choices=[(each, each) for each in SPONSORS], default="public")
    technology = models.TextField(blank=True)
    citizen = models.TextField(blank=True)
    organisation = models.TextField(blank=True)
    economy = models.TextField(blank=True)
    words_da = models.TextField(blank=True)
    words_en = models.TextField(blank=True)
    edited_by_id = models.BigIntegerField(null=True, help_text="who put the conclusion in own words last")
    edited_at = models.DateTimeField(null=True)
    numbers = models.JSONField(help_text="rules.Numbers as written")

    class Meta:
        abstract = True

    @property
    def reckoned(self) -> Numbers:
        """All the numbers, as plain values."""
        return Numbers.read(self.numbers)


class FindingQuerySet(models.QuerySet["Finding"]):
    def visible_to(self, actor: Actor) -> Self:
        """The findings the actor may see: the published ones, and those one writes."""
        return self.filter(verb("evidence.view_finding").rows(actor))

    def public(self) -> Self:
        """The findings that everyone may see."""
        return self.filter(published_at__isnull=False, hidden_at__isnull=True)


class Finding(Words):
    """What a trial showed of one measure, or what a study elsewhere did: the words as they stand now, and its versions."""

    slug = models.SlugField(max_length=90, unique=True)
    trial = models.ForeignKey(Trial, on_delete=models.PROTECT, null=True, related_name="findings")
    measure = models.ForeignKey(OutcomeMeasure, on_delete=models.PROTECT, related_name="findings")
    area = models.ForeignKey(ServiceArea, on_delete=models.PROTECT, related_name="findings")
    author = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="findings")
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, null=True, related_name="findings")
    solution = models.ForeignKey(Solution, on_delete=models.PROTECT, null=True, related_name="findings")
    source = models.TextField(blank=True, help_text="of a study elsewhere: who wrote it, where and when")
    link = models.TextField(blank=True)
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, db_index=True, help_text="the first version")
    renewed_at = models.DateTimeField(null=True, help_text="the newest version")
    current_version = models.ForeignKey("FindingVersion", on_delete=models.PROTECT, null=True, related_name="+")
    hidden_at = models.DateTimeField(null=True)
    hidden_reason = models.TextField(blank=True)
    is_example = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=1)

    objects = FindingQuerySet.as_manager()

    class Meta:
        ordering = [F("published_at").desc(nulls_first=True), "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["trial", "measure"], name="evidence_finding_once"),
            models.CheckConstraint(condition=Q(sponsor__in=SPONSORS), name="evidence_finding_sponsor"),
            models.CheckConstraint(
                condition=Q(trial__isnull=False, source="") | (Q(trial__isnull=True) & ~Q(source="")),
                name="evidence_finding_has_origin",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True, current_version__isnull=True, renewed_at__isnull=True)
                | Q(published_at__isnull=False, current_version__isnull=False, renewed_at__isnull=False),
                name="evidence_finding_published_has_version",
            ),
            models.CheckConstraint(
                condition=Q(hidden_at__isnull=True) | ~Q(hidden_reason=""), name="evidence_finding_hidden_why"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_public(self) -> bool:
        """True when everyone may see it; the row side of `FindingQuerySet.public`."""
        return self.published_at is not None and self.hidden_at is None


class FindingVersion(Words):
    """A finding as it was published: cited by its number, changed never. A trigger refuses."""

    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    verdict = models.TextField(choices=[(each, each) for each in VERDICTS])
    sureness = models.TextField(choices=[(each, each) for each in SURENESS])
    generated_da = models.TextField()
    generated_en = models.TextField()
    note = models.TextField(blank=True, help_text="what is new since the version before, and why; public")
    frozen_at = models.DateTimeField()
    by_user_id = models.BigIntegerField(null=True)
    is_example = models.BooleanField(default=False)

    class Meta:
        ordering = ["finding", "number"]
        constraints = [
            models.UniqueConstraint(fields=["finding", "number"], name="evidence_version_number"),
            models.CheckConstraint(condition=Q(number__gte=1), name="evidence_version_from_one"),
            models.CheckConstraint(condition=Q(number=1) | ~Q(note=""), name="evidence_version_has_note"),
            models.CheckConstraint(
                condition=Q(verdict__in=VERDICTS, sureness__in=SURENESS), name="evidence_version_says"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Adds the version; refuses to write one again."""
        if not self._state.adding:
            raise TypeError("a version is never changed")
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Refuses: a version is never changed."""
        raise TypeError("a version is never changed")

    @property
    def reckoned(self) -> Numbers:
        """All the numbers that everyone may see, as plain values."""
        return for_everyone(super().reckoned)

    @property
    def generated(self) -> str:
        """The conclusion as the rules put it, in the reader's language."""
        return self.generated_en if get_language() == "en" else self.generated_da

    @property
    def own_words(self) -> str:
        """The conclusion as the evaluator put it, in the reader's language; empty where nobody has."""
        return self.words_en if get_language() == "en" else self.words_da

    @property
    def own_words_elsewhere(self) -> str:
        """The conclusion as the evaluator put it in the other language alone; empty where it is in this one, or in none."""
        return "" if self.own_words else self.words_da or self.words_en

    @property
    def conclusion(self) -> str:
        """The conclusion that counts, in the reader's language."""
        return self.own_words or self.generated


class AdoptionQuerySet(models.QuerySet["Adoption"]):
    def visible_to(self, actor: Actor) -> Self:
        """The adoptions the actor may see: those of findings that one may see."""
        return self.filter(verb("evidence.view_adoption").rows(actor))

    def standing(self) -> Self:
        """The adoptions that have not been withdrawn."""
        return self.filter(withdrawn_at__isnull=True)


class Adoption(models.Model):
    """A municipality that counts a finding as its own knowledge, with its reservations; withdrawn, never deleted."""

    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="adoptions")
    version = models.ForeignKey(FindingVersion, on_delete=models.PROTECT, related_name="adoptions")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="adoptions")
    reservations = models.TextField(blank=True, help_text="what is different here; public")
    decided_by = models.TextField(help_text="who has decided it, in the municipality's words")
    adopted_at = models.DateTimeField()
    by_user_id = models.BigIntegerField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.TextField(blank=True)
    is_example = models.BooleanField(default=False)

    objects = AdoptionQuerySet.as_manager()

    class Meta:
        ordering = ["adopted_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["finding", "municipality"], condition=Q(withdrawn_at__isnull=True), name="evidence_adopted_once"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_reason=""), name="evidence_withdrawn_why"
            ),
            models.CheckConstraint(condition=~Q(decided_by=""), name="evidence_adopted_by_somebody"),
        ]

    def __str__(self) -> str:
        return f"{self.municipality_id} {self.finding_id}"
