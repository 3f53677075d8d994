from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Q

from lysning.accounts.models import User
from lysning.catalogue.models import Solution
from lysning.community.models import Coalition, Post
from lysning.direction.models import Direction, Placement
from lysning.evidence.models import Finding
from lysning.evidence.models.findings import PERSPECTIVES
from lysning.needs.models import Need
from lysning.trials.models import Trial

Subject = Solution | Need | Direction | Placement | Coalition | Post | Trial | Finding
"""What can be reported."""
SUBJECTS = ("solution", "need", "direction", "placement", "coalition", "post", "trial", "finding")
SOLUTION_TEXTS = ("problem", "audience", "description", "evidence", "wanted_from_municipality", "integrations")
NEED_TEXTS = {"problem": "description", "audience": "audience", "scale": "scale", "tried": "tried"}
TRIAL_TEXTS = ("question", "population", "intervention", "usual", "data_note")
REPORTED_FOR = ("misleading", "personal_data", "advertising", "copyright", "offensive", "other")
FIRST_LOOK, BURST = "first_look", "burst"
"""Cases that nobody has reported: a citizen's need before it is public, and support that grows out of the ordinary."""
REASONS = (*REPORTED_FOR, FIRST_LOOK, BURST)


def title_of(subject: Subject) -> str:
    """What a reported text is called: its own title, or what it places or is the direction of, or where it was said."""
    if isinstance(subject, Solution):
        return subject.current_version.title if subject.current_version else str(subject)
    if isinstance(subject, Post):
        return str(subject.coalition)
    if not isinstance(subject, Placement):
        return str(subject)
    thing = subject.own_title
    if subject.topic:
        thing = subject.topic.current.name
    elif subject.solution and subject.solution.current_version:
        thing = subject.solution.current_version.title
    return f"{thing}, {subject.direction.municipality}"


class Report(models.Model):
    """A case for a moderator, decided by a person with a reason that can be appealed.

    Most are somebody's word that a public text should not stand as it does; some begin by themselves (FIRST_LOOK, BURST).
    """

    solution = models.ForeignKey(Solution, on_delete=models.CASCADE, null=True, related_name="reports")
    need = models.ForeignKey(Need, on_delete=models.CASCADE, null=True, related_name="reports")
    direction = models.ForeignKey(Direction, on_delete=models.CASCADE, null=True, related_name="reports")
    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, null=True, related_name="reports")
    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, null=True, related_name="reports")
    post = models.ForeignKey(Post, on_delete=models.CASCADE, null=True, related_name="reports")
    trial = models.ForeignKey(Trial, on_delete=models.CASCADE, null=True, related_name="reports")
    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, null=True, related_name="reports")
    reason = models.TextField(choices=[(reason, reason) for reason in REASONS])
    text = models.TextField()
    reporter = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    reporter_email = models.EmailField(blank=True)
    address_hash = models.TextField(blank=True, help_text="where it came from, as a keyed hash, for the limit alone")
    created_at = models.DateTimeField(db_index=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    is_upheld = models.BooleanField(null=True, help_text="True: hidden; False: it may stand")
    decision_reason = models.TextField(blank=True)
    appealed_at = models.DateTimeField(null=True)
    appeal_text = models.TextField(blank=True)
    appeal_decided_at = models.DateTimeField(null=True)
    appeal_decided_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    is_appeal_granted = models.BooleanField(null=True)
    appeal_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["need"],
                condition=Q(reason=FIRST_LOOK, decided_at__isnull=True),
                name="moderation_one_first_look",
            ),
            models.CheckConstraint(
                condition=reduce(or_, (Q(**{f"{name}__isnull": name != one for name in SUBJECTS}) for one in SUBJECTS)),
                name="moderation_one_subject",
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, is_upheld__isnull=True)
                | (Q(decided_at__isnull=False, is_upheld__isnull=False) & ~Q(decision_reason="")),
                name="moderation_decision_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(appealed_at__isnull=True) | Q(is_upheld=True), name="moderation_appeal_of_hiding"
            ),
            models.CheckConstraint(
                condition=Q(appeal_decided_at__isnull=True, is_appeal_granted__isnull=True)
                | (
                    Q(appeal_decided_at__isnull=False, appealed_at__isnull=False, is_appeal_granted__isnull=False)
                    & ~Q(appeal_reason="")
                ),
                name="moderation_appeal_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reason} {self.subject}"

    @property
    def subject(self) -> Subject:
        """What is reported."""
        found: Subject = next(getattr(self, name) for name in SUBJECTS if getattr(self, f"{name}_id") is not None)
        return found

    @property
    def title(self) -> str:
        """The reported text's own title; load it by `queries.with_subjects`."""
        return title_of(self.subject)

    @property
    def subject_texts(self) -> list[tuple[str, str]]:
        """What the reported text says, each part with the name of the answer it is; load as for `title`."""
        if self.need:
            said = [(name, getattr(self.need, field)) for name, field in NEED_TEXTS.items()]
        elif self.direction:
            said = [("aims", "\n".join(self.direction.aims)), ("background", self.direction.background)]
        elif self.placement:
            links = "\n".join(f"{link['label']}: {link['address']}" for link in self.placement.links)
            said = [("reason", self.placement.reason), ("links", links)]
        elif self.coalition:
            decisions = "\n\n".join(row.text for row in self.coalition.decisions.public())
            said = [
                ("purpose", self.coalition.purpose),
                ("next_step", self.coalition.next_step),
                ("decisions", decisions),
            ]
        elif self.post:
            said = [("post", self.post.text)]
        elif self.trial:
            protocol = self.trial.versions.latest("number").protocol
            said = [(name, getattr(protocol, name)) for name in TRIAL_TEXTS]
        elif self.finding:
            names = ("words_da", "words_en", "population", *PERSPECTIVES)
            said = [
                (name, getattr(self.finding.current_version, name)) for name in names if self.finding.current_version
            ]
        else:
            version = self.solution.current_version if self.solution else None
            said = [(name, getattr(version, name)) for name in SOLUTION_TEXTS if version]
        return [(name, text) for name, text in said if text]

    @property
    def is_first_look(self) -> bool:
        """True when it is about letting a citizen's need through, and not about taking something away."""
        return self.reason == FIRST_LOOK

    @property
    def waits(self) -> str:
        """What a moderator has to decide: "report", "appeal", or nothing."""
        if self.decided_at is None:
            return "report"
        return "appeal" if self.appealed_at and not self.appeal_decided_at else ""
