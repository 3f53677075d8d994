from typing import NamedTuple, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lysning.accounts.models import User
from lysning.core.actors import Actor
from lysning.core.permissions import verb
from lysning.directory.models import Municipality, Supplier
from lysning.taxonomy.models import KleGroup, ServiceArea, Topic


class Choice(NamedTuple):
    """An answer one may choose: as it is stored, in whole words, and in short ones for a narrow list."""

    key: str
    words: Promise
    short: Promise


MATURITY = (
    Choice("idea", _("An idea we want to develop with a municipality"), _("Idea")),
    Choice("prototype", _("A prototype that can be shown"), _("Prototype")),
    Choice("tested", _("Tried out with real users"), _("Tested")),
    Choice("in_use", _("In daily use in one or more places"), _("In use")),
    Choice("widespread", _("In daily use in many places"), _("In wide use")),
)
PERSONAL_DATA_USE = (
    Choice("none", _("No, no personal data"), _("No personal data")),
    Choice("ordinary", _("Yes, ordinary personal data such as name and address"), _("Ordinary personal data")),
    Choice("sensitive", _("Yes, sensitive personal data such as health"), _("Sensitive personal data")),
)
AI_USE = (
    Choice("none", _("No, there is no artificial intelligence in it"), _("No AI")),
    Choice("assists", _("Yes, it suggests and a person decides"), _("AI assists a person")),
    Choice("decides", _("Yes, it decides or acts on its own"), _("AI decides by itself")),
)
MATURITY_CHOICES = [choice[:2] for choice in MATURITY]
PERSONAL_DATA_CHOICES = [choice[:2] for choice in PERSONAL_DATA_USE]
AI_USE_CHOICES = [choice[:2] for choice in AI_USE]
PRICE_MODEL_CHOICES: list[tuple[str, Promise]] = [
    ("free", _("Free of charge")),
    ("fixed", _("One fixed price a year for a municipality")),
    ("per_inhabitant", _("A price a year per inhabitant")),
    ("per_user", _("A price a year per user")),
    ("per_unit", _("A price a year per piece, room, school …")),
    ("one_off", _("A price that is paid once")),
]
MEDICAL_DEVICE_CHOICES: list[tuple[str, Promise]] = [
    ("no", _("No, it is not a medical device")),
    ("class_i", _("Yes, class I")),
    ("class_iia", _("Yes, class IIa")),
    ("class_iib", _("Yes, class IIb")),
    ("class_iii", _("Yes, class III")),
    ("unknown", _("We do not know yet")),
]
CHOICES: dict[str, dict[str, Promise]] = {
    "maturity": dict(MATURITY_CHOICES),
    "price_model": dict(PRICE_MODEL_CHOICES),
    "personal_data": dict(PERSONAL_DATA_CHOICES),
    "ai_use": dict(AI_USE_CHOICES),
    "medical_device": dict(MEDICAL_DEVICE_CHOICES),
}
"""The words of every answer that is a choice, in order: CHOICES["maturity"]["idea"]."""
SHORT_CHOICES: dict[str, dict[str, Promise]] = {
    "maturity": {choice.key: choice.short for choice in MATURITY},
    "personal_data": {choice.key: choice.short for choice in PERSONAL_DATA_USE},
    "ai_use": {choice.key: choice.short for choice in AI_USE},
}
"""The same answers in short words, where a list is narrow."""
MATURITIES = tuple(key for key, _words in MATURITY_CHOICES)
PRICE_MODELS = tuple(key for key, _words in PRICE_MODEL_CHOICES)
PERSONAL_DATA = tuple(key for key, _words in PERSONAL_DATA_CHOICES)
AI_USES = tuple(key for key, _words in AI_USE_CHOICES)
MEDICAL_DEVICES = tuple(key for key, _words in MEDICAL_DEVICE_CHOICES)


class SolutionQuerySet(models.QuerySet["Solution"]):
    def visible_to(self, actor: Actor) -> Self:
        """The solutions the actor may see: the published, and one's own organisation's."""
        return self.filter(verb("catalogue.view_solution").rows(actor))

    def public(self) -> Self:
        """The solutions that everyone may see: published, not withdrawn, not hidden."""
        return self.filter(published_at__isnull=False, withdrawn_at__isnull=True, hidden_at__isnull=True)


class Solution(models.Model):
    """What a supplier offers. Its words live in versions; every judgement refers to one of them."""

    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="solutions")
    slug = models.SlugField(
        max_length=80, unique=True, help_text="random for a draft, readable from the first publishing"
    )
    current_version = models.ForeignKey("SolutionVersion", on_delete=models.PROTECT, null=True, related_name="+")
    is_example = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, db_index=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.TextField(blank=True, help_text="the supplier's own words; public")
    hidden_at = models.DateTimeField(null=True)
    hidden_reason = models.TextField(blank=True)
    marks = ArrayField(
        models.TextField(),
        default=list,
        editable=False,
        help_text="what a list is narrowed by, read off the current version by the database: rules.facets",
    )

    objects = SolutionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(published_at__isnull=True, current_version__isnull=True)
                | Q(published_at__isnull=False, current_version__isnull=False),
                name="catalogue_published_has_version",
            ),
            models.CheckConstraint(
                condition=Q(hidden_at__isnull=True) | ~Q(hidden_reason=""), name="catalogue_hidden_has_reason"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | (Q(published_at__isnull=False) & ~Q(withdrawn_reason="")),
                name="catalogue_withdrawn_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    @property
    def is_public(self) -> bool:
        """True when everyone may see it; the row side of `SolutionQuerySet.public`."""
        return self.published_at is not None and self.withdrawn_at is None and self.hidden_at is None


class SolutionVersion(models.Model):
    """The words and facts of a solution at one publishing. Without `frozen_at` it is the draft; frozen it never changes."""

    solution = models.ForeignKey(Solution, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    revision = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    frozen_at = models.DateTimeField(null=True)
    content_hash = models.TextField(blank=True)
    change_note = models.TextField(blank=True)

    title = models.TextField(blank=True)
    problem = models.TextField(blank=True)
    audience = models.TextField(blank=True)
    description = models.TextField(blank=True, help_text="limited Markdown")
    maturity = models.TextField(blank=True, choices=MATURITY_CHOICES)
    price_model = models.TextField(blank=True, choices=PRICE_MODEL_CHOICES)
    price_amount = models.DecimalField(
        max_digits=12,
        decimal_places=2,
        null=True,
        help_text="kroner excluding VAT, per unit of the price model and year",
    )
    price_start = models.DecimalField(
        max_digits=12, decimal_places=2, null=True, help_text="kroner excluding VAT, once"
    )
    price_units = models.PositiveIntegerField(
        null=True, help_text="users or units in a municipality of 40,000 inhabitants"
    )
    price_unit_name = models.TextField(blank=True)
    integrations = models.TextField(blank=True)
    personal_data = models.TextField(blank=True, choices=PERSONAL_DATA_CHOICES)
    ai_use = models.TextField(blank=True, choices=AI_USE_CHOICES)
    medical_device = models.TextField(blank=True, choices=MEDICAL_DEVICE_CHOICES)
    evidence = models.TextField(blank=True, help_text="references and what has been shown")
    wanted_from_municipality = models.TextField(blank=True)
    contact_email = models.EmailField(blank=True)
    website = models.URLField(blank=True)
    areas = models.ManyToManyField(ServiceArea, related_name="versions")
    kle_groups = models.ManyToManyField(KleGroup, related_name="versions")
    topics = models.ManyToManyField(Topic, related_name="versions")
    used_by = models.ManyToManyField(Municipality, related_name="+")

    class Meta:
        ordering = ["solution", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["solution", "number"], name="catalogue_version_number"),
            models.UniqueConstraint(
                fields=["solution"], condition=Q(frozen_at__isnull=True), name="catalogue_one_draft"
            ),
            models.CheckConstraint(condition=Q(maturity__in=("", *MATURITIES)), name="catalogue_maturity"),
            models.CheckConstraint(condition=Q(price_model__in=("", *PRICE_MODELS)), name="catalogue_price_model"),
            models.CheckConstraint(condition=Q(personal_data__in=("", *PERSONAL_DATA)), name="catalogue_personal_data"),
            models.CheckConstraint(condition=Q(ai_use__in=("", *AI_USES)), name="catalogue_ai_use"),
            models.CheckConstraint(
                condition=Q(medical_device__in=("", *MEDICAL_DEVICES)), name="catalogue_medical_device"
            ),
            models.CheckConstraint(condition=Q(price_amount__gte=0), name="catalogue_price_amount"),
            models.CheckConstraint(condition=Q(price_start__gte=0), name="catalogue_price_start"),
            models.CheckConstraint(
                condition=Q(frozen_at__isnull=True)
                | (
                    ~Q(title="")
                    & ~Q(problem="")
                    & ~Q(audience="")
                    & ~Q(description="")
                    & ~Q(maturity="")
                    & ~Q(price_model="")
                    & ~Q(personal_data="")
                    & ~Q(ai_use="")
                    & ~Q(medical_device="")
                    & ~Q(content_hash="")
                ),
                name="catalogue_frozen_is_complete",
            ),
            models.CheckConstraint(
                condition=Q(frozen_at__isnull=True) | Q(price_model="free") | Q(price_amount__isnull=False),
                name="catalogue_frozen_has_price",
            ),
            models.CheckConstraint(
                condition=Q(frozen_at__isnull=True)
                | ~Q(price_model__in=("per_user", "per_unit"))
                | Q(price_units__isnull=False, price_units__gte=1),
                name="catalogue_frozen_has_units",
            ),
            models.CheckConstraint(
                condition=Q(frozen_at__isnull=True) | Q(frozen_at__gte=F("created_at")), name="catalogue_frozen_after"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"


class SolutionImageQuerySet(models.QuerySet["SolutionImage"]):
    def visible_to(self, actor: Actor) -> Self:
        """The pictures the actor may look at: those of public solutions, and one's own organisation's."""
        return self.in_use().filter(verb("catalogue.view_image").rows(actor))

    def in_use(self) -> Self:
        """The pictures of drafts and of current versions: what a newer version left out is not shown any more."""
        return self.filter(Q(version__frozen_at__isnull=True) | Q(version=F("version__solution__current_version")))


class SolutionChange(models.Model):
    """That what everyone may see of the catalogue has changed: one row per statement, written by the database itself."""


class SolutionImage(models.Model):
    """A picture of a version, re-encoded by us: WebP without metadata, kept in a file named by its hash."""

    version = models.ForeignKey(SolutionVersion, on_delete=models.CASCADE, related_name="images")
    sha256 = models.TextField(db_index=True)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    alt = models.TextField()
    position = models.PositiveSmallIntegerField(default=0)

    objects = SolutionImageQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["version", "sha256"], name="catalogue_image_once"),
            models.CheckConstraint(condition=~Q(alt=""), name="catalogue_image_alt"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="catalogue_image_hash"),
        ]

    def __str__(self) -> str:
        return self.alt
