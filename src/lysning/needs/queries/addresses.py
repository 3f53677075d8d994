"""Addresses as people: which are one person's, and which count for nobody."""

import tomllib
from functools import cache
from pathlib import Path

from allauth.account.models import EmailAddress
from django.conf import settings
from django.utils.crypto import salted_hmac

from lysning.needs.rules import one_person

_DATA = Path(__file__).resolve().parents[1] / "data" / "throwaway.toml"
_SALT = "needs.support"


@cache
def throwaway_domains() -> frozenset[str]:
    """The domains of throw-away mailboxes that we know of (data/throwaway.toml, with source and status)."""
    return frozenset(tomllib.loads(_DATA.read_text(encoding="utf-8"))["domains"])


def person_behind(email: str) -> str:
    """The address by which the owner of this address is counted: with an account its main one, so that two are one person."""
    owner = EmailAddress.objects.filter(email=email.strip().lower(), verified=True).select_related("user").first()
    return one_person(owner.user.email if owner else email)


def person_keys(need_id: int, email: str) -> tuple[str, ...]:
    """What stands for the person at this need: under today's key first, then under each earlier SECRET_KEY that still counts.

    Without the installation's key nobody can tell from the database who it is, nor that two needs have the same supporter.
    One query.
    """
    return keys_at(need_id, person_behind(email))


def keys_at(need_id: int, person: str) -> tuple[str, ...]:
    """The same for somebody whose counted address (`person_behind`) is known already. No query."""
    value = f"{need_id}:{person}"
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return tuple(salted_hmac(_SALT, value, secret=key, algorithm="sha256").hexdigest() for key in keys)
