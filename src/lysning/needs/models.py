from typing import Self

from django.db import models
from django.db.models import Q

from lysning.accounts.models import User
from lysning.core.actors import Actor
from lysning.core.permissions import verb
from lysning.directory.models import Municipality, Post
from lysning.taxonomy.models import ServiceArea


class NeedQuerySet(models.QuerySet["Need"]):
    def visible_to(self, actor: Actor) -> Self:
        """The needs the actor may see: the public ones, and one's own municipality's."""
        return self.filter(verb("needs.view_need").rows(actor))

    def public(self) -> Self:
        """The needs that everyone may see."""
        return self.filter(hidden_at__isnull=True)

    def open(self) -> Self:
        """The needs that are not closed or hidden."""
        return self.filter(closed_at__isnull=True, hidden_at__isnull=True)


class Need(models.Model):
    """A problem a municipality has, described without naming a product."""

    slug = models.SlugField(max_length=80, unique=True)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="needs")
    post = models.ForeignKey(Post, on_delete=models.SET_NULL, null=True, related_name="needs")
    area = models.ForeignKey(ServiceArea, on_delete=models.PROTECT, related_name="needs")
    title = models.TextField()
    description = models.TextField()
    people_concerned = models.PositiveIntegerField(null=True)
    created_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    is_example = models.BooleanField(default=False)
    created_at = models.DateTimeField()
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
        ]

    def __str__(self) -> str:
        return self.title
