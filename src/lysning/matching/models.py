from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

SPACES = ("solution", "need", "role", "post", "area", "kle")


class Document(models.Model):
    """What the index knows of one thing: its number inside the index, its length, and by which analyser it was read.

    A space is one kind of document with statistics of its own: solutions, needs, leader roles, posts' declared interests,
    service areas, KLE groups. `subject_id` is the key of the row it describes.
    """

    space = models.TextField(choices=[(space, space) for space in SPACES])
    subject_id = models.BigIntegerField()
    analyser_version = models.TextField()
    content_hash = models.TextField()
    terms = ArrayField(models.TextField())
    impacts = ArrayField(models.FloatField())
    is_compacted = models.BooleanField(default=False, help_text="False: lies in the delta still")
    indexed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["space", "subject_id"], name="matching_document_once"),
            models.CheckConstraint(condition=Q(space__in=SPACES), name="matching_space"),
        ]
        indexes = [models.Index(fields=["space"], condition=Q(is_compacted=False), name="matching_delta")]

    def __str__(self) -> str:
        return f"{self.space} {self.subject_id}"


class TermRow(models.Model):
    """One term's postings of one space, compacted: the documents' keys in rising order and their impacts beside them."""

    space = models.TextField()
    term = models.TextField()
    subject_ids = ArrayField(models.BigIntegerField())
    impacts = ArrayField(models.FloatField())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["space", "term"], name="matching_term_once")]

    def __str__(self) -> str:
        return f"{self.space} {self.term}"


class Compaction(models.Model):
    """When a space was compacted last, and the statistics of that moment."""

    space = models.TextField(unique=True)
    document_count = models.PositiveIntegerField()
    compacted_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.space
