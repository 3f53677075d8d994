from typing import Self, TypeVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q

from lysning.catalogue.models import Solution
from lysning.matching.rules.synonyms import LONGEST_NOTE, LONGEST_WORDS, USED, WITHDRAWN
from lysning.taxonomy.models import ServiceArea

M_co = TypeVar("M_co", bound=models.Model, covariant=True)
SPACES = ("solution", "need", "post", "role", "area", "kle", "topic", "project")
LARGEST_SUBJECT_ID = 2**31 - 1
"""Postings hold keys in four bytes."""
TIDY = rf"^(?=.{{1,{LONGEST_WORDS}}}$)[^ ]+( [^ ]+)*$"
"""Words with single spaces between them."""
NOTE = rf"^.{{1,{LONGEST_NOTE}}}$"


class RealField(models.FloatField):  # type: ignore[type-arg]  # generic in the stubs only
    """A float of four bytes: what postings hold, so that a score is the same before and after folding."""

    def db_type(self, connection: object) -> str:  # noqa: ARG002 -- asked for by Django
        """PostgreSQL's name of the type."""
        return "real"


class GenerationQuerySet(models.QuerySet["Generation"]):
    def live(self, space: str) -> "GenerationQuerySet":
        """The generation that answers queries about the space; none before anything was indexed."""
        return self.filter(space=space, is_live=True)


class Generation(models.Model):
    """One reading of a space, all of it with one analyser and one set of mean field lengths.

    A space is one kind of document with statistics of its own: solutions, needs, posts' declared interests, leader roles,
    service areas, KLE groups, topics, earlier projects. Queries read the live generation. A rebuild fills a second one beside
    it, writers write to both, and one update makes the second live.
    """

    space = models.TextField(choices=[(space, space) for space in SPACES])
    is_live = models.BooleanField()
    analyser_version = models.TextField()
    mean_lengths = models.JSONField(default=dict)
    folded_count = models.PositiveIntegerField(default=0)
    begun_at = models.DateTimeField()
    folded_at = models.DateTimeField(null=True)

    objects = GenerationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["space", "is_live"], name="matching_generation_once"),
            models.CheckConstraint(condition=Q(space__in=SPACES), name="matching_generation_space"),
        ]

    def __str__(self) -> str:
        return f"{self.space} {self.pk}"


class LivingQuerySet(models.QuerySet[M_co]):
    def live(self, space: str) -> Self:
        """What the generation that answers queries about the space holds."""
        return self.filter(generation__space=space, generation__is_live=True)


class Document(models.Model):
    """What the index knows of one thing: its terms with what each adds to a score, its words in order for phrases, and the
    words as written for suggestions.

    `subject_id` is the key of the row it describes. Until the next folding a fresh, changed or removed (no terms) document
    lies in the delta (`is_folded` is false), which wins over the folded rows; `in_rows` tells whether those hold anything of
    it, as it is or as it was.
    """

    generation = models.ForeignKey(Generation, on_delete=models.CASCADE)
    subject_id = models.BigIntegerField()
    content_hash = models.TextField(default="")
    terms = ArrayField(models.TextField())
    impacts = ArrayField(RealField())
    words = models.TextField(default="")
    forms = ArrayField(models.TextField(), default=list)
    is_folded = models.BooleanField(default=False)
    in_rows = models.BooleanField(default=False)
    indexed_at = models.DateTimeField()

    objects = LivingQuerySet["Document"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["generation", "subject_id"], name="matching_document_once"),
            models.CheckConstraint(
                condition=Q(subject_id__gt=0, subject_id__lte=LARGEST_SUBJECT_ID), name="matching_document_key"
            ),
            models.CheckConstraint(
                condition=Q(terms__len=F("impacts__len")) | Q(terms=[], impacts=[]), name="matching_terms_paired"
            ),
        ]
        indexes = [models.Index(fields=["generation"], condition=Q(is_folded=False), name="matching_delta")]

    def __str__(self) -> str:
        return f"{self.generation_id} {self.subject_id}"


class TermRow(models.Model):
    """The folded postings of one term in one block of keys: the keys in rising order and the impacts beside them.

    Both as bytes in network order, four for each: a query reads tens of thousands of postings, and numbers in an array would
    cost ten times as much to hand over. A block is 65,536 keys; folding rewrites only the blocks that changed.
    """

    generation = models.ForeignKey(Generation, on_delete=models.CASCADE)
    term = models.TextField()
    block = models.IntegerField()
    subject_ids = models.BinaryField()
    impacts = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["generation", "term", "block"], name="matching_term_once")]

    def __str__(self) -> str:
        return f"{self.generation_id} {self.term} {self.block}"


class Word(models.Model):
    """One word as people write it in the documents of a generation, and in how many: for suggestions and for spelling.

    `deletions` are the word and all it becomes when one letter is left out: two words that share one are an edit or a swap
    apart, or two at most.
    """

    generation = models.ForeignKey(Generation, on_delete=models.CASCADE)
    form = models.TextField()
    documents = models.PositiveIntegerField()
    deletions = ArrayField(models.TextField())

    objects = LivingQuerySet["Word"].as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["generation", "form"], name="matching_word_once")]
        indexes = [
            GinIndex(fields=["deletions"], name="matching_word_deletions"),
            models.Index(F("generation"), OpClass(F("form"), "text_pattern_ops"), name="matching_word_beginning"),
        ]

    def __str__(self) -> str:
        return self.form


class Judgement(models.Model):
    """What somebody in a municipality said of one hit for one question: does it help or not.

    Nobody can be read out of it: `judge` is a keyed hash that changes with the year, kept so that a change of mind counts once.
    """

    question = models.TextField()
    solution = models.ForeignKey(Solution, on_delete=models.CASCADE, related_name="judgements")
    is_relevant = models.BooleanField()
    judge = models.TextField()
    judged_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["judge", "question", "solution"], name="matching_judgement_once"),
            models.CheckConstraint(condition=~Q(question=""), name="matching_judgement_question"),
        ]

    def __str__(self) -> str:
        return f"{self.question}: {self.solution_id}"


class SynonymDecision(models.Model):
    """What the operator has decided about one pair of words: to use it or to withdraw it, over what the shipped list says.

    Rows are only added (a trigger refuses anything else), so they are their own history; the newest of a pair counts.
    """

    layman = models.TextField()
    trade = models.TextField()
    area = models.ForeignKey(ServiceArea, null=True, on_delete=models.PROTECT, help_text="empty: all areas")
    source = models.TextField()
    status = models.TextField(choices=[(USED, USED), (WITHDRAWN, WITHDRAWN)])
    reason = models.TextField()
    decided_by = models.BigIntegerField(null=True, help_text="the person's number; empty: at the console")
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["layman", "trade"], name="matching_synonym_words")]
        constraints = [
            models.CheckConstraint(condition=Q(layman__regex=TIDY, trade__regex=TIDY), name="matching_synonym_tidy"),
            models.CheckConstraint(condition=~Q(layman=F("trade")), name="matching_synonym_two_words"),
            models.CheckConstraint(condition=Q(status__in=(USED, WITHDRAWN)), name="matching_synonym_status"),
            models.CheckConstraint(condition=Q(source__regex=NOTE, reason__regex=NOTE), name="matching_synonym_notes"),
        ]

    def __str__(self) -> str:
        return f"{self.layman} = {self.trade}: {self.status}"
