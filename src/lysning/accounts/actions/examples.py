"""People of the example data, and entering as one of them."""

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lysning.accounts.actions.memberships import start_membership
from lysning.accounts.models import User
from lysning.core import audit
from lysning.core.actors import SYSTEM
from lysning.core.refusal import Refused, refusal_words
from lysning.directory.models import Organisation, Post

SEEN_BEFORE = timedelta(days=10)
"""Whoever enters as an example person sees what is new since then."""

refusal_words(not_an_example=_("Only the people of the example data can be entered as."))


def make_example_user(
    *,
    email: str,
    name: str,
    role: str,
    organisation: Organisation | None = None,
    post: Post | None = None,
    language: str = "da",
    at: datetime,
) -> User:
    """Makes a made-up person with the role, without a password; a second time gives the same person and role.

    Raises Refused("not_an_example") when a real person has the address.
    """
    with transaction.atomic():
        user, _is_new = User.objects.get_or_create(
            email=email.lower(),
            defaults={
                "name": name,
                "language": language,
                "is_example": True,
                "password": "!",
                "purpose": _purpose(role),
                "seen_at": at - SEEN_BEFORE,
            },
        )
        if not user.is_example:
            raise Refused("not_an_example")
        EmailAddress.objects.get_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})
        start_membership(user=user, organisation=organisation, role=role, post=post, by=SYSTEM, at=at)
    return user


def enter_as_example(*, user: User, at: datetime) -> User:
    """Notes that somebody enters as this made-up person; the view then signs them in.

    Raises Refused("not_an_example") outside example mode and for a real person.
    """
    if not settings.EXAMPLE_MODE or not user.is_example or not user.is_active:
        raise Refused("not_an_example")
    with transaction.atomic():
        audit.record("accounts.enter_as_example", user, by=SYSTEM, at=at)
    return user


def _purpose(role: str) -> str:
    return {"supplier": "supplier", "leader": "municipality", "coordinator": "municipality"}.get(
        role.partition("_")[0], "other"
    )
