import uuid
from datetime import date, timedelta
from typing import Self

from django.db import models
from django.db.models import F, Prefetch, Q
from django.db.models.functions import MD5

from lysning.accounts.models import User
from lysning.catalogue.models import SolutionVersion
from lysning.core.actors import Actor
from lysning.core.permissions import verb
from lysning.directory.models import Municipality, Post
from lysning.enquiries.rules.answers import Answer, AnswerKind, Reason
from lysning.enquiries.rules.calendar import local_day
from lysning.enquiries.rules.clock import EnquiryFacts

ANSWER_KINDS = tuple(kind.value for kind in AnswerKind)
NOT_RELEVANT_REASONS = tuple(reason.value for reason in Reason)
NIGHTLY = 1
QUESTIONS_READ = "questions_read"


class Allocation(models.Model):
    """One run that decided who is offered what: its inputs' hash, what it reached, and per solution why not more.

    A date has one nightly run (number 1); the operator may ask for more. Without `finished_at` it is under way, or its
    worker died and the next one takes it up again.
    """

    run_date = models.DateField()
    number = models.PositiveSmallIntegerField(default=NIGHTLY)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    inputs_hash = models.TextField(blank=True)
    solver = models.TextField(blank=True)
    parameters = models.JSONField(default=dict)
    objective = models.FloatField(null=True)
    solution_count = models.PositiveIntegerField(default=0)
    candidate_count = models.PositiveIntegerField(default=0)
    offer_count = models.PositiveIntegerField(default=0)
    waiting_count = models.PositiveIntegerField(default=0, help_text="enquiries that wait for somebody to reach")
    stage = models.TextField(blank=True, help_text="what it is doing: match, solve, write")
    steps_done = models.PositiveIntegerField(default=0)
    steps_total = models.PositiveIntegerField(default=0)
    is_example = models.BooleanField(default=False)

    class Meta:
        ordering = ["-run_date", "-number"]
        constraints = [models.UniqueConstraint(fields=["run_date", "number"], name="enquiries_one_run")]

    def __str__(self) -> str:
        return f"{self.run_date} {self.number}"


class AllocationOutcome(models.Model):
    """What one run did for one solution version, and why it did not do more."""

    allocation = models.ForeignKey(Allocation, on_delete=models.CASCADE, related_name="outcomes")
    version = models.ForeignKey(SolutionVersion, on_delete=models.CASCADE, related_name="outcomes")
    candidate_count = models.PositiveIntegerField(help_text="posts it concerns")
    municipality_count = models.PositiveIntegerField(help_text="municipalities with such a post")
    offered_count = models.PositiveIntegerField()
    waiting_count = models.PositiveIntegerField(default=0)
    reached_count = models.PositiveIntegerField(help_text="municipalities reached in all, after the run")
    why = models.TextField(help_text="the main reason it did not get more")
    reasons = models.JSONField(default=list, help_text="list of {code, count}: what kept each post away")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["allocation", "version"], name="enquiries_outcome_once")]

    def __str__(self) -> str:
        return f"{self.version} {self.offered_count}"


class EnquiryQuerySet(models.QuerySet["Enquiry"]):
    def with_questions(self) -> Self:
        """The same enquiries, each with what was asked in `asked`: one query more for all of them."""
        return self.prefetch_related(Prefetch("questions", Question.objects.all(), to_attr=QUESTIONS_READ))

    def visible_to(self, actor: Actor) -> Self:
        """The enquiries the actor may see: the supplier's own, the post's, and the municipality's coordinator's."""
        return self.filter(verb("enquiries.view_enquiry").rows(actor))

    def open(self) -> Self:
        """The enquiries that have not come to an end: waiting, offered or with the coordinator."""
        return self.filter(answered_at__isnull=True, withdrawn_at__isnull=True, handed_over_at__isnull=True)

    def running(self) -> Self:
        """The open enquiries whose clock has not brought them to the coordinator."""
        return self.open().filter(escalated_at__isnull=True)

    def waiting(self) -> Self:
        """The enquiries for which there is nobody to reach yet."""
        return self.filter(offered_at__isnull=True, withdrawn_at__isnull=True)

    def standing(self) -> Self:
        """The one enquiry per version and municipality that counts: not withdrawn, not handed over."""
        return self.filter(withdrawn_at__isnull=True, handed_over_at__isnull=True)


class Enquiry(models.Model):
    """One solution version offered to one post, and what came back. Its state follows from its time stamps."""

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(SolutionVersion, on_delete=models.PROTECT, related_name="enquiries")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="enquiries")
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="enquiries", help_text="the post's own"
    )
    allocation = models.ForeignKey(Allocation, on_delete=models.SET_NULL, null=True, related_name="enquiries")
    handed_from = models.OneToOneField("self", on_delete=models.CASCADE, null=True, related_name="handed_on")
    relevance = models.FloatField()
    reasons = models.JSONField(default=list, help_text="why this post: list of {kind, ...}; shown, never searched")
    is_example = models.BooleanField(default=False)

    created_at = models.DateTimeField()
    offered_at = models.DateTimeField(null=True, help_text="empty: no way to reach the post yet")
    offered_to_email = models.EmailField(blank=True)
    is_stand_in = models.BooleanField(default=False, help_text="offered to the coordinator in the post's place")
    deadline_at = models.DateTimeField(null=True, help_text="empty: not offered yet, or the clock stands still")
    seen_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    reminder_days = models.PositiveSmallIntegerField(default=0, help_text="working days spent at the latest reminder")
    escalated_at = models.DateTimeField(null=True)
    handed_over_at = models.DateTimeField(null=True)
    handover_note = models.TextField(blank=True)
    withdrawn_at = models.DateTimeField(null=True)

    answered_at = models.DateTimeField(null=True, help_text="of the first answer")
    answered_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, related_name="+", help_text="empty: by the mail's link"
    )
    spent_days = models.PositiveSmallIntegerField(
        null=True, help_text="working days it took to answer, pauses left out"
    )
    answer_revision = models.PositiveSmallIntegerField(default=0, help_text="how often the answer has been changed")
    answer_changed_at = models.DateTimeField(null=True)
    answer_kind = models.TextField(blank=True)
    answer_reason = models.TextField(blank=True)
    answer_text = models.TextField(blank=True)
    answer_later_date = models.DateField(null=True)
    answer_existing = models.TextField(blank=True, help_text="what the municipality has already")

    fits = models.BooleanField(null=True, help_text="whether it came to the right post; the supplier never sees it")
    fits_said_at = models.DateTimeField(null=True)

    objects = EnquiryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "enquiries"
        constraints = [
            models.UniqueConstraint(
                fields=["version", "post"], condition=Q(withdrawn_at__isnull=True), name="enquiries_post_once"
            ),
            models.UniqueConstraint(
                fields=["version", "municipality"],
                condition=Q(withdrawn_at__isnull=True, handed_over_at__isnull=True),
                name="enquiries_municipality_once",
            ),
            models.CheckConstraint(condition=Q(answer_kind__in=("", *ANSWER_KINDS)), name="enquiries_answer_kind"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answer_kind="", spent_days__isnull=True)
                | (Q(answered_at__isnull=False, spent_days__isnull=False) & ~Q(answer_kind="")),
                name="enquiries_answer_whole",
            ),
            models.CheckConstraint(
                condition=Q(fits__isnull=True, fits_said_at__isnull=True)
                | Q(fits__isnull=False, fits_said_at__isnull=False),
                name="enquiries_fits_said",
            ),
            models.CheckConstraint(
                condition=~Q(answer_kind="not_relevant") | Q(answer_reason__in=NOT_RELEVANT_REASONS),
                name="enquiries_no_has_reason",
            ),
            models.CheckConstraint(
                condition=~Q(answer_kind="later") | Q(answer_later_date__isnull=False), name="enquiries_later_has_date"
            ),
            models.CheckConstraint(
                condition=~Q(answer_kind="has_it") | ~Q(answer_existing=""), name="enquiries_has_it_what"
            ),
            models.CheckConstraint(
                condition=Q(offered_at__isnull=False)
                | Q(
                    deadline_at__isnull=True,
                    seen_at__isnull=True,
                    answered_at__isnull=True,
                    handed_over_at__isnull=True,
                    escalated_at__isnull=True,
                ),
                name="enquiries_clock_starts_with_offer",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | Q(answered_at__gte=F("offered_at")),
                name="enquiries_answer_after_offer",
            ),
            models.CheckConstraint(
                condition=Q(handed_over_at__isnull=True, withdrawn_at__isnull=True)
                | Q(answered_at__isnull=True, handed_over_at__isnull=True)
                | Q(answered_at__isnull=True, withdrawn_at__isnull=True),
                name="enquiries_one_end",
            ),
        ]
        indexes = [
            models.Index(fields=["post", "offered_at"], name="enquiries_inbox"),
            models.Index(fields=["municipality", "offered_at"], name="enquiries_of_municipality"),
            models.Index(
                fields=["municipality", "deadline_at"],
                include=["answered_at", "id"],
                condition=Q(withdrawn_at__isnull=True, handed_over_at__isnull=True),
                name="enquiries_due",
            ),
            models.Index(fields=["offered_at"], name="enquiries_week"),
            models.Index(
                fields=["deadline_at"],
                include=["answered_at", "withdrawn_at", "handed_over_at"],
                name="enquiries_promise",
            ),
            models.Index(
                fields=["deadline_at"],
                condition=Q(
                    answered_at__isnull=True,
                    withdrawn_at__isnull=True,
                    handed_over_at__isnull=True,
                    escalated_at__isnull=True,
                ),
                name="enquiries_running",
            ),
            models.Index(
                fields=["created_at"],
                condition=Q(offered_at__isnull=True, withdrawn_at__isnull=True),
                name="enquiries_waiting",
            ),
            models.Index(
                fields=["municipality", "deadline_at"],
                condition=Q(answered_at__isnull=True, withdrawn_at__isnull=True, handed_over_at__isnull=True),
                name="enquiries_open_there",
            ),
            models.Index(
                fields=["municipality", "answered_at"],
                condition=Q(answered_at__isnull=False),
                name="enquiries_answered_there",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version} → {self.post}"

    @property
    def asked(self) -> "list[Question]":
        """The questions, oldest first; no query where the row came `with_questions`."""
        read: list[Question] | None = self.__dict__.get(QUESTIONS_READ)
        return list(self.questions.order_by("asked_at", "pk")) if read is None else read

    @property
    def facts(self) -> EnquiryFacts:
        """The time stamps as the clock's rules read them."""
        return EnquiryFacts(
            created_at=self.created_at,
            offered_at=self.offered_at,
            seen_at=self.seen_at,
            questions=tuple((each.asked_at, each.answered_at) for each in self.asked),
            answered_at=self.answered_at,
            answer_kind=AnswerKind(self.answer_kind) if self.answer_kind else None,
            handed_over_at=self.handed_over_at,
            escalated_at=self.escalated_at,
            withdrawn_at=self.withdrawn_at,
        )

    @property
    def last_date(self) -> date | None:
        """The last Danish day on which an answer is in time; None while the clock stands still or has not begun.

        The deadline itself is the midnight that ends this day.
        """
        return None if self.deadline_at is None else local_day(self.deadline_at - timedelta(hours=1))

    @property
    def answer(self) -> Answer | None:
        """What was answered; None while there is no answer."""
        return answer_in(self) if self.answer_kind else None


class EarlierAnswer(models.Model):
    """An answer that was changed later: kept, and shown to everyone who sees the enquiry."""

    enquiry = models.ForeignKey(Enquiry, on_delete=models.CASCADE, related_name="earlier_answers")
    answer_kind = models.TextField()
    answer_reason = models.TextField(blank=True)
    answer_text = models.TextField(blank=True)
    answer_later_date = models.DateField(null=True)
    answer_existing = models.TextField(blank=True)
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    replaced_at = models.DateTimeField()

    class Meta:
        ordering = ["replaced_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(answer_kind__in=ANSWER_KINDS), name="enquiries_earlier_kind"),
            models.CheckConstraint(condition=Q(replaced_at__gte=F("given_at")), name="enquiries_earlier_after"),
        ]

    def __str__(self) -> str:
        return f"{self.enquiry_id} {self.answer_kind}"

    @property
    def answer(self) -> Answer:
        """What was answered then."""
        return answer_in(self)


def answer_in(row: Enquiry | EarlierAnswer) -> Answer:
    """The answer in the columns of the row, as the rules read it."""
    return Answer(
        kind=AnswerKind(row.answer_kind),
        later_date=row.answer_later_date,
        what=row.answer_existing,
        reason=Reason(row.answer_reason) if row.answer_reason else None,
        text=row.answer_text,
    )


class Question(models.Model):
    """What the post asks the supplier; until the answer is there the enquiry's clock stands still."""

    enquiry = models.ForeignKey(Enquiry, on_delete=models.CASCADE, related_name="questions")
    text = models.TextField()
    asked_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField()
    answer_text = models.TextField(blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answer_text="")
                | (Q(answered_at__gte=F("asked_at")) & ~Q(answer_text="")),
                name="enquiries_question_answer_whole",
            ),
            models.UniqueConstraint(
                "enquiry", MD5("text"), condition=Q(answered_at__isnull=True), name="enquiries_question_once"
            ),
        ]
        indexes = [
            models.Index(fields=["enquiry"], condition=Q(answered_at__isnull=True), name="enquiries_open_question"),
        ]

    def __str__(self) -> str:
        return self.text[:60]


class PromiseMeasure(models.Model):
    """The measured value of one promise in one month: what the promises page draws."""

    promise = models.TextField()
    month_date = models.DateField(help_text="first day of the month")
    value = models.FloatField(null=True, help_text="empty: nothing to measure")
    count = models.PositiveIntegerField(help_text="on how many observations it rests")
    measured_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["promise", "month_date"], name="enquiries_measure_once")]

    def __str__(self) -> str:
        return f"{self.promise} {self.month_date:%Y-%m}"
