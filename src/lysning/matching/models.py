from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

SPACES = ("solution", "need", "post", "role", "area", "kle")


class Document(models.Model):
    """What the index knows of one thing: its terms with what each adds to a score, read by one version of the analyser.

    A space is one kind of document with statistics of its own: solutions, needs, posts' declared interests, leader roles,
    service areas, KLE groups. `subject_id` is the key of the row it describes. Until the next compaction a fresh, changed
    or removed (no terms) document lies in the delta, which wins over the compacted rows.
    """

    space = models.TextField(choices=[(space, space) for space in SPACES])
    subject_id = models.BigIntegerField()
    analyser_version = models.TextField()
    content_hash = models.TextField()
    terms = ArrayField(models.TextField())
    impacts = ArrayField(models.FloatField())
    field_lengths = models.JSONField(default=dict)
    is_compacted = models.BooleanField(default=False)
    indexed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["space", "subject_id"], name="matching_document_once"),
            models.CheckConstraint(condition=Q(space__in=SPACES), name="matching_space"),
            models.CheckConstraint(
                condition=Q(terms__len=models.F("impacts__len")) | Q(terms=[], impacts=[]), name="matching_terms_paired"
            ),
        ]
        indexes = [models.Index(fields=["space", "subject_id"], condition=Q(is_compacted=False), name="matching_delta")]

    def __str__(self) -> str:
        return f"{self.space} {self.subject_id}"


class TermRow(models.Model):
    """The compacted postings of one term in one space: the documents' keys in rising order and their impacts beside them."""

    space = models.TextField()
    term = models.TextField()
    subject_ids = ArrayField(models.BigIntegerField())
    impacts = ArrayField(models.FloatField())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["space", "term"], name="matching_term_once")]

    def __str__(self) -> str:
        return f"{self.space} {self.term}"


class SpaceStatistics(models.Model):
    """The mean field lengths that impacts of a space are reckoned with, and when the space was compacted last.

    The lengths are set when a space is rebuilt and stay until the next rebuild, so a fresh document is scored exactly as it
    will be after compaction.
    """

    space = models.TextField(unique=True)
    mean_lengths = models.JSONField(default=dict)
    compacted_count = models.PositiveIntegerField(default=0)
    compacted_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.space
