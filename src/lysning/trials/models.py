from typing import Any, NoReturn, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language

from lysning.accounts.models import User
from lysning.catalogue.models import Solution, SolutionVersion
from lysning.community.models import Coalition
from lysning.core.actors import Actor
from lysning.core.lookups import Alphabetical
from lysning.core.permissions import verb
from lysning.directory.models import Municipality, Partner
from lysning.needs.models import Need
from lysning.taxonomy.models import ServiceArea, Sourced
from lysning.trials.rules import ARMS, COMPARISONS, KINDS, PHASES, STATES, Protocol, Value

SEAT_STATES = ("seated", "waiting", "withdrawn")
DIRECTIONS = ("lower", "higher")
BINARY = Q(events__isnull=False, total__isnull=False, time=None, mean=None, sd=None, n=None)
RATE = Q(events__isnull=False, time__isnull=False, total=None, mean=None, sd=None, n=None)
CONTINUOUS = Q(mean__isnull=False, sd__isnull=False, n__isnull=False, events=None, total=None, time=None)


class OutcomeMeasure(Sourced):
    """Something that can be measured alike everywhere: how, which way is better, and from what size on it matters."""

    key = models.SlugField(unique=True, max_length=40)
    position = models.PositiveSmallIntegerField()
    kind = models.TextField(choices=[(kind, kind) for kind in KINDS])
    better = models.TextField(choices=[(way, way) for way in DIRECTIONS])
    scale = models.PositiveIntegerField(default=1, help_text="a rate is told per so many units of time")
    name_da = models.TextField()
    name_en = models.TextField()
    definition_da = models.TextField()
    definition_en = models.TextField()
    counted_da = models.TextField(help_text="what is counted, or the unit of a mean")
    counted_en = models.TextField()
    of_da = models.TextField(help_text="of or over what: persons, resident days …")
    of_en = models.TextField()
    minimum = models.DecimalField(
        max_digits=10,
        decimal_places=3,
        null=True,
        help_text="the smallest difference that matters, in the measure's unit",
    )
    minimum_source_da = models.TextField(blank=True)
    minimum_source_en = models.TextField(blank=True)
    areas = models.ManyToManyField(ServiceArea, related_name="outcome_measures")

    class Meta(Sourced.Meta):
        ordering = ["position", "key"]
        constraints = [
            *Sourced.Meta.constraints,
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="trials_measure_kind"),
            models.CheckConstraint(condition=Q(better__in=DIRECTIONS), name="trials_measure_better"),
            models.CheckConstraint(condition=Q(scale__gte=1), name="trials_measure_scale"),
            models.CheckConstraint(
                condition=Q(minimum__isnull=True) | Q(minimum__gt=0) & ~Q(minimum_source_da=""),
                name="trials_measure_minimum_sourced",
            ),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def name(self) -> str:
        """Its name in the reader's language."""
        return self._said("name")

    @property
    def definition(self) -> str:
        """What it is and how it is measured, in the reader's language."""
        return self._said("definition")

    @property
    def counted(self) -> str:
        """What is counted, or the unit of a mean, in the reader's language."""
        return self._said("counted")

    @property
    def of(self) -> str:
        """Of or over what it is counted, in the reader's language."""
        return self._said("of")

    @property
    def minimum_source(self) -> str:
        """Where the smallest difference that matters is from, in the reader's language."""
        return self._said("minimum_source") or self.minimum_source_da

    def _said(self, name: str) -> str:
        words: str = getattr(self, f"{name}_{'en' if get_language() == 'en' else 'da'}")
        return words


class TrialQuerySet(models.QuerySet["Trial"]):
    def visible_to(self, actor: Actor) -> Self:
        """The trials the actor may see: the registered ones, and those one has a part in."""
        return self.filter(verb("trials.view_trial").rows(actor))

    def public(self) -> Self:
        """The trials that everyone may see."""
        return self.filter(registered_at__isnull=False, hidden_at__isnull=True)


class Trial(models.Model):
    """Something municipalities try together under one protocol. What is agreed lies in the protocol's versions."""

    slug = models.SlugField(max_length=80, unique=True)
    key = models.UUIDField(unique=True, help_text="of the form it was begun with: sent twice it is begun once")
    lead = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="led_trials")
    area = models.ForeignKey(ServiceArea, on_delete=models.PROTECT, related_name="trials")
    evaluator = models.ForeignKey(Partner, on_delete=models.PROTECT, null=True, related_name="trials")
    need = models.ForeignKey(Need, on_delete=models.PROTECT, null=True, related_name="trials")
    coalition = models.ForeignKey(Coalition, on_delete=models.PROTECT, null=True, related_name="trials")
    solution = models.ForeignKey(Solution, on_delete=models.PROTECT, null=True, related_name="trials")
    solution_version = models.ForeignKey(
        SolutionVersion,
        on_delete=models.PROTECT,
        null=True,
        related_name="trials",
        help_text="what is tried, frozen at registration",
    )
    title = models.TextField(help_text="of the protocol in force")
    comparison = models.TextField(choices=[(each, each) for each in COMPARISONS], default="before_after")
    starts_on = models.DateField(null=True, help_text="the first day of follow-up by the protocol in force")
    ends_on = models.DateField(null=True)
    state = models.TextField(default="draft", choices=[(state, state) for state in STATES])
    last_move = models.TextField(blank=True, help_text="the key of the move that brought it here")
    state_reason = models.TextField(
        blank=True, help_text="why it was returned, stopped or cancelled; public once registered"
    )
    state_at = models.DateTimeField(help_text="since when it is in this state")
    seats = models.PositiveSmallIntegerField(default=10)
    seats_taken = models.PositiveSmallIntegerField(default=0)
    created_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    registered_at = models.DateTimeField(null=True, db_index=True, help_text="the public time stamp; set once")
    started_at = models.DateTimeField(null=True)
    hidden_at = models.DateTimeField(null=True)
    hidden_reason = models.TextField(blank=True)
    is_example = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=1)

    objects = TrialQuerySet.as_manager()

    class Meta:
        ordering = [F("registered_at").desc(nulls_first=True), "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=STATES), name="trials_state"),
            models.CheckConstraint(condition=Q(seats_taken__lte=F("seats")), name="trials_never_oversold"),
            models.CheckConstraint(condition=Q(seats__gte=1, seats__lte=98), name="trials_seats"),
            models.CheckConstraint(
                condition=Q(hidden_at__isnull=True) | ~Q(hidden_reason=""), name="trials_hidden_has_reason"
            ),
            models.CheckConstraint(
                condition=Q(registered_at__isnull=True, state__in=("draft", "proposed", "cancelled"))
                | Q(
                    registered_at__isnull=False, state__in=("registered", "running", "finished", "stopped", "cancelled")
                ),
                name="trials_registered_has_stamp",
            ),
            models.CheckConstraint(
                condition=Q(registered_at__isnull=True) | Q(solution__isnull=True) | Q(solution_version__isnull=False),
                name="trials_registered_has_version",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_public(self) -> bool:
        """True when everyone may see it; the row side of `TrialQuerySet.public`."""
        return self.registered_at is not None and self.hidden_at is None


class ProtocolVersion(models.Model):
    """The protocol as one version says it. A frozen version is never changed: a trigger refuses."""

    trial = models.ForeignKey(Trial, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField(help_text="rules.Protocol as written")
    content_hash = models.TextField()
    note = models.TextField(blank=True, help_text="what is new since the version before, and why; public")
    by_user_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    frozen_at = models.DateTimeField(null=True)
    revision = models.PositiveIntegerField(default=1)
    is_example = models.BooleanField(default=False)

    class Meta:
        ordering = ["trial", "number"]
        constraints = [
            models.UniqueConstraint(fields=["trial", "number"], name="trials_version_number"),
            models.UniqueConstraint(
                fields=["trial"], condition=Q(frozen_at__isnull=True), name="trials_one_working_version"
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="trials_version_from_one"),
            models.CheckConstraint(condition=Q(number=1) | ~Q(note=""), name="trials_change_has_note"),
        ]

    def __str__(self) -> str:
        return f"{self.trial_id} v{self.number}"

    @property
    def protocol(self) -> Protocol:
        """What it says, as plain values."""
        return Protocol.read(self.content)


class Seat(models.Model):
    """A municipality that has asked to take part: with a seat, on the waiting list, or withdrawn."""

    trial = models.ForeignKey(Trial, on_delete=models.PROTECT, related_name="seat_rows")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="seats")
    state = models.TextField(choices=[(state, state) for state in SEAT_STATES])
    queue = models.PositiveIntegerField(help_text="the order in which the municipalities asked, by the database clock")
    applied_at = models.DateTimeField()
    applied_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    seated_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    is_late = models.BooleanField(default=False, help_text="seated after the follow-up had begun")
    reminded_of = models.DateField(null=True, help_text="the last day of the period last reminded of")
    is_example = models.BooleanField(default=False)

    class Meta:
        ordering = ["trial", "queue"]
        constraints = [
            models.UniqueConstraint(fields=["trial", "municipality"], name="trials_seat_once"),
            models.UniqueConstraint(fields=["trial", "queue"], name="trials_queue_once"),
            models.CheckConstraint(
                condition=Q(state="seated", seated_at__isnull=False, withdrawn_at__isnull=True)
                | Q(state="waiting", seated_at__isnull=True, withdrawn_at__isnull=True)
                | Q(state="withdrawn", withdrawn_at__isnull=False),
                name="trials_seat_state",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.trial_id} {self.municipality_id} {self.state}"


class Site(models.Model):
    """A place in a municipality where something is measured: a nursing home, a school, the whole municipality."""

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="sites")
    name = models.TextField()
    arm = models.TextField(
        blank=True, choices=[(arm, arm) for arm in ARMS], help_text="in a parallel comparison; empty for both"
    )
    begins_on = models.DateField(null=True, help_text="when the site goes over to the new, in a stepped comparison")
    is_example = models.BooleanField(default=False)

    class Meta:
        ordering = ["seat", Alphabetical("name"), "pk"]
        constraints = [
            models.UniqueConstraint(fields=["seat", "name"], name="trials_site_once"),
            models.CheckConstraint(condition=~Q(name=""), name="trials_site_named"),
            models.CheckConstraint(condition=Q(arm__in=("", *ARMS)), name="trials_site_arm"),
        ]

    def __str__(self) -> str:
        return self.name


class Measurement(models.Model):
    """What one site reports of one measure, in one arm and period. Aggregated, never about persons."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="measurements")
    measure = models.ForeignKey(OutcomeMeasure, on_delete=models.PROTECT, related_name="measurements")
    arm = models.TextField(choices=[(arm, arm) for arm in ARMS])
    phase = models.TextField(choices=[(phase, phase) for phase in PHASES])
    period_from = models.DateField()
    period_to = models.DateField(help_text="the last day, counted")
    events = models.PositiveIntegerField(null=True)
    total = models.PositiveIntegerField(null=True)
    time = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    mean = models.FloatField(null=True)
    sd = models.FloatField(null=True)
    n = models.PositiveIntegerField(null=True)
    entered_at = models.DateTimeField()
    revision = models.PositiveIntegerField(default=1, help_text="the number of the last change")
    is_example = models.BooleanField(default=False)

    class Meta:
        ordering = ["site", "measure", "arm", "period_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "measure", "arm", "phase", "period_from"], name="trials_measured_once"
            ),
            models.CheckConstraint(condition=BINARY | RATE | CONTINUOUS, name="trials_measured_one_kind"),
            models.CheckConstraint(
                condition=Q(total__isnull=True) | Q(total__gte=1, events__lte=F("total")), name="trials_measured_within"
            ),
            models.CheckConstraint(condition=Q(time__isnull=True) | Q(time__gt=0), name="trials_measured_over_time"),
            models.CheckConstraint(condition=Q(n__isnull=True) | Q(n__gte=1, sd__gte=0), name="trials_measured_spread"),
            models.CheckConstraint(condition=Q(arm__in=ARMS, phase__in=PHASES), name="trials_measured_arm"),
            models.CheckConstraint(condition=Q(period_from__lte=F("period_to")), name="trials_measured_period"),
        ]

    def __str__(self) -> str:
        return f"{self.site_id} {self.measure_id} {self.arm} {self.period_from}"

    @property
    def value(self) -> Value:
        """What was measured, as plain values."""
        return Value(self.events, self.total, self.time, self.mean, self.sd, self.n)


class MeasurementChange(models.Model):
    """One report of a measurement: the whole value after it. Written once and changed never: a trigger refuses."""

    measurement = models.ForeignKey(Measurement, on_delete=models.PROTECT, related_name="changes")
    number = models.PositiveIntegerField()
    value = models.JSONField()
    note = models.TextField(blank=True, help_text="why it was corrected")
    by_user_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    is_example = models.BooleanField(default=False)

    class Meta:
        ordering = ["measurement", "number"]
        constraints = [
            models.UniqueConstraint(fields=["measurement", "number"], name="trials_measurement_change"),
            models.CheckConstraint(condition=Q(number=1) | ~Q(note=""), name="trials_correction_has_note"),
        ]

    def __str__(self) -> str:
        return f"{self.measurement_id} {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Adds the change; refuses to write one again."""
        if not self._state.adding:
            raise TypeError("the history only grows")
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Refuses: the history only grows."""
        raise TypeError("the history only grows")


class SheetRun(models.Model):
    """A long list of measurements that a job writes, and how far it has come; its content goes when it is over."""

    trial = models.ForeignKey(Trial, on_delete=models.CASCADE, related_name="sheet_runs")
    content = models.BinaryField()
    municipalities = ArrayField(models.BigIntegerField(), null=True, help_text="one may report for these; null for all")
    note = models.TextField(blank=True)
    by_user_id = models.BigIntegerField(null=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    written = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.trial_id} {self.started_at:%Y-%m-%d %H:%M}"
