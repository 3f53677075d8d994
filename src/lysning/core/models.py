from typing import Any, NoReturn

from django.db import models


class AuditEntry(models.Model):
    """What was done, by whom, to what, with the facts before and after; written once, changed never (a trigger refuses)."""

    at = models.DateTimeField(db_index=True)
    actor_id = models.BigIntegerField(null=True)
    verb = models.TextField()
    subject_kind = models.TextField()
    subject_id = models.BigIntegerField(null=True)
    facts = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["subject_kind", "subject_id", "at"], name="core_audit_subject")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb} {self.subject_kind} {self.subject_id}"

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Refuses: the log only grows."""
        raise TypeError("the audit log only grows")
