from collections.abc import Iterator
from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac

from lysning.core.actors import Actor
from lysning.core.permissions import verb
from lysning.directory.models import Municipality, Organisation, Post

SUPPLIER_ROLES = ("supplier_owner", "supplier_editor")
MUNICIPAL_ROLES = ("leader", "coordinator")
PARTNER_ROLES = ("partner",)
PLATFORM_ROLES = ("moderator", "operator")
ROLES = (*SUPPLIER_ROLES, *MUNICIPAL_ROLES, *PARTNER_ROLES, *PLATFORM_ROLES)
PURPOSES = ("supplier", "municipality", "other")
ROLE_HAS_PLACE = Q(role__in=PLATFORM_ROLES, organisation__isnull=True) | Q(
    role__in=(*SUPPLIER_ROLES, *MUNICIPAL_ROLES, *PARTNER_ROLES), organisation__isnull=False
)


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A user with this address (kept in lower case) and password."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A user who may enter Django's admin: for the operator's emergencies."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        """The user with this address, whatever its case."""
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in by e-mail. What the person may do lies in memberships, never in flags here."""

    email = models.EmailField(unique=True)
    name = models.TextField(blank=True)
    language = models.TextField(default="da", choices=[("da", "da"), ("en", "en")])
    purpose = models.TextField(
        default="other", choices=[(purpose, purpose) for purpose in PURPOSES], help_text="what the person came for"
    )
    sign_in_round = models.PositiveIntegerField(default=1, help_text="raised to end every session at once")
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False, help_text="may enter Django's admin, for emergencies")
    is_example = models.BooleanField(default=False)
    date_joined = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(null=True, help_text="when the person last looked at a start page")
    visited_at = models.DateTimeField(null=True, help_text="when the visit before this one ended")

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(email=Lower("email")), name="accounts_email_lower")]

    def __str__(self) -> str:
        return self.name or self.email

    def get_session_auth_hash(self) -> str:
        """What a session must carry to count: it ends with the password and with the round of sign-ins."""
        return self._session_hash(None)

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """The same under each earlier SECRET_KEY that still counts."""
        return (self._session_hash(key) for key in settings.SECRET_KEY_FALLBACKS)

    def _session_hash(self, secret: str | bytes | None) -> str:
        value = f"{self.password}:{self.sign_in_round}"
        return salted_hmac("lysning.accounts.session", value, secret=secret, algorithm="sha256").hexdigest()


class MembershipQuerySet(models.QuerySet["Membership"]):
    def in_force(self) -> Self:
        """The memberships that count now."""
        return self.filter(ended_at__isnull=True)

    def visible_to(self, actor: Actor) -> Self:
        """The memberships the actor may see: one's own, and those of organisations one looks after."""
        return self.filter(verb("accounts.view_membership").rows(actor))


class Membership(models.Model):
    """A role of a person: in a supplier or municipality, at a post, or (no organisation) for the whole platform."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, null=True, related_name="memberships")
    role = models.TextField(choices=[(role, role) for role in ROLES])
    post = models.ForeignKey(Post, on_delete=models.CASCADE, null=True, related_name="memberships")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=ROLE_HAS_PLACE, name="accounts_role_has_place"),
            models.CheckConstraint(condition=Q(post__isnull=True) | Q(role="leader"), name="accounts_post_of_leader"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")), name="accounts_ended_after"
            ),
            models.UniqueConstraint(
                fields=["user", "organisation", "role", "post"],
                condition=Q(ended_at__isnull=True),
                nulls_distinct=False,
                name="accounts_membership_once",
            ),
            models.UniqueConstraint(fields=["post"], condition=Q(ended_at__isnull=True), name="accounts_one_holder"),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.role}"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self, at: datetime) -> Self:
        """The invitations that still let somebody in."""
        return self.filter(accepted_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=at)

    def visible_to(self, actor: Actor) -> Self:
        """The invitations of organisations the actor looks after."""
        return self.filter(verb("accounts.view_invitation").rows(actor))


class Invitation(models.Model):
    """A way in for one address to one role: used once, bound to the address, and with an end.

    Only the hash of its token is kept: who reads the database cannot use it.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, null=True, related_name="invitations")
    role = models.TextField(choices=[(role, role) for role in ROLES])
    post = models.ForeignKey(Post, on_delete=models.CASCADE, null=True)
    email = models.EmailField()
    language = models.TextField(default="da", choices=[("da", "da"), ("en", "en")])
    token_hash = models.TextField(unique=True)
    invited_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(withdrawn_at__isnull=True), name="accounts_invitation_one_end"
            ),
            models.CheckConstraint(condition=ROLE_HAS_PLACE, name="accounts_invitation_place"),
            models.CheckConstraint(condition=Q(post__isnull=True) | Q(role="leader"), name="accounts_invitation_post"),
            models.CheckConstraint(condition=Q(email=Lower("email")), name="accounts_invitation_email_lower"),
            models.UniqueConstraint(
                fields=["organisation", "role", "post", "email"],
                condition=Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
                nulls_distinct=False,
                name="accounts_invitation_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} {self.role}"


class ClaimQuerySet(models.QuerySet["Claim"]):
    def waiting(self) -> Self:
        """The claims the operator has not decided."""
        return self.filter(granted_at__isnull=True, refused_at__isnull=True)


class Claim(models.Model):
    """A person's claim to coordinate a municipality, proved by a verified address at the municipality's own domain."""

    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="claims")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="claims")
    email = models.EmailField()
    claimed_at = models.DateTimeField()
    granted_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        ordering = ["claimed_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(granted_at__isnull=True) | Q(refused_at__isnull=True), name="accounts_claim_one_end"
            ),
            models.CheckConstraint(
                condition=Q(refused_at__isnull=True) | ~Q(reason=""), name="accounts_claim_refused_why"
            ),
            models.UniqueConstraint(
                fields=["municipality", "user"],
                condition=Q(granted_at__isnull=True, refused_at__isnull=True),
                name="accounts_claim_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.municipality}"


class Suppression(models.Model):
    """An address that no longer wants or takes our mails; whoever it belongs to cannot be reached through it."""

    REASONS = [("unsubscribed", "unsubscribed"), ("bounced", "bounced"), ("complaint", "complaint")]

    email = models.EmailField(unique=True)
    reason = models.TextField(choices=REASONS)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(email=Lower("email")), name="accounts_suppressed_lower")]

    def __str__(self) -> str:
        return self.email
