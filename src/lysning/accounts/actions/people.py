"""What a person decides about the own account."""

from datetime import datetime

from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from lysning.accounts import rules
from lysning.accounts.actions.memberships import end_membership, is_last
from lysning.accounts.events import AccountGoes, SupplierClosed
from lysning.accounts.models import Membership, User
from lysning.core import audit, events
from lysning.core.actors import Actor
from lysning.core.refusal import Refused, refusal_words
from lysning.directory.models import Organisation

VISIT = """
    UPDATE accounts_user SET seen_at = greatest(seen_at, %(now)s),
        visited_at = CASE WHEN seen_at < %(before)s THEN seen_at ELSE visited_at END
    WHERE id = %(user)s RETURNING visited_at
"""

refusal_words(
    name_is_address=_("Write your name without a web or mail address."),
    example_person_stays=_("The people of the example belong to everybody and stay as they are."),
)


def edit_person(*, user: User, name: str, language: str, by: Actor, at: datetime) -> User:
    """Changes the person's name and language. Raises Refused: "name_is_address", "example_person_stays"."""
    if user.is_example:
        raise Refused("example_person_stays")
    if rules.has_address(name):
        raise Refused("name_is_address", field="name")
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(name=name, language=language)
        audit.record("accounts.edit_person", user, by=by, at=at, language=language)
    user.refresh_from_db()
    return user


def remember_language(*, user: User, language: str) -> None:
    """Keeps the language the person has chosen, for pages and mails; the people of the example data keep theirs."""
    User.objects.filter(pk=user.pk, is_example=False).update(language=language)


def note_visit(*, user_id: int, at: datetime) -> datetime | None:
    """Notes that the person is here; returns when the visit before this one ended, None at the first.

    Whoever comes back within VISIT_GAP is still on the same visit. One statement.
    """
    with connection.cursor() as cursor:
        cursor.execute(VISIT, {"user": user_id, "now": at, "before": at - rules.VISIT_GAP})
        row = cursor.fetchone()
    return row[0] if row else None


def sign_out_elsewhere(*, user: User, by: Actor, at: datetime) -> User:
    """Ends every session of the person; the caller renews its own."""
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(sign_in_round=F("sign_in_round") + 1)
        audit.record("accounts.sign_out_elsewhere", user, by=by, at=at)
    user.refresh_from_db()
    return user


def delete_account(*, user: User, by: Actor, at: datetime) -> None:
    """Removes the person with everything that is theirs alone; what they did stays, without them. Announces AccountGoes.

    A supplier in which nobody else is left is closed. Raises Refused("last_owner") when others are left but none of them
    is an owner, Refused("last_operator"), Refused("example_person_stays").
    """
    if user.is_example:
        raise Refused("example_person_stays")
    with transaction.atomic():
        for membership in user.memberships.in_force().select_related("organisation").order_by("pk"):
            _leave(membership, by=by, at=at)
        events.announce(AccountGoes(user.pk))
        audit.record("accounts.delete_account", user, by=by, at=at)
        user.delete()


def forget_unverified(*, at: datetime) -> int:
    """Removes accounts whose address nobody has verified within seven days. Returns how many."""
    rows = User.objects.filter(date_joined__lt=at - rules.UNVERIFIED_LIFE, is_staff=False, is_example=False)
    rows = rows.exclude(emailaddress__verified=True).filter(memberships__isnull=True, last_login__isnull=True)
    return rows.delete()[1].get("accounts.User", 0)


def _leave(membership: Membership, *, by: Actor, at: datetime) -> None:
    organisation = membership.organisation
    if organisation is None or not is_last(membership) or _has_others(membership):
        end_membership(membership=membership, by=by, at=at)
        return
    Membership.objects.filter(pk=membership.pk).update(ended_at=at)
    Organisation.objects.filter(pk=organisation.pk).update(closed_at=at)
    audit.record("accounts.close_supplier", organisation, by=by, at=at)
    events.announce(SupplierClosed(organisation.pk))


def _has_others(membership: Membership) -> bool:
    rows = Membership.objects.in_force().filter(organisation=membership.organisation)
    return rows.exclude(user_id=membership.user_id).exists()
