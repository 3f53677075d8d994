from typing import Self

from django.db import models
from django.db.models import Q

from lysning.core.actors import Actor
from lysning.core.permissions import verb
from lysning.directory.models import Municipality
from lysning.evidence.models.findings import Finding
from lysning.evidence.rules.business import Plan


class BusinessCaseQuerySet(models.QuerySet["BusinessCase"]):
    def visible_to(self, actor: Actor) -> Self:
        """The business cases the actor may see: one's own municipality's, and those it shows to everyone."""
        return self.filter(verb("evidence.view_case").rows(actor))


class BusinessCase(models.Model):
    """What a municipality believes something comes to, its assumptions, and later what it came to."""

    key = models.UUIDField(unique=True, help_text="of the form it was begun with: sent twice it is kept once")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="business_cases")
    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, null=True, related_name="business_cases")
    title = models.TextField()
    assumptions = models.TextField(blank=True, help_text="where the guesses come from")
    plan = models.JSONField(help_text="rules.business.Plan as written")
    is_open = models.BooleanField(default=False, help_text="everyone may read it")
    seen = models.JSONField(default=dict, help_text="what was seen of each input, once it was")
    seen_on = models.DateField(null=True)
    seen_note = models.TextField(blank=True)
    created_at = models.DateTimeField()
    is_example = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=1)

    objects = BusinessCaseQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="evidence_case_named"),
            models.CheckConstraint(condition=Q(seen_on__isnull=False) | Q(seen={}), name="evidence_case_seen_some_day"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def planned(self) -> Plan:
        """The plan, as plain values."""
        return Plan.read(self.plan)
