"""The e-mail domains by which coordinators prove where they work."""

import re
from datetime import datetime

from django.db import IntegrityError, transaction

from lysning.core import audit
from lysning.core.actors import Actor
from lysning.core.refusal import Refused
from lysning.directory.models import EmailDomain, Municipality

OPEN_DOMAINS = frozenset(
    {
        "gmail.com",
        "hotmail.com",
        "outlook.com",
        "outlook.dk",
        "live.dk",
        "live.com",
        "yahoo.com",
        "yahoo.dk",
        "icloud.com",
        "me.com",
        "mail.dk",
        "jubii.dk",
        "ofir.dk",
        "protonmail.com",
        "proton.me",
        "youmail.dk",
        "stofanet.dk",
        "tdcadsl.dk",
    }
)
_DOMAIN = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}")


def add_domain(*, municipality: Municipality, domain: str, source: str, by: Actor, at: datetime) -> EmailDomain:
    """Notes that a domain is the municipality's; `source` says how the operator knows.

    Raises Refused("domain_wrong" | "domain_is_open" | "domain_taken", field="domain").
    """
    name = domain.strip().lower().removeprefix("@").rstrip(".")
    if not _DOMAIN.fullmatch(name):
        raise Refused("domain_wrong", field="domain")
    if name in OPEN_DOMAINS:
        raise Refused("domain_is_open", field="domain", domain=name)
    try:
        with transaction.atomic():
            row = EmailDomain.objects.create(municipality=municipality, domain=name, source=source.strip())
            audit.record("directory.add_domain", row, by=by, at=at, domain=name, municipality=municipality.code)
    except IntegrityError:
        raise Refused("domain_taken", field="domain") from None
    return row


def remove_domain(*, domain: EmailDomain, by: Actor, at: datetime) -> None:
    """Forgets a domain; roles that were granted by it stay until somebody ends them."""
    with transaction.atomic():
        facts = {"domain": domain.domain, "municipality": domain.municipality.code}
        audit.record("directory.remove_domain", domain, by=by, at=at, **facts)
        domain.delete()
