from datetime import date
from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from lysning.core.actors import Actor
from lysning.core.permissions import verb
from lysning.taxonomy.models import LeaderRole, ServiceArea, Sourced


class Region(Sourced):
    code = models.TextField(unique=True, null=True)  # noqa: DJ001 -- a region to come has no code yet; codes are unique
    name = models.TextField(unique=True)
    cvr = models.TextField(blank=True)

    class Meta(Sourced.Meta):
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Organisation(models.Model):
    """A municipality, a supplier or a partner: what people are members of."""

    KINDS = [("municipality", "municipality"), ("supplier", "supplier"), ("partner", "partner")]

    kind = models.TextField(choices=KINDS)
    name = models.TextField()
    slug = models.SlugField(max_length=80)
    cvr = models.TextField(null=True)  # noqa: DJ001 -- unknown numbers must not collide with each other
    is_example = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "slug"], name="directory_slug_once"),
            models.UniqueConstraint(fields=["kind", "cvr"], name="directory_cvr_once"),
            models.CheckConstraint(
                condition=Q(cvr__isnull=True) | Q(cvr__regex=r"^\d{8}$"), name="directory_cvr_digits"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=("municipality", "supplier", "partner")), name="directory_kind"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Municipality(Organisation):
    code = models.TextField(unique=True)
    official_name = models.TextField()
    nuts3 = models.TextField()
    population = models.PositiveIntegerField(help_text="rounded, not official")
    tile_column = models.PositiveSmallIntegerField()
    tile_row = models.PositiveSmallIntegerField()
    neighbours = models.ManyToManyField("self")
    stand_in_room = models.PositiveSmallIntegerField(
        default=10, help_text="how many enquiries a week may come to the coordinator in place of leaders"
    )
    source = models.TextField()

    class Meta:
        verbose_name_plural = "municipalities"
        constraints = [
            models.CheckConstraint(condition=Q(code__regex=r"^\d{4}$"), name="directory_municipality_code"),
            models.UniqueConstraint(fields=["tile_column", "tile_row"], name="directory_tile_once"),
            models.CheckConstraint(condition=Q(stand_in_room__lte=50), name="directory_stand_in_room"),
        ]


class RegionMembership(Sourced):
    """In which region a municipality lies, and when; no day has two, so a merger of regions is only data."""

    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="regions")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="municipalities")

    class Meta(Sourced.Meta):
        constraints = [
            *Sourced.Meta.constraints,
            ExclusionConstraint(
                name="directory_one_region_a_day",
                expressions=[
                    ("municipality", RangeOperators.EQUAL),
                    (
                        Func(
                            F("valid_from_date"),
                            F("valid_to_date"),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.municipality} {self.region}"


class EmailDomain(models.Model):
    """A domain that belongs to a municipality: the operator's data, by which a coordinator proves where they work."""

    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="domains")
    domain = models.TextField(unique=True)
    source = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(domain__regex=r"^[a-z0-9.-]+\.[a-z]{2,}$"), name="directory_domain_form"
            ),
        ]

    def __str__(self) -> str:
        return self.domain


class Supplier(Organisation):
    description = models.TextField(blank=True)
    website = models.URLField(blank=True)
    contact_email = models.EmailField(blank=True)
    size = models.TextField(
        blank=True, choices=[("1-10", "1-10"), ("11-50", "11-50"), ("51-250", "51-250"), ("251-", "251-")]
    )
    revision = models.PositiveIntegerField(default=1)


class Partner(Organisation):
    partner_kind = models.TextField(
        choices=[("university_college", "university college"), ("region", "region"), ("national", "national")]
    )
    short_name = models.TextField(blank=True)
    source = models.TextField()


class PostQuerySet(models.QuerySet["Post"]):
    def visible_to(self, actor: Actor) -> Self:
        """The posts whose inbox and settings the actor may see (names and titles of posts are public)."""
        return self.filter(verb("directory.view_post").rows(actor))

    def active(self) -> Self:
        """The posts that exist today."""
        return self.filter(closed_at__isnull=True)


class Post(models.Model):
    """A leader's position: what an idea is sent to, with or without an address and a person behind it."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="posts")
    role = models.ForeignKey(LeaderRole, on_delete=models.PROTECT, related_name="posts")
    area = models.ForeignKey(ServiceArea, on_delete=models.PROTECT, related_name="posts")
    institution = models.TextField(blank=True, help_text="name of the school, nursing home, library … or empty")
    title = models.TextField(blank=True, help_text="the municipality's own title for the post, or empty for the role's")
    email = models.EmailField(blank=True)
    weekly_room = models.PositiveSmallIntegerField(default=3)
    interests = models.TextField(blank=True, help_text="what the leader says they look for")
    mail_mode = models.TextField(default="single", choices=[("single", "single"), ("weekly", "weekly")])
    language = models.TextField(default="da", choices=[("da", "da"), ("en", "en")])
    is_example = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    revision = models.PositiveIntegerField(default=1)

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ["municipality", "area", "role", "institution"]
        constraints = [
            models.UniqueConstraint(
                "municipality",
                "role",
                Lower("institution"),
                condition=Q(closed_at__isnull=True),
                name="directory_post_once",
            ),
            models.CheckConstraint(condition=Q(weekly_room__lte=10), name="directory_weekly_room"),
        ]
        indexes = [models.Index(Lower("email"), name="directory_post_email")]

    def __str__(self) -> str:
        return f"{self.name}, {self.municipality.name}"

    @property
    def name(self) -> str:
        """Title and institution as shown: the municipality's own title, otherwise the role's."""
        title = self.title or self.role.title
        return f"{title}, {self.institution}" if self.institution else title


class ImportQuerySet(models.QuerySet["Import"]):
    def waiting(self) -> Self:
        """The imports that have been tried, are without fault and wait for somebody's yes."""
        return self.filter(
            checked_at__isnull=False,
            problem_count=0,
            confirmed_at__isnull=True,
            discarded_at__isnull=True,
            failed_at__isnull=True,
        )


class Import(models.Model):
    """A list the operator brings: uploaded, tried without writing, confirmed, written; or stopped at its problems."""

    KINDS = [("posts", _("Leader posts")), ("kle", _("KLE subjects")), ("cpv", _("CPV codes")), ("topics", _("Topics"))]

    kind = models.TextField(choices=KINDS)
    file_name = models.TextField()
    content = models.BinaryField(help_text="empty once it is not needed any more")
    uploaded_by = models.BigIntegerField(null=True, help_text="the person's number; people live in a higher room")
    uploaded_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    discarded_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    new_count = models.PositiveIntegerField(null=True)
    changed_count = models.PositiveIntegerField(null=True)
    unchanged_count = models.PositiveIntegerField(null=True)
    problem_count = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)

    objects = ImportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=("posts", "kle", "cpv", "topics")), name="directory_import_kind"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True) | Q(checked_at__isnull=False, discarded_at__isnull=True),
                name="directory_import_confirmed_after_check",
            ),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True) | Q(confirmed_at__isnull=False),
                name="directory_import_finished_after_yes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.file_name}"

    @property
    def state(self) -> str:
        """Where it stands: checking, refused, waiting, running, finished, discarded or failed."""
        if self.failed_at:
            return "failed"
        if self.checked_at is None:
            return "checking"
        if self.problem_count:
            return "refused"
        if self.discarded_at:
            return "discarded"
        if self.finished_at:
            return "finished"
        return "running" if self.confirmed_at else "waiting"


class ImportProblem(models.Model):
    """One bad place in an imported list: line, column, and a code that has words in both languages.

    A warning stops nothing; it is a place that somebody should know of.
    """

    run = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="problems")
    line = models.PositiveIntegerField()
    column = models.TextField(blank=True)
    code = models.TextField()
    facts = models.JSONField(default=dict)
    is_warning = models.BooleanField(default=False)

    class Meta:
        ordering = ["line", "pk"]

    def __str__(self) -> str:
        return f"{self.line} {self.code}"


def region_on(municipality: Municipality, day: date) -> Region | None:
    """The region in which the municipality lies that day; uses prefetched `regions__region` when they are there."""
    for membership in municipality.regions.all():
        starts, ends = membership.valid_from_date, membership.valid_to_date
        if (starts is None or starts <= day) and (ends is None or day < ends):
            return membership.region
    return None
